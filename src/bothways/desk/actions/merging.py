"""Merging one question into another: followers, answers and replies move, the old address leads on; and back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from bothways.desk.models import Invitation
from bothways.history.actions.recording import record
from bothways.history.models import Entry
from bothways.insider.actions.indexing import refresh
from bothways.insider.actions.moving import NotNow, move
from bothways.insider.actions.publishing import ASKED_FOR
from bothways.insider.models import Answer, Follow, Question, Reply
from bothways.insider.notices import tell_asker
from bothways.people.models import Person
from bothways.people.rules import desk_only

State = Question.State
MERGEABLE = (State.ASKED, State.ACCEPTED, State.OPEN, State.ARCHIVED)


def merge_question(*, question: Question, into: Question, by: Person, at: datetime) -> None:
    """Let `question` go on in `into`. Raises NotNow where that cannot be, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        locked = _locked(question.pk, into.pk)
        target = locked[into.pk]
        if question.pk == into.pk or target.state not in (*MERGEABLE, State.DECLINED):
            raise NotNow(gettext("A question can only be merged into another one that stands for itself."))
        asked_twice = Invitation.objects.open().filter(question=question, leader__in=_asked(target))
        if asked_twice.exists():
            raise NotNow(gettext("The same leader has an open invitation to both; withdraw one of them first."))
        _keeps_its_readers(question, target)
        was = locked[question.pk].state
        move(question, State.MERGED, out_of=MERGEABLE, at=at, merged_into=target, changed_at=at)
        moved = _move_all(question, target)
        Question.objects.filter(merged_into=question).update(merged_into=target)
        _recount(question, target, at)
        tell_asker("question.merged", question, by=by, at=at)
        record("question.merged", about=question, by=by, at=at, public=True, into=target.pk, was=was, **moved)
    into.refresh_from_db()


def _locked(*keys: int) -> dict[int, Question]:
    """The questions, held until the commit; their answers before them, as whoever publishes one does."""
    list(Answer.objects.select_for_update().filter(question__in=keys).order_by("pk").values_list("pk"))
    return {row.pk: row for row in Question.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


def _keeps_its_readers(question: Question, target: Question) -> None:
    """Raises NotNow where what hangs on `question` would hang on one that hides it, or that nobody is asked."""
    shown = Answer.objects.filter(question=question, published_at__isnull=False)
    if target.state not in Question.READABLE and shown.exists():
        raise NotNow(gettext("It has answers that were published; open the other question first."))
    asked = Invitation.objects.open().filter(question=question)
    if target.state not in ASKED_FOR and asked.exists():
        raise NotNow(gettext("A leader is asked for an answer to it; accept the other question first."))


def _asked(question: Question) -> list[int]:
    return list(Invitation.objects.open().filter(question=question).values_list("leader_id", flat=True))


def _move_all(question: Question, target: Question) -> dict[str, list[int]]:
    """Move what hangs on `question`; the keys of what was moved, so that it can be taken back."""
    moved: dict[str, list[int]] = {}
    for name, rows in _hanging(question).items():
        moved[name] = sorted(rows.values_list("pk", flat=True))
        rows.update(question=target)
    both = Follow.objects.filter(question=target).values("person")
    new = Follow.objects.filter(question=question).exclude(person__in=both)
    moved["follows"] = sorted(new.values_list("pk", flat=True))
    Follow.objects.filter(pk__in=moved["follows"]).update(question=target)
    return moved  # who followed both goes on following both: nothing is lost when it is taken back


def _hanging(question: Question) -> dict[str, Any]:
    return {
        "answers": Answer.objects.filter(question=question),
        "replies": Reply.objects.filter(question=question),
        "invitations": Invitation.objects.filter(question=question),
    }


def _recount(question: Question, target: Question, at: datetime) -> None:
    for one in (question, target):
        published = Answer.objects.filter(question=one, state=Answer.State.PUBLISHED)
        Question.objects.filter(pk=one.pk).update(
            answer_count=published.count(), follower_count=Follow.objects.filter(question=one).count(), changed_at=at
        )
    answers = Answer.objects.filter(Q(question=question) | Q(question=target)).values_list("pk", flat=True)
    refresh(questions=[question.pk, target.pk], answers=list(answers))


def unmerge_question(*, question: Question, by: Person, at: datetime) -> None:
    """The inverse of `merge_question`: what was moved then, and is still there, goes back.

    Raises NotNow where it is not merged, what was moved is no longer known, or readers would lose an answer;
    PermissionDenied.
    """
    desk_only(by)
    entry = (
        Entry.objects.filter(verb="question.merged", about_kind="insider.question", about_id=str(question.pk))
        .select_related("details").order_by("-number").first()
    )  # fmt: skip
    if entry is None:
        raise NotNow(gettext("It is not known what was moved when it was merged."))
    moved = entry.details.values
    with transaction.atomic(durable=True):
        target = _locked(question.pk, moved["into"])[moved["into"]]
        shown = Answer.objects.filter(pk__in=moved["answers"], question=target, published_at__isnull=False)
        if moved["was"] not in Question.READABLE and shown.exists():
            raise NotNow(gettext("An answer to it was published since; readers would lose it."))
        move(question, moved["was"], out_of=(State.MERGED,), at=at, merged_into=None, changed_at=at)
        for name, rows in _hanging(target).items():
            rows.filter(pk__in=moved[name]).update(question=question)
        Follow.objects.filter(pk__in=moved["follows"], question=target).update(question=question)
        _recount(question, target, at)
        record("question.unmerged", about=question, by=by, at=at, public=True, out_of=target.pk)
    question.refresh_from_db()
