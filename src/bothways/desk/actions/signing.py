"""Signing: the author says yes to one exact text, with a code sent to their address or with their passkey."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from bothways.desk.actions.telling import tell_desk
from bothways.desk.actions.writing import latest
from bothways.desk.models import Invitation, ProposedCorrection, Revision, Signature, SigningCode
from bothways.desk.rules import Writer, leader_only
from bothways.foundation import capability
from bothways.history.actions.recording import record
from bothways.insider.actions.correcting import correct_in_transaction
from bothways.insider.actions.editing import has_slot
from bothways.insider.actions.moving import NotNow, move
from bothways.insider.actions.publishing import set_byline, text_hash
from bothways.insider.models import Answer
from bothways.notifications.actions.posting import post
from bothways.notifications.models import PausedAddress

State = Answer.State
GOOD_FOR = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 6


class WrongCode(Exception):
    """That is not the newest code."""


class SpentCode(WrongCode):
    """No code is good any more: it was used, is older than ten minutes, or was tried five times."""


class TooManyCodes(Exception):
    """Six codes were sent within the hour."""


class NoMailThere(Exception):
    """Mail to the leader's address comes back, or was asked to stop: nothing goes there."""


class TextChanged(Exception):
    """The text is no longer the one that was shown."""


def to_sign(answer: Answer) -> Revision | None:
    """The text that waits for its author's signature: an approved one, or a correction of a published one."""
    if answer.state == State.APPROVED:
        return latest(answer)
    proposal = open_proposal(answer)
    return proposal.revision if proposal else None


def open_proposal(answer: Answer) -> ProposedCorrection | None:
    """The correction of a published answer that waits for a signature."""
    if answer.state != State.PUBLISHED:
        return None
    waiting = answer.proposed_corrections.filter(made__isnull=True, dropped_at__isnull=True)
    return waiting.select_related("revision").first()


def code_for(code: SigningCode) -> str:
    """The code as it stands in the letter: "ABCD-EFGH"."""
    return capability.code("signing", code.public_id, code.text_hash)


def ask_code(*, invitation: Invitation, by: Writer, at: datetime) -> SigningCode:
    """Send the leader a code for the text that waits; the ones before it are good no longer.

    Raises NotNow where nothing waits, TooManyCodes, NoMailThere, PermissionDenied.
    """
    leader_only(by, invitation.answer)
    with transaction.atomic(durable=True):
        Invitation.objects.select_for_update().get(pk=invitation.pk)
        text = to_sign(Answer.objects.get(pk=invitation.answer_id))
        if text is None:
            raise NotNow(gettext("No text waits for a signature."))
        if invitation.codes.filter(asked_at__gt=at - timedelta(hours=1)).count() >= CODES_AN_HOUR:
            raise TooManyCodes
        if PausedAddress.objects.filter(address=invitation.address.lower()).exists():
            raise NoMailThere
        code = SigningCode.objects.create(
            invitation=invitation, text_hash=text_hash(text), asked_at=at, expires_at=at + GOOD_FOR
        )
        post("desk.code", about=code, to=invitation.address, at=at)
        record("signature.code_sent", about=invitation, by=by.person, at=at)
    return code


def sign_by_code(*, invitation: Invitation, shown: str, typed: str, by: Writer, at: datetime) -> Signature:
    """Sign the text whose hash is `shown` with the newest code.

    Raises WrongCode (each try counts), SpentCode, TextChanged, NotNow, PermissionDenied.
    """
    leader_only(by, invitation.answer)
    code = invitation.codes.first()
    if code is None or code.text_hash != shown or not _counted(code, at):
        raise SpentCode
    if not _fits(code, typed):
        raise SpentCode if code.tries + 1 >= TRIES else WrongCode
    return _sign(invitation, shown, Signature.Way.CODE, by, at, code=code.public_id)


def _counted(code: SigningCode, at: datetime) -> bool:
    """Count the try, in a transaction of its own, so that a wrong one counts too; False where none is left."""
    fresh = SigningCode.objects.filter(pk=code.pk, used_at__isnull=True, expires_at__gt=at, tries__lt=TRIES)
    return bool(fresh.update(tries=F("tries") + 1))


def _fits(code: SigningCode, typed: str) -> bool:
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hmac.compare_digest(plain.encode(), code_for(code).replace("-", "").encode())


def sign_by_passkey(*, invitation: Invitation, shown: str, by: Writer, at: datetime) -> Signature:
    """Sign the text whose hash is `shown`; whoever calls has just had the leader's passkey prove that it is them.

    Raises TextChanged, NotNow, PermissionDenied.
    """
    leader_only(by, invitation.answer)
    return _sign(invitation, shown, Signature.Way.PASSKEY, by, at, code=None)


def _sign(
    invitation: Invitation, shown: str, way: Signature.Way, by: Writer, at: datetime, *, code: UUID | None
) -> Signature:
    with transaction.atomic(durable=True):
        answer = Answer.objects.select_for_update().get(pk=invitation.answer_id)
        text = to_sign(answer)
        if text is None:
            raise NotNow.of(answer)
        if text_hash(text) != shown:
            raise TextChanged
        if code and not SigningCode.objects.filter(public_id=code, used_at__isnull=True).update(used_at=at):
            raise WrongCode
        signature = Signature.objects.create(
            answer=answer, revision=text, text_hash=shown, way=way, by=invitation.leader, at=at,
            address=invitation.address if way == Signature.Way.CODE else invitation.leader.email or "",
        )  # fmt: skip
        proposal = open_proposal(answer)
        if proposal:
            _apply(proposal, answer, signature)
        else:
            _mark_signed(answer, signature)
        tell_desk("desk.signed", about=signature, invitation=invitation, at=at)
        record("answer.signed", about=answer, by=by.person, at=at, way=way.value, text=shown)
    invitation.answer.refresh_from_db()
    return signature


def _mark_signed(answer: Answer, signature: Signature) -> None:
    set_byline(answer, signature.by)
    to = State.SCHEDULED if has_slot(answer) else State.SIGNED
    byline = {name: getattr(answer, name) for name in Answer.BYLINE}
    move(
        answer, to, out_of=(State.APPROVED,), at=signature.at, signed_at=signature.at,
        signed_hash=signature.text_hash, **byline,
    )  # fmt: skip


def _apply(proposal: ProposedCorrection, answer: Answer, signature: Signature) -> None:
    proposal.made = correct_in_transaction(
        answer=answer, body=proposal.revision.body, note=proposal.note, by=proposal.proposed_by, at=signature.at,
        signed=True,
    )  # fmt: skip
    proposal.save(update_fields=["made"])


def unsign(*, answer: Answer, by: Writer, at: datetime) -> None:
    """The inverse of signing, until the answer is published: it waits for a signature again.

    Raises NotNow, PermissionDenied.
    """
    leader_only(by, answer)
    with transaction.atomic(durable=True):
        move(answer, State.APPROVED, out_of=(State.SIGNED, State.SCHEDULED), at=at, signed_at=None, signed_hash="")
        record("answer.unsigned", about=answer, by=by.person, at=at)
