"""The desk's word on a draft: approved, or changes asked; each with its inverse."""

from datetime import datetime

from django.db import transaction

from bothways.desk.actions.linking import letter_to_leader
from bothways.desk.actions.writing import NothingWritten, latest
from bothways.desk.models import Review
from bothways.history.actions.recording import record
from bothways.insider.actions.moving import move
from bothways.insider.models import Answer
from bothways.people.models import Person
from bothways.people.rules import desk_only

State = Answer.State


class NoHeadline(Exception):
    """An answer needs a headline before its author can sign it."""


def approve(*, answer: Answer, words: str = "", by: Person, at: datetime) -> None:
    """Say that the text stands; its author is asked to sign exactly this one.

    Raises NotNow unless it is handed in, NoHeadline, NothingWritten, PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        fresh = Answer.objects.select_for_update().get(pk=answer.pk)
        if not fresh.headline.strip():
            raise NoHeadline
        move(fresh, State.APPROVED, out_of=(State.SUBMITTED,), at=at)
        _review(fresh, Review.Verdict.APPROVED, words, by, at)
        letter_to_leader("desk.to_sign", fresh, by=by, at=at)
        record("draft.approved", about=fresh, by=by, at=at)
    answer.refresh_from_db()


def unapprove(*, answer: Answer, by: Person, at: datetime) -> None:
    """The inverse of `approve`, until the author has signed. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        move(answer, State.SUBMITTED, out_of=(State.APPROVED,), at=at)
        record("draft.unapproved", about=answer, by=by, at=at)


def ask_changes(*, answer: Answer, words: str, by: Person, at: datetime) -> None:
    """Give the text back to its author, with what the desk asks for in `words`. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        fresh = Answer.objects.select_for_update().get(pk=answer.pk)
        move(fresh, State.CHANGES_ASKED, out_of=(State.SUBMITTED, State.APPROVED), at=at)
        _review(fresh, Review.Verdict.CHANGES, words, by, at)
        letter_to_leader("desk.changes_asked", fresh, by=by, at=at)
        record("draft.changes_asked", about=fresh, by=by, at=at)
    answer.refresh_from_db()


def take_up_again(*, answer: Answer, by: Person, at: datetime) -> None:
    """The inverse of `ask_changes`: the desk goes on with the text as it was. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        move(answer, State.SUBMITTED, out_of=(State.CHANGES_ASKED,), at=at)
        record("draft.taken_up_again", about=answer, by=by, at=at)


def _review(answer: Answer, verdict: Review.Verdict, words: str, by: Person, at: datetime) -> None:
    revision = latest(answer)
    if revision is None:
        raise NothingWritten
    answer.revisions.filter(closed_at__isnull=True).update(closed_at=at)
    Review.objects.create(answer=answer, revision=revision, verdict=verdict, words=words, by=by, at=at)
