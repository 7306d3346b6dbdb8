"""Reads for the pages about one's own account."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bothways.foundation import time
from bothways.people.models import Person, Role

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
           ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True)
class Security:
    """How one person signs in, and where they are signed in."""

    address: str
    new_address: str | None
    has_password: bool
    passkeys: list[Authenticator]
    has_app: bool
    recovery_codes_left: int | None
    sessions: list[UserSession]


def security(person: Person) -> Security:
    """Everything on the security page of `person`; of their sessions those that are not over, the newest first."""
    proofs = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    codes = next((proof for proof in proofs if proof.type == Authenticator.Type.RECOVERY_CODES), None)
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=time.now())
    pending = EmailAddress.objects.get_new(person)
    return Security(
        address=person.email or "",
        new_address=pending.email if pending else None,
        has_password=person.has_usable_password(),
        passkeys=[proof for proof in proofs if proof.type == Authenticator.Type.WEBAUTHN],
        has_app=any(proof.type == Authenticator.Type.TOTP for proof in proofs),
        recovery_codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        sessions=list(UserSession.objects.filter(Exists(alive), user=person).order_by("-created_at")),
    )


def holders(*kinds: Role.Kind, scope: str = Role.SITE) -> QuerySet[Person]:
    """Everybody who holds one of the roles `kinds` for `scope` now, can be written to and has not left."""
    held = Role.objects.current().filter(person=OuterRef("pk"), kind__in=kinds, scope=scope)
    return Person.objects.filter(Exists(held), email__isnull=False, left_at__isnull=True).order_by("pk")


def proved_address_since(request: HttpRequest, person: Person, since: datetime) -> bool:
    """Whether `person` has typed, in this session and after `since`, a code that was mailed to their address."""
    records = get_authentication_records(request, person)
    return any(record["method"] == "code" and record["at"] >= since.timestamp() for record in records)


def device(user_agent: str) -> str:
    """The device behind a browser's self-description, in words: "Firefox on Linux"."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}/", user_agent)), None)
    system = next((name for mark, name in SYSTEMS if mark in user_agent), None)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
