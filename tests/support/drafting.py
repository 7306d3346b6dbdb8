"""Invitations and drafts for tests, brought to a state by the actions that bring them there on a site."""

from datetime import date, datetime, timedelta

from bothways.desk.actions.inviting import invite
from bothways.desk.actions.linking import delegate
from bothways.desk.actions.reviewing import approve
from bothways.desk.actions.signing import ask_code, code_for, sign_by_code, to_sign
from bothways.desk.actions.writing import Text, hand_in, latest, save_draft
from bothways.desk.models import Invitation, Link
from bothways.desk.rules import Writer
from bothways.foundation import time
from bothways.insider.actions.publishing import text_hash
from bothways.insider.models import Question
from bothways.people.models import Person
from tests.support import writing

BODY = "Because nobody sees their own blind spot.\n\nMine was a **desk** that faced the wall."
HEADLINE = "Somebody who sees you"


def invited(leader: Person, editor: Person, *, question: Question | None = None, words: str = "") -> Invitation:
    """An invitation that went out now, wanted in ten days."""
    now = time.now()
    return invite(
        question=question or writing.question(), leader=leader, words=words,
        due_on=(now + timedelta(days=10)).date(), by=editor, at=now,
    )  # fmt: skip


def link_of(invitation: Invitation) -> Link:
    """The leader's own link."""
    return invitation.links.get(holder=Link.Holder.LEADER, revoked_at__isnull=True)


def door(invitation: Invitation) -> str:
    """The address of the leader's page, by their link."""
    return link_of(invitation).get_absolute_url()


def delegated(invitation: Invitation, name: str = "Pat Moss", address: str = "pat@longtable.example") -> Link:
    """A delegate's link."""
    return delegate(invitation=invitation, name=name, address=address, by=leader(invitation), at=time.now())


def leader(invitation: Invitation) -> Writer:
    """The leader, who came by their link."""
    return Writer.of_link(link_of(invitation))


def write(invitation: Invitation, *, by: Writer | None = None, body: str = BODY, headline: str = HEADLINE) -> None:
    """Save a text over whatever there is."""
    before = latest(invitation.answer)
    save_draft(
        answer=invitation.answer, text=Text(headline, "", body), based_on=before.mark if before else "",
        by=by or leader(invitation), at=time.now(),
    )  # fmt: skip


def handed_in(invitation: Invitation) -> Invitation:
    """Written and handed in by the leader."""
    write(invitation)
    hand_in(answer=invitation.answer, by=leader(invitation), at=time.now())
    return invitation


def to_be_signed(invitation: Invitation, editor: Person, *, edited: str = "") -> Invitation:
    """Handed in, perhaps changed by the desk, and approved."""
    handed_in(invitation)
    if edited:
        write(invitation, by=Writer.of_editor(editor), body=edited)
    approve(answer=invitation.answer, by=editor, at=time.now())
    return invitation


def sign(invitation: Invitation, at: datetime | None = None) -> Invitation:
    """Sign what waits, with a code."""
    at = at or time.now()
    by = leader(invitation)
    code = ask_code(invitation=invitation, by=by, at=at)
    text = to_sign(invitation.answer)
    assert text
    sign_by_code(invitation=invitation, shown=text_hash(text), typed=code_for(code), by=by, at=at)
    return invitation


def signed(invitation: Invitation, editor: Person) -> Invitation:
    """All the way to the signature."""
    return sign(to_be_signed(invitation, editor))


def next_week() -> date:
    return (time.now() + timedelta(days=7)).date()
