"""Writing a draft: saving, handing in, taking back. Two writers at once meet a conflict; no text is overwritten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from bothways.desk.actions.telling import tell_desk
from bothways.desk.models import Invitation, Revision
from bothways.desk.rules import AUTHOR_WRITES, Writer, author_side_only, leader_only
from bothways.foundation.crossing import again_when_crossed
from bothways.history.actions.recording import record
from bothways.insider.actions.moving import NotNow, move
from bothways.insider.models import Answer
from bothways.notifications.actions.posting import post
from bothways.people.models import Person
from bothways.people.rules import desk_only

State = Answer.State
LOSS = 2  # a text that is cut to less than half begins a new revision, so that the longer one can be found again
SITTING = timedelta(minutes=30)  # a writer who comes back later begins a new revision, so that both can be compared


@dataclass(frozen=True)
class Text:
    """What an answer says."""

    headline: str = ""
    summary: str = ""
    body: str = ""

    @classmethod
    def of(cls, holder: Answer | Revision) -> "Text":
        """What an answer or a revision says."""
        return cls(holder.headline, holder.summary, holder.body)


class Conflict(Exception):
    """Somebody else has written since; `theirs` is the text as it now stands."""

    def __init__(self, theirs: Revision) -> None:
        super().__init__(f"{theirs.by_name} has written since.")
        self.theirs = theirs


class NothingWritten(Exception):
    """There is no text to hand in."""


def latest(answer: Answer) -> Revision | None:
    """The text as it now stands."""
    return answer.revisions.order_by("-number").first()


def note_text(answer: Answer, at: datetime) -> Revision | None:
    """Keep what an answer says that was written elsewhere as its first revision; None where it says nothing."""
    if not answer.body:
        return None
    return Revision.objects.create(
        answer=answer, number=1, headline=answer.headline, summary=answer.summary, body=answer.body,
        way=Revision.Way.DESK, by=answer.author, by_name=answer.byline_name, begun_at=at, at=at, closed_at=at,
    )  # fmt: skip


@again_when_crossed
def save_draft(*, answer: Answer, text: Text, based_on: str, by: Writer, at: datetime) -> Revision:
    """Save `text`; `based_on` is the mark of the revision that the writer began from, "" where there was none.

    Raises Conflict when another text was saved since, NotNow when the text is not with this writer, and
    PermissionDenied for an editor who is none any more or somebody who writes another draft.
    """
    with transaction.atomic(durable=True):
        return save_in_transaction(answer=answer, text=text, based_on=based_on, by=by, at=at)


def save_in_transaction(*, answer: Answer, text: Text, based_on: str, by: Writer, at: datetime) -> Revision:
    """`save_draft` for an action that saves as one part of its own transaction."""
    if by.of_desk:
        desk_only(by.person)
    elif by.way != Revision.Way.MAIL:  # whoever takes a mail has looked whose it is
        author_side_only(by, answer)
    fresh = Answer.objects.select_for_update().get(pk=answer.pk)
    if fresh.state not in by.states:
        raise NotNow.of(fresh)
    before = latest(fresh)
    if before and Text.of(before) == text:
        return before
    if (before.mark if before else "") != based_on:
        raise Conflict(before) if before else NotNow("It was begun anew.")
    before = before or note_text(fresh, at)
    revision = _written(fresh, before, text, by, at)
    _follow_text(fresh, text, by, at)
    record("draft.saved", about=fresh, by=by.person, at=at, revision=revision.number, way=by.way.value)
    answer.refresh_from_db()
    return revision


@again_when_crossed
def settle(*, answer: Answer, mine: Text, based_on: str, keep_mine: bool, by: Writer, at: datetime) -> Revision:
    """After a conflict: keep both texts as revisions of their own, and go on with `mine` or with the other one.

    `based_on` is the mark of the other one as it was shown. Raises as `save_draft` does.
    """
    with transaction.atomic(durable=True):
        theirs = latest(Answer.objects.select_for_update().get(pk=answer.pk))
        if theirs is None or theirs.mark != based_on:
            raise Conflict(theirs) if theirs else NotNow("It was begun anew.")
        answer.revisions.filter(closed_at__isnull=True).update(closed_at=at)
        kept = save_in_transaction(answer=answer, text=mine, based_on=based_on, by=by, at=at)
        if not keep_mine:
            answer.revisions.filter(closed_at__isnull=True).update(closed_at=at)
            kept = save_in_transaction(answer=answer, text=Text.of(theirs), based_on=kept.mark, by=by, at=at)
        record("draft.settled", about=answer, by=by.person, at=at, revision=kept.number)
    return kept


def _written(answer: Answer, before: Revision | None, text: Text, by: Writer, at: datetime) -> Revision:
    """Go on in the writer's own open revision, or begin the next."""
    words = {"headline": text.headline, "summary": text.summary, "body": text.body, "at": at}
    cut = before is not None and len(text.body) * LOSS < len(before.body)
    if before and before.closed_at is None and by.wrote(before) and at - before.at < SITTING and not cut:
        for name, value in words.items():
            setattr(before, name, value)
        before.edits += 1
        before.save()
        return before
    if before and before.closed_at is None:
        before.closed_at = at
        before.save(update_fields=["closed_at"])
    return Revision.objects.create(
        answer=answer, number=before.number + 1 if before else 1, way=by.way, by=by.person, by_name=by.name,
        link=by.link, arrival_id=by.arrival_id, begun_at=at, **words,
    )  # fmt: skip


