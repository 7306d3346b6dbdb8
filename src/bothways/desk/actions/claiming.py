"""Claiming: one editor takes something in hand, for half an hour; and lays it down."""

from datetime import datetime, timedelta

from django.db import transaction

from bothways.desk.models import Claim
from bothways.foundation.crossing import again_when_crossed
from bothways.history.actions.recording import record
from bothways.insider.models import Answer, Question
from bothways.people.models import Person
from bothways.people.rules import desk_only

LEASE = timedelta(minutes=30)


class InHand(Exception):
    """Another editor has it; `claim` says who, and until when."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(f"{claim.by.name} has it in hand.")
        self.claim = claim


@again_when_crossed
def claim(*, thing: Question | Answer, by: Person, at: datetime) -> Claim:
    """Take `thing` in hand for half an hour from `at`; by whoever has it already, for half an hour more.

    Raises InHand, PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        tie = _tie(thing)
        held = Claim.objects.select_for_update().filter(**tie).select_related("by").first()
        if held and held.until > at and held.by_id != by.pk:
            raise InHand(held)
        begun = held is None or held.by_id != by.pk or held.until <= at
        held = held or Claim(**tie)
        held.by, held.at, held.until = by, at, at + LEASE
        held.save()
        if begun:
            record("claim.begun", about=thing, by=by, at=at)
    return held


def release(*, thing: Question | Answer, by: Person, at: datetime) -> bool:
    """The inverse of `claim`; False where `by` does not have it. Raises PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        ended, _ = Claim.objects.filter(**_tie(thing), by=by).delete()
        if ended:
            record("claim.ended", about=thing, by=by, at=at)
    return bool(ended)


def _tie(thing: Question | Answer) -> dict[str, Question | Answer]:
    return {"question" if isinstance(thing, Question) else "answer": thing}
