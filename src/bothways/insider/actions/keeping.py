"""Saving an answer to read again, and saying that it helped; each with its inverse."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bothways.foundation.crossing import again_when_crossed
from bothways.history.actions.recording import record
from bothways.insider.models import Answer, Help, Save
from bothways.people.models import Person


@again_when_crossed
def save_answer(*, answer: Answer, by: Person, at: datetime) -> bool:
    """Keep `answer` on the reader's own shelf; False where it stood there."""
    with transaction.atomic(durable=True):
        _, saved = Save.objects.get_or_create(person=by, answer=answer, defaults={"at": at})
        if saved:
            record("answer.saved", about=answer, by=by, at=at)
    return saved


def unsave_answer(*, answer: Answer, by: Person, at: datetime) -> bool:
    """The inverse of `save_answer`; False where it was not saved."""
    with transaction.atomic(durable=True):
        removed, _ = Save.objects.filter(person=by, answer=answer).delete()
        if removed:
            record("answer.unsaved", about=answer, by=by, at=at)
    return bool(removed)


@again_when_crossed
def say_helped(*, answer: Answer, by: Person, at: datetime) -> bool:
    """Say that `answer` helped; its number of helped readers, which all see, grows by one."""
    with transaction.atomic(durable=True):
        _, said = Help.objects.get_or_create(person=by, answer=answer, defaults={"at": at})
        if said:
            Answer.objects.filter(pk=answer.pk).update(helped_count=F("helped_count") + 1)
            record("answer.helped", about=answer, by=by, at=at, public=True)
    return said


def unsay_helped(*, answer: Answer, by: Person, at: datetime) -> bool:
    """The inverse of `say_helped`; False where it had not been said."""
    with transaction.atomic(durable=True):
        taken_back, _ = Help.objects.filter(person=by, answer=answer).delete()
        if taken_back:
            Answer.objects.filter(pk=answer.pk).update(helped_count=F("helped_count") - 1)
            record("answer.help_unsaid", about=answer, by=by, at=at, public=True)
    return bool(taken_back)
