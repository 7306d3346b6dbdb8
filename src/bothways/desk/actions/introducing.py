"""Leaders: introducing one who is not known here, and noting how it was made sure that they are who they are."""

from datetime import datetime

from django.db import transaction

from bothways.history.actions.recording import record
from bothways.insider.models import Insider
from bothways.people.actions.joining import join_in_transaction
from bothways.people.models import Person
from bothways.people.rules import desk_only


def introduce_leader(
    *, name: str, address: str, role_title: str = "", organisation: str = "", by: Person, at: datetime
) -> Person:
    """Give somebody a by-line, so that they can be invited: a new person, or the one who has this address already.

    Raises PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        person = Person.objects.filter(email=address.lower()).first() or join_in_transaction(
            name=name, email=address.lower(), by=by, at=at
        )
        _, made = Insider.objects.get_or_create(
            person=person, defaults={"role_title": role_title, "organisation": organisation}
        )
        if made:
            record("leader.introduced", about=person, by=by, at=at)
    return person


def verify_leader(*, insider: Insider, how: str, by: Person, at: datetime) -> None:
    """Note that it was made sure who they are, and how. Raises PermissionDenied."""
    _verify(insider, at, how, by, at)


def unverify_leader(*, insider: Insider, by: Person, at: datetime) -> None:
    """The inverse of `verify_leader`; answers that are published keep the by-line of their day."""
    _verify(insider, None, "", by, at)


def _verify(insider: Insider, verified_at: datetime | None, how: str, by: Person, at: datetime) -> None:
    desk_only(by)
    with transaction.atomic(durable=True):
        insider.verified_at, insider.verification = verified_at, how
        insider.save(update_fields=["verified_at", "verification"])
        verb = "leader.verified" if verified_at else "leader.unverified"
        record(verb, about=insider, by=by, at=at, public=True, how=how)
