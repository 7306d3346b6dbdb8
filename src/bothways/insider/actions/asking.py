"""Asking a question."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bothways.foundation import ids
from bothways.foundation.crossing import again_when_crossed
from bothways.foundation.text import render
from bothways.history.actions.recording import record
from bothways.insider.models import Question, QuestionAddress, Topic
from bothways.people.models import Person


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
    """Put a question before the desk. Nobody else sees it before the desk has opened it."""
    with transaction.atomic(durable=True):
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
