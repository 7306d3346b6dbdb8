"""Correcting a published answer: a dated note, with both versions kept for every reader."""

from datetime import datetime

from django.db import transaction

from bothways.history.actions.recording import record
from bothways.insider.actions.indexing import refresh
from bothways.insider.actions.publishing import NotReady, prepare
from bothways.insider.models import Answer, Correction, Question
from bothways.insider.notices import tell_reposters
from bothways.people.models import Person


def correct_answer(*, answer: Answer, body: str, note: str, by: Person, at: datetime) -> Correction:
    """Replace the body of a published answer and say what was corrected, also to those who have republished it.

    Raises NotReady when it is not published.
    """
    with transaction.atomic(durable=True):
        fresh = Answer.objects.select_for_update().get(pk=answer.pk)
        if fresh.state != Answer.State.PUBLISHED:
            raise NotReady(f"“{fresh.headline}” is not published.")
        correction = Correction.objects.create(
            answer=fresh, at=at, by=by, note=note, body_before=fresh.body, body_after=body
        )
        fresh.body, fresh.corrected_at = body, at
        prepare(fresh).save()
        Question.objects.filter(pk=fresh.question_id).update(changed_at=at)
        refresh(answers=[fresh.pk])
        tell_reposters(correction, at)
        record("answer.corrected", about=fresh, by=by, at=at, public=True, note=note)
    answer.refresh_from_db()
    return correction
