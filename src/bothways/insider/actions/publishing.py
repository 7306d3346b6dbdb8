"""Publishing an answer, and withdrawing it. Both keep the by-line as of the day and the question's count."""

import hashlib
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from bothways.foundation import ids
from bothways.foundation.crossing import again_when_crossed
from bothways.foundation.text import plain, render, word_count
from bothways.history.actions.recording import record
from bothways.insider.actions.indexing import refresh
from bothways.insider.actions.moving import move
from bothways.insider.models import Answer, Question
from bothways.insider.notices import tell_asker, tell_followers
from bothways.people.models import Person
from bothways.people.rules import desk_only

READY = (Answer.State.SIGNED, Answer.State.SCHEDULED)
ASKED_FOR = (Question.State.ACCEPTED, *Question.READABLE)  # questions that an answer can be published to


class NotReady(Exception):
    """The answer is not in a state from which this can be done."""


class HasText(Protocol):
    """An answer, or one of the texts that it has had."""

    headline: str
    body: str


def text_hash(text: HasText) -> str:
    """SHA-256 of the exact text that an author signs: headline and body, in hex."""
    return hashlib.sha256(f"{text.headline}\x00{text.body}".encode()).hexdigest()


def prepare(answer: Answer) -> Answer:
    """Fill what is stored beside the Markdown so that no reader waits for it: HTML and word count."""
    answer.body_html = render(answer.body)
    answer.word_count = word_count(plain(answer.body_html))
    return answer


def set_byline(answer: Answer, author: Person) -> Answer:
    """Copy the author's by-line as it stands now; later changes to the profile leave it alone."""
    insider = getattr(author, "insider", None)
    answer.author, answer.byline_name = author, author.name
    if insider:
        answer.byline_role, answer.byline_organisation = insider.role_title, insider.organisation
        answer.byline_verified_at, answer.byline_verification = insider.verified_at, insider.verification
    return answer


@again_when_crossed
def publish_answer(*, answer: Answer, by: Person | None, at: datetime) -> bool:
    """Publish a signed answer; False where it was published already. `by` is None where the site does it by itself.

    Its question opens with its first answer. Raises NotReady when it is not signed, its text is no longer the one that
    was signed, or its question was declined; PermissionDenied.
    """
    if by is not None:
        desk_only(by)
    with transaction.atomic(durable=True):
        return publish_in_transaction(answer=answer, by=by, at=at)


def publish_in_transaction(*, answer: Answer, by: Person | None, at: datetime) -> bool:
    """`publish_answer` for an action that publishes as one part of its own transaction."""
    fresh = Answer.objects.select_for_update().get(pk=answer.pk)
    if fresh.state == Answer.State.PUBLISHED:
        return False
    if fresh.state not in READY or fresh.signed_hash != text_hash(fresh):
        raise NotReady(f"“{fresh.headline}” is not signed as it stands.")
    question = _asked_question(fresh)
    prepare(fresh)
    if fresh.slug.startswith(Answer.PENDING):
        fresh.slug = ids.address(fresh.headline, taken=lambda slug: Answer.objects.filter(slug=slug).exists())
    fresh.state, fresh.state_at, fresh.published_at = Answer.State.PUBLISHED, at, at
    fresh.save()
    Question.objects.filter(pk=fresh.question_id).update(answer_count=F("answer_count") + 1, changed_at=at)
    opens = question.state not in Question.READABLE
    if opens:
        show_question(question=question, by=by, at=at)
    refresh(questions=[fresh.question_id], answers=[fresh.pk])
    tell_followers(fresh, at)
    if opens:
        record("question.opened", about=question, by=by, at=at, public=True)
    record("answer.published", about=fresh, by=by, at=at, public=True)
    answer.refresh_from_db()
    return True


def show_question(*, question: Question, by: Person | None, at: datetime) -> None:
    """Show a question to everybody; whoever asked is told. A part of other actions, which record it. Raises NotNow."""
    opened, out_of = question.opened_at or at, (Question.State.ASKED, Question.State.ACCEPTED)
    move(question, Question.State.OPEN, out_of=out_of, at=at, opened_at=opened, changed_at=at)
    refresh(questions=[question.pk])
    tell_asker("question.opened", question, by=by, at=at)


def _asked_question(answer: Answer) -> Question:
    """The question of `answer`, held until the commit. Raises NotReady where nobody is asked it any more."""
    question = Question.objects.select_for_update().get(pk=answer.question_id)
    if question.state not in ASKED_FOR:
        raise NotReady(gettext("Its question is “%(state)s”.") % {"state": question.get_state_display()})
    return question


def withdraw_answer(*, answer: Answer, reason: str, by: Person, at: datetime) -> bool:
    """Take a published answer back: its address stays and says so.

    False where it was not published. Raises PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        withdrawn = Answer.objects.filter(pk=answer.pk, state=Answer.State.PUBLISHED).update(
            state=Answer.State.WITHDRAWN, state_at=at, withdrawn_at=at, withdrawn_reason=reason
        )
        if withdrawn:
            Question.objects.filter(pk=answer.question_id).update(answer_count=F("answer_count") - 1, changed_at=at)
            refresh(answers=[answer.pk])
            record("answer.withdrawn", about=answer, by=by, at=at, public=True, reason=reason)
    return bool(withdrawn)


def reinstate_answer(*, answer: Answer, by: Person, at: datetime) -> bool:
    """The inverse of `withdraw_answer`: readers find it at its address again.

    False where it was not withdrawn. Raises PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        reinstated = Answer.objects.filter(pk=answer.pk, state=Answer.State.WITHDRAWN).update(
            state=Answer.State.PUBLISHED, state_at=at, withdrawn_at=None, withdrawn_reason=""
        )
        if reinstated:
            Question.objects.filter(pk=answer.question_id).update(answer_count=F("answer_count") + 1, changed_at=at)
            refresh(answers=[answer.pk])
            record("answer.reinstated", about=answer, by=by, at=at, public=True)
    return bool(reinstated)