def _follow_text(answer: Answer, text: Text, by: Writer, at: datetime) -> None:
    """The answer says what its latest revision says; what was approved or signed of another text is so no longer."""
    to = State.SUBMITTED if by.of_desk else State.DRAFT
    words = {"headline": text.headline, "summary": text.summary, "body": text.body}
    move(
        answer, to, out_of=by.states, at=answer.state_at if answer.state == to else at, **words, signed_at=None,
        signed_hash="",
    )  # fmt: skip
    if not by.of_desk:
        Invitation.objects.filter(answer=answer, accepted_at__isnull=True).update(accepted_at=at)


def hand_in(*, answer: Answer, by: Writer, at: datetime) -> None:
    """Give the draft to the desk; from a delegate to the leader, who hands it in with one tap.

    Raises NothingWritten, NotNow where it is not with the author, and PermissionDenied.
    """
    with transaction.atomic(durable=True):
        fresh = Answer.objects.select_for_update().get(pk=answer.pk)
        author_side_only(by, fresh)
        if not fresh.body.strip():
            raise NothingWritten
        invitation = fresh.invitation
        if by.link and not by.link.of_leader:
            _hand_to_leader(fresh, invitation, by, at)
        else:
            move(fresh, State.SUBMITTED, out_of=AUTHOR_WRITES, at=at)
            _handed_in(fresh, invitation, at)
            record("draft.handed_in", about=fresh, by=by.person, at=at)
    answer.refresh_from_db()


def _hand_to_leader(answer: Answer, invitation: Invitation, by: Writer, at: datetime) -> None:
    if answer.state not in AUTHOR_WRITES:
        raise NotNow.of(answer)
    answer.revisions.filter(closed_at__isnull=True).update(closed_at=at)
    post("desk.ready_for_leader", about=invitation, to=invitation.address, at=at)
    record("draft.handed_to_leader", about=answer, by=None, at=at, link=by.link.pk if by.link else None)


def _handed_in(answer: Answer, invitation: Invitation, at: datetime) -> None:
    answer.revisions.filter(closed_at__isnull=True).update(closed_at=at)
    Invitation.objects.filter(pk=invitation.pk, handed_in_at__isnull=True).update(handed_in_at=at)
    Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(accepted_at=at)
    tell_desk("desk.handed_in", about=invitation, invitation=invitation, at=at)


def take_up(*, answer: Answer, by: Person, at: datetime) -> None:
    """Hand in, for the author, a draft that came by mail: a leader who has written need not come and press a button.

    Raises NotNow where the text came another way, or is not with the author; NothingWritten; PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        fresh = Answer.objects.select_for_update().get(pk=answer.pk)
        now = latest(fresh)
        if now is None or not fresh.body.strip():
            raise NothingWritten
        if now.way != Revision.Way.MAIL:
            raise NotNow(gettext("Its author is still writing."))
        move(fresh, State.SUBMITTED, out_of=AUTHOR_WRITES, at=at)
        _handed_in(fresh, fresh.invitation, at)
        record("draft.taken_up", about=fresh, by=by, at=at)
    answer.refresh_from_db()


def take_back(*, answer: Answer, by: Writer, at: datetime) -> None:
    """The inverse of `hand_in`: the text is with its author again.

    For the leader, as handing in to the desk is. Raises NotNow once it is signed or published, PermissionDenied.
    """
    leader_only(by, answer)
    with transaction.atomic(durable=True):
        move(answer, State.DRAFT, out_of=(State.SUBMITTED, State.APPROVED), at=at)
        record("draft.taken_back", about=answer, by=by.person, at=at)
