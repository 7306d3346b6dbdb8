"""What the sign-in library tells us, noted in history: one entry for each change to an account."""

from typing import Any

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.dispatch import Signal, receiver

from bothways.foundation import time
from bothways.people.actions.ending_sessions import end_session
from bothways.people.actions.noting import note
from bothways.people.models import Person

NOTED: dict[Signal, str] = {
    account.user_logged_in: "person.signed_in",
    account.password_set: "person.password_set",
    account.password_changed: "person.password_changed",
    account.password_reset: "person.password_reset",
}
PROOFS = {
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.TOTP: "authenticator_app",
    Authenticator.Type.RECOVERY_CODES: "recovery_codes",
}


@receiver(list(NOTED))
def note_account_change(signal: Signal, user: Person, **_: Any) -> None:
    note(NOTED[signal], person=user, at=time.now())


@receiver([account.password_changed, account.password_reset])
def sign_out_other_devices(user: Person, **_: Any) -> None:
    """Their sessions are void with the old password; ended, they also leave the list."""
    for session in UserSession.objects.filter(user=user):
        if session.exists() and not session.is_current():
            end_session(session=session, by=user, at=time.now())


@receiver(account.email_changed)
def note_address_changed(user: Person, from_email_address: EmailAddress | None, **_: Any) -> None:
    if from_email_address:  # there is none where the first address was confirmed
        note("person.address_changed", person=user, at=time.now())


@receiver(mfa.authenticator_added)
def note_proof_added(user: Person, authenticator: Authenticator, **_: Any) -> None:
    note(f"person.{PROOFS[Authenticator.Type(authenticator.type)]}_added", person=user, at=time.now())


@receiver(mfa.authenticator_removed)
def note_proof_removed(user: Person, authenticator: Authenticator, **_: Any) -> None:
    note(f"person.{PROOFS[Authenticator.Type(authenticator.type)]}_removed", person=user, at=time.now())


@receiver(mfa.authenticator_reset)
def note_proof_renewed(user: Person, authenticator: Authenticator, **_: Any) -> None:
    note(f"person.{PROOFS[Authenticator.Type(authenticator.type)]}_renewed", person=user, at=time.now())
