"""Correcting a published answer: a dated note, with both versions kept for every reader."""

from datetime import datetime

from django.db import transaction

from bothways.history.actions.recording import record
from bothways.insider.actions.indexing import refresh
from bothways.insider.actions.publishing import NotReady, prepare, text_hash
from bothways.insider.models import Answer, Correction, Question
from bothways.insider.notices import tell_reposters
from bothways.people.models import Person
from bothways.people.rules import desk_only


def correct_answer(*, answer: Answer, body: str, note: str, by: Person, at: datetime) -> Correction:
    """Replace the body of a published answer and say what was corrected, also to those who have republished it.

    Raises NotReady when it is not published, PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        correction = correct_in_transaction(answer=answer, body=body, note=note, by=by, at=at)
    answer.refresh_from_db()
    return correction


def correct_in_transaction(
    *, answer: Answer, body: str, note: str, by: Person | None, at: datetime, signed: bool = False
) -> Correction:
    """`correct_answer` for an action that corrects as one part of its own; `signed`: the author has signed it anew."""
    fresh = Answer.objects.select_for_update().get(pk=answer.pk)
    if fresh.state != Answer.State.PUBLISHED:
        raise NotReady(f"“{fresh.headline}” is not published.")
    correction = Correction.objects.create(
        answer=fresh, at=at, by=by, note=note, body_before=fresh.body, body_after=body, signed_at=at if signed else None
    )
    fresh.body, fresh.corrected_at = body, at
    if signed:
        fresh.signed_at, fresh.signed_hash = at, text_hash(fresh)
    prepare(fresh).save()
    Question.objects.filter(pk=fresh.question_id).update(changed_at=at)
    refresh(answers=[fresh.pk])
    tell_reposters(correction, at)
    record("answer.corrected", about=fresh, by=by, at=at, public=True, note=note)
    return correction
