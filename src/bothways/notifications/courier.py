"""The courier: takes due letters in hand, puts them into words and hands them to the mail server, one by one.

At least once: a letter is marked after it was sent. So nothing is lost when the process is killed, and at most the one
letter that was on its way goes out twice. A letter that cannot be written or is refused holds up no other.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from bothways.notifications.actions import delivering
from bothways.notifications.actions.pausing import PAUSED, pause_address
from bothways.notifications.composing import compose
from bothways.notifications.faults import NOT_TAKEN, Fault, fault_of, words
from bothways.notifications.letters import Words, words_of, words_of_many
from bothways.notifications.models import Letter, PausedAddress
from bothways.notifications.periods import zone_of
from bothways.people.models import Person

log = structlog.get_logger("bothways.letters")
BATCH = 200  # letters that are written together: what they share is made once
TURN = 4.0  # seconds after which a worker looks whether it is to end
SPARE = timedelta(seconds=60)  # before the lease ends: no letter is begun in it
Written = dict[int, Words | None]


def deliver(at: datetime, *, turn: float = TURN, lease: timedelta = delivering.LEASE) -> int:
    """Send what is due, for some seconds at most; how many letters went out."""
    begun, sent = monotonic(), 0

    def now() -> datetime:
        return at + timedelta(seconds=monotonic() - begun)

    while monotonic() - begun < turn:
        letters = delivering.lease(most=BATCH, at=now(), length=lease)
        if not letters:
            break
        until = min(begun + turn, monotonic() + max(lease - SPARE, lease / 2).total_seconds())
        went = _deliver_batch(letters, now(), until)
        sent += went or 0
        if went is None:
            break
    return sent


def _deliver_batch(letters: list[Letter], at: datetime, until: float) -> int | None:
    """How many of `letters` went out; None where no mail server could be reached."""
    begun, sent = monotonic(), 0
    way = get_connection()
    try:
        if not _open(way, letters, at):
            return None
        paused, written = _paused_among(letters), _written(letters)
        for done, letter in enumerate(letters):
            if monotonic() > until:
                delivering.release(letters=letters[done:])
                break
            sent += _deliver_one(letter, way, written, paused, at + timedelta(seconds=monotonic() - begun))
    finally:
        _close(way)
    return sent


def _open(way: BaseEmailBackend, letters: list[Letter], at: datetime) -> bool:
    """Whether a mail server answers. Where none does, the letters wait."""
    try:
        way.open()
    except Exception as error:  # noqa: BLE001  whatever it is, it is no fault of the letters
        said = fault_of(error).words
        held = delivering.hold_all(letters=letters, error=said, at=at)
        log.warning("mail cannot go out", error=said, held=held)
        return False
    return True


def _close(way: BaseEmailBackend) -> None:
    """Let go of the mail server, in whatever state the connection is."""
    with suppress(Exception):
        way.close()


def _deliver_one(letter: Letter, way: BaseEmailBackend, written: Written, paused: dict[str, str], at: datetime) -> bool:
    """Whether `letter` went out."""
    if not letter.to or (letter.person and letter.person.left_at):
        delivering.mark_dropped(letter=letter, at=at)
    elif (reason := paused.get(letter.to.lower())) is not None:
        delivering.give_up(letter=letter, error=words(f"{PAUSED} {reason}"), at=at)
    elif (message := _message(letter, written, at)) is not None and _taken(letter, message, way, at):
        return delivering.mark_sent(letter=letter, at=at)
    return False


def _message(letter: Letter, written: Written, at: datetime) -> EmailMessage | None:
    """The mail that `letter` is now; None where there is nothing to say any more, or it cannot be said."""
    try:
        with _as_read_by(letter.person):
            found = written[letter.pk] if letter.pk in written else words_of(letter)
            if found:
                return compose(letter, found)
    except Exception as error:
        log.exception("letter cannot be written", letter=letter.pk, kind=letter.kind)
        delivering.put_back(letter=letter, error=f"It cannot be put into words: {type(error).__name__}.", at=at)
    else:
        delivering.mark_dropped(letter=letter, at=at)
    return None


def _taken(letter: Letter, message: EmailMessage, way: BaseEmailBackend, at: datetime) -> bool:
    """Whether the mail server took `message`."""
    try:
        way.open()
        fault = None if way.send_messages([message]) else NOT_TAKEN
    except Exception as error:  # noqa: BLE001  every way out has its own
        fault = fault_of(error)
    if fault:
        _refused(letter, fault, way, at)
    return fault is None


def _refused(letter: Letter, fault: Fault, way: BaseEmailBackend, at: datetime) -> None:
    log.warning("letter refused", letter=letter.pk, kind=letter.kind, for_good=fault.for_good)
    if fault.for_good:
        delivering.give_up(letter=letter, error=fault.words, at=at)
    else:
        delivering.put_back(letter=letter, error=fault.words, at=at)
    if fault.no_such_address:
        pause_address(address=letter.to, reason=fault.words, at=at)
        return
    _close(way)  # the next letter gets a fresh one


def _paused_among(letters: Sequence[Letter]) -> dict[str, str]:
    """The reason for each address of `letters` to which nothing goes."""
    addresses = {letter.to.lower() for letter in letters}
    return dict(PausedAddress.objects.filter(address__in=addresses).values_list("address", "reason"))


def _written(letters: Sequence[Letter]) -> Written:
    """Letters of kinds that are written many at a time, in words. What fails here is tried again one by one."""
    written: Written = {}

    def group(letter: Letter) -> tuple[str, str]:
        return letter.kind, letter.person.language if letter.person else ""

    for (kind, _), some in groupby(sorted(letters, key=group), key=group):
        alike = list(some)
        try:
            with _as_read_by(alike[0].person):
                found = words_of_many(kind, alike)
        except Exception:
            log.exception("letters cannot be written together", kind=kind)
            continue
        if found is not None:
            written |= {letter.pk: found.get(letter.pk) for letter in alike}
    return written


@contextmanager
def _as_read_by(person: Person | None) -> Iterator[None]:
    """In the language and the time zone of whoever gets the letter."""
    language = person.language if person else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_of(person)):
        yield
