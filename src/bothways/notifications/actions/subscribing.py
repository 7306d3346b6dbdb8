"""Choosing what to be written: by the person themselves, and by the link in a letter, which asks for no sign-in."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bothways.foundation.crossing import again_when_crossed
from bothways.history.actions.recording import record
from bothways.notifications.models import Subscription
from bothways.notifications.periods import newest_day, next_day, time_on, zone_of
from bothways.people.models import Person

Rhythm = Subscription.Rhythm
BACK = timedelta(days=7)  # how far back the first digest looks after a time without


@again_when_crossed
def choose_letters(
    *, person: Person, rhythm: str, weekday: int, at_once: bool, by: Person, at: datetime
) -> Subscription:
    """Write to `person` in this rhythm from now on; `weekday` (0 is Monday) is that of a weekly digest.

    Raises PermissionDenied for anybody but themselves.
    """
    if by != person:
        raise PermissionDenied
    with transaction.atomic(durable=True):
        chosen = _of(person, at)
        chosen.weekday, chosen.at_once = weekday, at_once
        _keep(chosen, Rhythm(rhythm), at)
        record("letters.chosen", about=person, by=by, at=at, rhythm=rhythm, weekday=weekday, at_once=at_once)
    return chosen


@again_when_crossed
def stop_digest(*, person: Person, at: datetime) -> bool:
    """Send `person` no more digests: whoever holds a letter's link may say so. False where they got none."""
    with transaction.atomic(durable=True):
        chosen = _of(person, at)
        stopped = chosen.rhythm != Rhythm.NONE
        if stopped:
            chosen.former_rhythm = chosen.rhythm
            _keep(chosen, Rhythm.NONE, at)
            record("digest.stopped", about=person, by=None, at=at)
    return stopped


@again_when_crossed
def restart_digest(*, person: Person, at: datetime) -> bool:
    """The inverse of `stop_digest`, in the rhythm of before. False where they get it."""
    with transaction.atomic(durable=True):
        chosen = _of(person, at)
        restarted = chosen.rhythm == Rhythm.NONE
        if restarted:
            _keep(chosen, Rhythm(chosen.former_rhythm), at)
            record("digest.restarted", about=person, by=None, at=at)
    return restarted


@again_when_crossed
def write_at_once(*, person: Person, on: bool, at: datetime) -> bool:
    """Write to `person` of each new answer to what they follow, or no longer; each the other's inverse.

    False where it is so already.
    """
    with transaction.atomic(durable=True):
        chosen = _of(person, at)
        changed = chosen.at_once != on
        if changed:
            chosen.at_once = on
            _keep(chosen, Rhythm(chosen.rhythm), at)
            record("letters.at_once" if on else "letters.not_at_once", about=person, by=None, at=at)
    return changed


def _of(person: Person, at: datetime) -> Subscription:
    found = Subscription.objects.select_for_update().filter(person=person).first()
    return found or Subscription(person=person, changed_at=at, covered_until=at)


def _keep(chosen: Subscription, rhythm: Rhythm, at: datetime) -> None:
    if rhythm != Rhythm.NONE:
        zone = zone_of(chosen.person)
        weekday = chosen.weekday if rhythm == Rhythm.WEEKLY else None
        chosen.next_at = time_on(next_day(newest_day(at, zone), weekday), zone)
        if chosen.rhythm == Rhythm.NONE:
            chosen.covered_until = max(chosen.covered_until, at - BACK)
    else:
        chosen.next_at = None
    chosen.rhythm, chosen.changed_at = rhythm, at
    chosen.save()
