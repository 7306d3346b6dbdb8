"""Receiving: a mail from the leader, whose sender was proved, becomes the draft; and never anything more."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from bothways.desk.actions.linking import leader_link
from bothways.desk.actions.telling import tell_desk
from bothways.desk.actions.writing import NothingWritten, Text, latest, save_in_transaction
from bothways.desk.models import Invitation, Revision
from bothways.desk.rules import AUTHOR_WRITES, Writer
from bothways.foundation.crossing import again_when_crossed
from bothways.history.actions.recording import record
from bothways.insider.actions.moving import NotNow
from bothways.insider.models import Answer
from bothways.notifications.actions.posting import post
from bothways.people.models import Person
from bothways.people.rules import desk_only

LONGEST = 20_000  # characters, as on the page
LONGEST_HEADLINE = 200
_HEADLINE = re.compile(  # alone on its line, and a line left free below it
    r"\s*(?:#{1,3}[ \t]+|(?:headline|title|subject)[ \t]*:[ \t]*)(?P<words>\S[^\n]*)\n[ \t]*\n", re.IGNORECASE
)


@again_when_crossed
def receive_draft(*, invitation: Invitation, text: str, arrival_id: int, at: datetime) -> Revision | None:
    """Let `text`, which the leader has sent by mail, be the draft: a revision of its own, whatever was there before.

    None where nothing was changed: the text is no longer with its author, and whoever invited is told; or it is longer
    than an answer may be, and its writer is told. The same arrival a second time changes nothing.
    """
    with transaction.atomic(durable=True):
        answer = Answer.objects.select_for_update().get(pk=invitation.answer_id)
        known = answer.revisions.filter(arrival_id=arrival_id).first()
        if known:
            return known
        revision, kind = None, "desk.mail_received"
        if answer.state not in AUTHOR_WRITES:
            kind = "desk.late_mail"
        elif len(text) > LONGEST:
            kind = "desk.mail_too_long"
        _tell(invitation, kind, at)  # before anything is recorded, for that comes last
        if kind == "desk.mail_received":
            revision = _written(answer, text, Writer.of_mail(invitation, arrival_id), at)
        record("draft.mailed", about=answer, by=invitation.leader, at=at, arrival=arrival_id, told=kind)
    return revision


def adopt_mail(*, invitation: Invitation, text: str, arrival_id: int, by: Person, at: datetime) -> Revision:
    """Let a mail that was not taken by itself be the draft after all: an editor knows better, and its author signs.

    It is the editor's doing, for nothing proves that the author knows it. Raises NotNow where the text is not with its
    author, or is longer than an answer may be; NothingWritten, PermissionDenied.
    """
    desk_only(by)
    if not text:
        raise NothingWritten
    if len(text) > LONGEST:
        raise NotNow(gettext("It is longer than an answer may be: 20,000 characters."))
    with transaction.atomic(durable=True):
        answer = Answer.objects.select_for_update().get(pk=invitation.answer_id)
        if answer.state not in AUTHOR_WRITES:
            raise NotNow.of(answer)
        revision = answer.revisions.filter(arrival_id=arrival_id).first()
        if revision is None:
            revision = _written(answer, text, Writer.of_adopted_mail(by, arrival_id), at)
            record("draft.mail_adopted", about=answer, by=by, at=at, arrival=arrival_id)
    return revision


def _written(answer: Answer, text: str, by: Writer, at: datetime) -> Revision:
    """The mail as the next revision; it keeps the headline where it brings none."""
    answer.revisions.filter(closed_at__isnull=True).update(closed_at=at)
    before = latest(answer)
    headline, body = headline_of(text)
    words = Text(headline or answer.headline, answer.summary, body)
    return save_in_transaction(answer=answer, text=words, based_on=before.mark if before else "", by=by, at=at)


def _tell(invitation: Invitation, kind: str, at: datetime) -> None:
    """A letter of `kind`, at most one an hour: to the desk of what came late, to the leader of all else."""
    once = f"{kind} {invitation.pk} {at:%Y-%m-%dT%H}"
    if kind == "desk.late_mail":
        tell_desk(kind, about=invitation, invitation=invitation, at=at, once=once)
    else:
        leader_link(invitation, by=None, at=at)
        post(kind, about=invitation, to=invitation.address, at=at, key=once)


def tell_unproved(*, invitation: Invitation, at: datetime) -> None:
    """Tell whoever invited, once a day, that a mail has come of which it is not proved that the leader has sent it."""
    with transaction.atomic(durable=True):
        once = f"desk.unproved_mail {invitation.pk} {at:%Y-%m-%d}"
        tell_desk("desk.unproved_mail", about=invitation, invitation=invitation, at=at, once=once)
        record("draft.unproved", about=invitation, by=None, at=at)


def headline_of(text: str) -> tuple[str, str]:
    """The headline that stands alone on top of a mail ("# …", "Headline: …"), and the rest; "" where none is meant."""
    found = _HEADLINE.match(text)
    if found is None or len(found["words"].strip()) > LONGEST_HEADLINE:
        return "", text.strip()
    return found["words"].strip(), text[found.end() :].strip()
