"""Processing: a mail that has come in is read and given to whoever takes mail of its purpose.

At least once: an arrival is marked after its receiver was called, so that nothing is lost when the worker is killed in
between. Receivers do nothing the second time, and an arrival is marked by one worker only.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction
from django.db.models import F, Q

from bothways.foundation.inbound.lookups import Lookup, Unreachable
from bothways.foundation.inbound.reading import Unreadable
from bothways.foundation.inbound.sorting import Kind
from bothways.notifications.actions.posting import post
from bothways.notifications.arrivals import Message, Outcome, Understood, receiver_of
from bothways.notifications.models import Arrival

LEASE: Final = timedelta(minutes=5)
ATTACHMENTS_REFUSED: Final = "mail.attachments_refused"
log = structlog.get_logger("bothways.mail-in")


def lease(at: datetime) -> Arrival | None:
    """The longest waiting arrival that is due, in the caller's hand for some minutes; None where there is none."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    due = Arrival.objects.waiting().filter(free, due_at__lte=at).order_by("due_at", "id")
    for key in due.values_list("pk", flat=True)[:10]:
        if Arrival.objects.waiting().filter(free, pk=key).update(leased_until=at + LEASE, tries=F("tries") + 1):
            return Arrival.objects.get(pk=key)
    return None


def process(*, arrival: Arrival, at: datetime, look_up: Lookup) -> Outcome | None:
    """What came of `arrival`; None where it is to be tried again later. Never raises for what the mail is like."""
    from bothways.notifications.understanding import understand  # its parsers are for the worker, not for web processes

    try:
        understood = understand(arrival, look_up)
        outcome = _given(arrival, understood, at)
    except Unreadable as error:
        return _finish(arrival, None, Outcome(str(error), refused=True), at)
    except Unreachable:
        _later(arrival, at)
        return None
    except Exception as error:
        log.exception("mail cannot be taken in", arrival=arrival.pk, purpose=arrival.purpose, tries=arrival.tries)
        if arrival.tries < Arrival.TRIES:
            _later(arrival, at)
            return None
        return _finish(arrival, None, Outcome(f"It cannot be taken in: {type(error).__name__}.", refused=True), at)
    return _finish(arrival, understood, outcome, at)


def _given(arrival: Arrival, understood: Understood, at: datetime) -> Outcome:
    """What the receiver of the mail makes of it, if it is for a receiver at all."""
    message, receiver = understood.message, receiver_of(arrival.purpose)
    if receiver is None:
        return Outcome("There is no such address here.", refused=True)
    if message.kind not in receiver.takes:
        return Outcome(
            f"At this address nothing is taken that {Arrival.WRITERS[message.kind]} has written.", refused=True
        )
    if message.kind == Kind.PERSON and not message.whole_text:
        return Outcome("The mail has no words.", refused=True)
    if _came_before(arrival, understood):
        return Outcome("The same words have come before.", refused=True)
    return receiver.receive(message, at)


def _came_before(arrival: Arrival, understood: Understood) -> bool:
    """Whether a verified mail with the same body came to the same address: then this one is it, brought once more."""
    before = Arrival.objects.to(arrival.purpose, arrival.about).exclude(pk=arrival.pk)
    return before.filter(words_hash=understood.words_hash, doubt="", done_at__isnull=False).exists()


def _finish(arrival: Arrival, understood: Understood | None, outcome: Outcome, at: datetime) -> Outcome:
    """Mark `arrival` with its outcome, and post the kind word about attachments that were left out."""
    message = understood.message if understood else None
    told = {
        "kind": message.kind, "sender": message.sender, "doubt": message.doubt,
        "message_id": understood.message_id, "words_hash": understood.words_hash,
    } if message and understood else {}  # fmt: skip
    ended = {"refused_at" if outcome.refused else "done_at": at, "outcome": outcome.words[:300], "leased_until": None}
    with transaction.atomic():
        marked = Arrival.objects.waiting().filter(pk=arrival.pk).update(**told, **ended)
        if marked and message and not outcome.refused:
            _tell_of_attachments(arrival, message, at)
    return outcome


def _tell_of_attachments(arrival: Arrival, message: Message, at: datetime) -> None:
    """Say once a day, to a verified person only, that what they attached was not taken in."""
    if message.had_attachments and message.sender_verified and message.kind == Kind.PERSON:
        whom = hashlib.sha256(f"{message.sender} {arrival.envelope_to.lower()}".encode()).hexdigest()[:32]
        post(ATTACHMENTS_REFUSED, about=arrival, to=message.sender, at=at, key=f"attachments:{whom}:{at:%Y-%m-%d}")


def _later(arrival: Arrival, at: datetime) -> None:
    wait = timedelta(minutes=2 ** min(arrival.tries, 7))
    Arrival.objects.waiting().filter(pk=arrival.pk).update(due_at=at + wait, leased_until=None)
