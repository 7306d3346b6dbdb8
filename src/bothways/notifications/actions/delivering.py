"""What becomes of a letter: taken in hand, sent, dropped, put back, given up.

None of this is an act of a person, so the outbox itself is the record. Every change is conditional on the letter still
waiting, and a letter is marked after it was sent: a worker that is killed in between leaves it to be sent once more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from bothways.notifications.models import Letter

LEASE = timedelta(minutes=3)  # how long a worker has letters in hand; one that was killed holds them up for so long
HELD = timedelta(minutes=1)  # how long everything waits where no mail server can be reached
LONGEST_WAIT = timedelta(hours=1)  # between two tries
TRIES = 78  # some three days


def lease(*, most: int, at: datetime, length: timedelta = LEASE) -> list[Letter]:
    """Take up to `most` due letters in hand, so that no other worker does until `length` has passed."""
    if not Letter.objects.due(at).exists():  # asked without a lock: it is so nearly always
        return []
    with transaction.atomic():
        due = Letter.objects.due(at).select_for_update(skip_locked=True)
        keys = list(due.values_list("pk", flat=True)[:most])
        Letter.objects.filter(pk__in=keys).update(leased_until=at + length)
    return list(Letter.objects.filter(pk__in=keys).select_related("person").order_by("due_at", "id"))


def release(*, letters: Sequence[Letter]) -> int:
    """Give letters back that a worker has in hand and will not come to; how many.

    They were leased together: what another worker has taken meanwhile has another lease, and stays with it.
    """
    if not letters:
        return 0
    mine = Letter.objects.waiting().filter(pk__in=[letter.pk for letter in letters])
    return mine.filter(leased_until=letters[0].leased_until).update(leased_until=None)


def mark_sent(*, letter: Letter, at: datetime) -> bool:
    """The mail server has it. False where it was not waiting any more."""
    return _settle(letter, sent_at=at, leased_until=None, error="", tries=F("tries") + 1)


def mark_dropped(*, letter: Letter, at: datetime) -> bool:
    """There is nothing to say any more, or nobody to say it to. False where it was not waiting any more."""
    return _settle(letter, dropped_at=at, leased_until=None)


def put_back(*, letter: Letter, error: str, at: datetime) -> bool:
    """It did not go out: try again later, or give it up after three days. False where it was not waiting any more."""
    if letter.tries + 1 >= TRIES:
        return give_up(letter=letter, error=error, at=at)
    return _settle(letter, due_at=at + wait(letter.tries), leased_until=None, error=error, tries=F("tries") + 1)


def give_up(*, letter: Letter, error: str, at: datetime) -> bool:
    """It cannot go out: a dead letter, until somebody sends it again. False where it was not waiting any more."""
    return _settle(letter, failed_at=at, leased_until=None, error=error, tries=F("tries") + 1)


def hold_all(*, letters: list[Letter], error: str, at: datetime) -> int:
    """No mail server can be reached: these letters, and all others that are due, wait a minute; how many do.

    That is the fault of none of them, so it counts as a try of none, however long it lasts.
    """
    mine = Letter.objects.waiting().filter(pk__in=[letter.pk for letter in letters])
    held = {"leased_until": at + HELD, "error": error}
    return mine.update(**held) + Letter.objects.free(at).filter(due_at__lte=at).update(**held)


def wait(tries: int) -> timedelta:
    """How long a letter waits that was tried `tries` times before: 1, 2, 4 … minutes, an hour at most."""
    return min(timedelta(minutes=2 ** min(tries, 10)), LONGEST_WAIT)


def _settle(letter: Letter, **fate: object) -> bool:
    return bool(Letter.objects.waiting().filter(pk=letter.pk).update(**fate))
