"""Correcting what is published: a small thing at once, what changes the sense when its author has signed it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from bothways.desk.actions.linking import letter_to_leader
from bothways.desk.actions.writing import latest, note_text
from bothways.desk.models import ProposedCorrection, Revision
from bothways.desk.rules import Writer
from bothways.history.actions.recording import record
from bothways.insider.actions.correcting import correct_in_transaction
from bothways.insider.actions.moving import NotNow
from bothways.insider.actions.publishing import text_hash
from bothways.insider.models import Answer, Correction
from bothways.people.models import Person
from bothways.people.rules import desk_only


class ProposedAlready(Exception):
    """A correction of this answer waits for its author's signature."""


def correct_small(*, answer: Answer, body: str, note: str, based_on: str = "", by: Person, at: datetime) -> Correction:
    """Correct what changes no sense (a name, a date, a link): at once, dated, with both versions.

    `based_on` is the hash of the text that the editor began from. Raises NotReady where the answer is not published,
    NotNow where it was corrected since, ProposedAlready where another text waits for a signature, which would undo
    this one; PermissionDenied.
    """
    desk_only(by)
    with transaction.atomic(durable=True):
        _still(answer, based_on)
        if ProposedCorrection.objects.filter(answer=answer, made__isnull=True, dropped_at__isnull=True).exists():
            raise ProposedAlready
        _revision(answer, body, by, at)
        made = correct_in_transaction(answer=answer, body=body, note=note, by=by, at=at)
    answer.refresh_from_db()
    return made


def propose_correction(
    *, answer: Answer, body: str, note: str, based_on: str = "", by: Person, at: datetime
) -> ProposedCorrection:
    """Ask the author to sign a text that says something else; until then the published one stays.

    `based_on` is the hash of the text that the editor began from. Raises ProposedAlready, NotNow where the answer is
    not published, was corrected since, or nobody can sign it; PermissionDenied.
    """
    desk_only(by)
    if not hasattr(answer, "invitation"):
        raise NotNow(gettext("It was not written here: its author has no link with which to sign."))
    try:
        with transaction.atomic(durable=True):
            fresh = _still(answer, based_on)
            if fresh.state != Answer.State.PUBLISHED:
                raise NotNow.of(fresh)
            proposal = ProposedCorrection.objects.create(
                answer=answer, revision=_revision(answer, body, by, at), note=note, proposed_by=by, proposed_at=at
            )
            letter_to_leader("desk.correction_to_sign", answer, by=by, at=at)
            record("correction.proposed", about=answer, by=by, at=at, note=note)
    except IntegrityError as error:
        raise ProposedAlready from error
    return proposal


def drop_correction(*, proposal: ProposedCorrection, by: Person, at: datetime) -> bool:
    """The inverse of `propose_correction`, until it is signed; False where it was. Raises PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        Answer.objects.select_for_update().get(pk=proposal.answer_id)  # its author may just be signing
        waiting = ProposedCorrection.objects.filter(pk=proposal.pk, made__isnull=True, dropped_at__isnull=True)
        dropped = waiting.update(dropped_at=at)
        if dropped:
            record("correction.dropped", about=proposal.answer, by=by, at=at)
    return bool(dropped)


def _still(answer: Answer, based_on: str) -> Answer:
    """`answer` as it stands, held until the commit. Raises NotNow where it says something else than `based_on`."""
    fresh = Answer.objects.select_for_update().get(pk=answer.pk)
    if based_on and text_hash(fresh) != based_on:
        raise NotNow(gettext("It was corrected since you began. Look at what changes now, and save yours again."))
    return fresh


def _revision(answer: Answer, body: str, by: Person, at: datetime) -> Revision:
    """The corrected text as the next revision; the published one is noted first where it never was one."""
    writer = Writer.of_editor(by)
    before = latest(answer) or note_text(answer, at)
    return Revision.objects.create(
        answer=answer, number=before.number + 1 if before else 1, headline=answer.headline, summary=answer.summary,
        body=body, way=writer.way, by=by, by_name=writer.name, begun_at=at, at=at, closed_at=at,
    )  # fmt: skip
