"""Asking a question."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from bothways.foundation import ids
from bothways.foundation.crossing import again_when_crossed
from bothways.foundation.text import render
from bothways.history.actions.recording import record
from bothways.insider.models import Question, QuestionAddress, Topic
from bothways.people.models import Person

AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Wording:
    """What a question says."""

    title: str
    detail: str = ""
    why_now: str = ""
    timely_until: date | None = None
    topics: Iterable[Topic] = ()


def address_for(title: str) -> str:
    """A page address for a question that no other has or had."""

    def taken(slug: str) -> bool:
        return Question.objects.filter(slug=slug).exists() or QuestionAddress.objects.filter(slug=slug).exists()

    return ids.address(title, taken=taken, fallback="question")


@again_when_crossed
def ask_question(*, wording: Wording, by: Person, at: datetime) -> Question:
    """Put a question before the desk. Nobody else sees it before the desk has opened it.

    The same title by the same person within an hour is the same question: somebody went back and pressed again.
    """
    with transaction.atomic(durable=True):
        same = Question.objects.filter(asked_by=by, title=wording.title, asked_at__gt=at - AGAIN, asked_at__lte=at)
        if again := same.order_by("pk").first():
            return again
        question = Question.objects.create(
            title=wording.title,
            slug=address_for(wording.title),
            detail=wording.detail,
            detail_html=render(wording.detail),
            why_now=wording.why_now,
            timely_until=wording.timely_until,
            asked_by=by,
            asked_at=at,
            changed_at=at,
            state_at=at,
        )
        question.topics.set(wording.topics)
        record("question.asked", about=question, by=by, at=at)
    return question
