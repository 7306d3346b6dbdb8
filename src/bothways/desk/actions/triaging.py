"""The desk's word on a question: accepted, opened, declined, archived, put better; each with its inverse."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from bothways.desk.models import Invitation
from bothways.foundation.text import render
from bothways.history.actions.recording import record
from bothways.insider.actions.asking import Wording, address_for
from bothways.insider.actions.indexing import refresh
from bothways.insider.actions.moving import NotNow, move
from bothways.insider.actions.publishing import show_question
from bothways.insider.models import Question
from bothways.insider.notices import tell_asker
from bothways.people.models import Person
from bothways.people.rules import desk_only

State = Question.State


def accept_question(*, question: Question, by: Person, at: datetime) -> None:
    """Take a question up: leaders can be asked; readers do not see it yet. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        move(question, State.ACCEPTED, out_of=(State.ASKED,), at=at)
        tell_asker("question.accepted", question, by=by, at=at)
        record("question.accepted", about=question, by=by, at=at)


def unaccept_question(*, question: Question, by: Person, at: datetime) -> None:
    """The inverse of `accept_question`: back among the asked. Raises NotNow, also where a leader was asked already."""
    desk_only(by)
    with transaction.atomic(durable=True):
        if _held(question).invitations.exists():
            raise NotNow(gettext("A leader has been asked for an answer to it."))
        move(question, State.ASKED, out_of=(State.ACCEPTED,), at=at)
        record("question.unaccepted", about=question, by=by, at=at)


def open_question(*, question: Question, by: Person, at: datetime) -> None:
    """Show a question to everybody. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        show_question(question=question, by=by, at=at)
        record("question.opened", about=question, by=by, at=at, public=True)


def close_question(*, question: Question, by: Person, at: datetime) -> None:
    """The inverse of `open_question`, while it has no published answer. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        if _held(question).answer_count:
            raise NotNow(gettext("It has answers; archive it instead."))
        move(question, State.ACCEPTED, out_of=(State.OPEN,), at=at, changed_at=at)
        refresh(questions=[question.pk])
        record("question.closed", about=question, by=by, at=at, public=True)


def decline_question(*, question: Question, reason: str, by: Person, at: datetime) -> None:
    """Say no to a question; whoever asked reads `reason`.

    Raises NotNow, also while a leader is asked for an answer; PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        if Invitation.objects.open().filter(question=_held(question)).exists():
            raise NotNow(gettext("A leader is asked for an answer to it. Withdraw the invitation first."))
        move(question, State.DECLINED, out_of=(State.ASKED, State.ACCEPTED), at=at, declined_reason=reason)
        tell_asker("question.declined", question, by=by, at=at)
        record("question.declined", about=question, by=by, at=at, reason=reason)


def reconsider_question(*, question: Question, by: Person, at: datetime) -> None:
    """The inverse of `decline_question`: it waits among the asked again. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        move(question, State.ASKED, out_of=(State.DECLINED,), at=at, declined_reason="")
        record("question.reconsidered", about=question, by=by, at=at)


def archive_question(*, question: Question, by: Person, at: datetime) -> None:
    """Keep a question with its answers, but ask nobody any more. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        move(question, State.ARCHIVED, out_of=(State.OPEN,), at=at, changed_at=at)
        record("question.archived", about=question, by=by, at=at, public=True)


def unarchive_question(*, question: Question, by: Person, at: datetime) -> None:
    """The inverse of `archive_question`. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        move(question, State.OPEN, out_of=(State.ARCHIVED,), at=at, changed_at=at)
        record("question.unarchived", about=question, by=by, at=at, public=True)


def reword_question(
    *, question: Question, wording: Wording, based_on: datetime | None = None, by: Person, at: datetime
) -> None:
    """Put a question better; until it is opened its address follows its title.

    `based_on` is when the wording that the editor began from was last changed. Raises NotNow, also where somebody has
    changed it since; PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        fresh = Question.objects.select_for_update().get(pk=question.pk)
        if fresh.state == State.MERGED:
            raise NotNow(gettext("It was merged into another one."))
        if based_on and fresh.changed_at != based_on:
            raise NotNow(
                gettext("Somebody has changed it since you began. Look at what it says now, and save yours again.")
            )
        before = {"title": fresh.title, "detail": fresh.detail, "why_now": fresh.why_now}
        if fresh.opened_at is None and fresh.title != wording.title:
            fresh.slug = address_for(wording.title)
        fresh.title, fresh.detail, fresh.why_now = wording.title, wording.detail, wording.why_now
        fresh.detail_html, fresh.timely_until, fresh.changed_at = render(wording.detail), wording.timely_until, at
        fresh.save()
        fresh.topics.set(wording.topics)
        refresh(questions=[fresh.pk])
        public = fresh.state in Question.READABLE
        record("question.reworded", about=fresh, by=by, at=at, public=public, before=before)
    question.refresh_from_db()


def _held(question: Question) -> Question:
    """`question` as it stands, kept so until the commit: meanwhile nobody is invited to it."""
    return Question.objects.select_for_update(no_key=True).get(pk=question.pk)
