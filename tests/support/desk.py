"""Drafts on their way through the desk, each brought there by the actions that bring it there on a site."""

from datetime import UTC, date, datetime, timedelta

from bothways.desk.actions.inviting import invite
from bothways.desk.actions.reviewing import approve
from bothways.desk.actions.signing import ask_code, code_for, sign_by_code, to_sign
from bothways.desk.actions.writing import Text, hand_in, latest, save_draft
from bothways.desk.models import Invitation, Revision, Signature
from bothways.desk.rules import Writer
from bothways.insider.actions.publishing import publish_answer, text_hash
from bothways.insider.models import Question
from bothways.people.models import Person
from tests.support import writing

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
DUE = date(2026, 11, 26)
MINUTE = timedelta(minutes=1)
TEXT = Text(headline="Somebody who sees you", body=writing.BODY)


def invitation(question: Question, leader: Person, editor: Person, *, at: datetime = AT, due: date = DUE) -> Invitation:
    """A leader who was asked."""
    return invite(question=question, leader=leader, words="We thought of you first.", due_on=due, by=editor, at=at)


def write(asked: Invitation, text: Text = TEXT, *, by: Writer | None = None, at: datetime = AT + MINUTE) -> Revision:
    """The leader, or whoever `by` is, has written."""
    now = latest(asked.answer)
    writer = by or Writer.of_leader(asked)
    return save_draft(answer=asked.answer, text=text, based_on=now.mark if now else "", by=writer, at=at)


def handed_in(asked: Invitation, text: Text = TEXT, *, at: datetime = AT + MINUTE) -> Invitation:
    """The leader has written and handed in."""
    write(asked, text, at=at)
    hand_in(answer=asked.answer, by=Writer.of_leader(asked), at=at)
    return asked


def approved(asked: Invitation, editor: Person, text: Text = TEXT, *, at: datetime = AT + MINUTE) -> Invitation:
    """The desk has approved what the leader handed in."""
    handed_in(asked, text, at=at)
    approve(answer=asked.answer, by=editor, at=at)
    return asked


def sign(asked: Invitation, *, at: datetime = AT + MINUTE) -> Signature:
    """The leader signs what waits, with a code."""
    text = to_sign(asked.answer)
    assert text is not None
    by = Writer.of_leader(asked)
    code = ask_code(invitation=asked, by=by, at=at)
    return sign_by_code(invitation=asked, shown=text_hash(text), typed=code_for(code), by=by, at=at)


def signed(asked: Invitation, editor: Person, text: Text = TEXT, *, at: datetime = AT + MINUTE) -> Invitation:
    """The leader has signed."""
    approved(asked, editor, text, at=at)
    sign(asked, at=at)
    return asked


def published(asked: Invitation, editor: Person, text: Text = TEXT, *, at: datetime = AT + MINUTE) -> Invitation:
    """Everybody may read it."""
    signed(asked, editor, text, at=at)
    publish_answer(answer=asked.answer, by=editor, at=at)
    return asked
