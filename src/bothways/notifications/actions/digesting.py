"""Posting the digests that are due: one row and one letter for a person and a day, many people in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from bothways.notifications.actions.posting import draft
from bothways.notifications.models import Digest, Letter, PausedAddress, Subscription
from bothways.notifications.periods import newest_day, next_day, time_on, zone_of

KIND = "digest"
CHUNK = 200  # people in one transaction
CHUNKS = 50  # in one go
LONGEST = timedelta(days=35)  # that one digest looks back: after a pause it tells what is new, not everything


def post_digests(*, at: datetime) -> int:
    """Put every digest that is due into the outbox; how many. Safe to be called at any time, by any number at once.

    What a digest is to tell follows on what the one before told, so nothing is told twice and nothing is left out.
    """
    posted, due = 0, Subscription.objects.filter(next_at__lte=at).order_by("next_at", "pk")
    for _ in range(CHUNKS):
        if not due.exists():  # asked without a lock: it is so nearly always
            break
        with transaction.atomic():
            mine = due.select_related("person").select_for_update(skip_locked=True, of=("self",))
            posted += _post(list(mine[:CHUNK]), at)
    return posted


def _post(due: Sequence[Subscription], at: datetime) -> int:
    last = _last_days(due)
    unreachable = _unreachable(due)
    digests: list[Digest] = []
    for chosen in due:
        zone, before = zone_of(chosen.person), last.get(chosen.person_id)
        weekday = chosen.weekday if chosen.rhythm == Subscription.Rhythm.WEEKLY else None
        day = newest_day(at, zone, weekday)
        if chosen.person_id not in unreachable and (before is None or day > before):
            since = min(max(chosen.covered_until, at - LONGEST), at)
            digests.append(Digest(person=chosen.person, day=day, since=since, until=at))
            chosen.covered_until = max(chosen.covered_until, at)
        chosen.next_at = time_on(next_day(max(day, before or day), weekday), zone)
    Subscription.objects.bulk_update(due, ["covered_until", "next_at"])
    Digest.objects.bulk_create(digests)
    Letter.objects.bulk_create(
        draft(KIND, about=digest, to=digest.person, at=at, key=f"{KIND}:{digest.person_id}:{digest.day}")
        for digest in digests
    )
    return len(digests)


def _last_days(due: Sequence[Subscription]) -> dict[int, date]:
    rows = Digest.objects.filter(person__in=[chosen.person_id for chosen in due]).order_by()
    return dict(rows.values_list("person").annotate(Max("day")))


def _unreachable(due: Sequence[Subscription]) -> set[int]:
    """Who has left or has no address that can be written to. Their next digest tells what this one would have."""
    addresses = [chosen.person.email for chosen in due if chosen.person.email]
    paused = set(PausedAddress.objects.filter(address__in=addresses).values_list("address", flat=True))
    return {
        chosen.person_id
        for chosen in due
        if chosen.person.left_at or not chosen.person.email or chosen.person.email in paused
    }
