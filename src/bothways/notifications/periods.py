"""The days on which digests go out, by the calendar of whoever gets them.

A digest belongs to a day, and a day has one: so an hour that comes twice, one that is left out, or a clock that was set
back changes when a digest goes out, never how many there are.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from bothways.people.models import Person

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@lru_cache(maxsize=700)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def zone_of(person: Person | None) -> ZoneInfo:
    """The zone whose calendar `person` lives by; the community's where nobody knows theirs."""
    return _zone(person.time_zone if person else settings.TIME_ZONE)


def time_on(day: date, zone: ZoneInfo) -> datetime:
    """When a digest of `day` goes out."""
    return datetime.combine(day, settings.DIGEST_TIME, tzinfo=zone)


def newest_day(at: datetime, zone: ZoneInfo, weekday: int | None = None) -> date:
    """The last day whose digest is due at `at`; with a `weekday` (0 is Monday) the last such day."""
    day = at.astimezone(zone).date()
    if at < time_on(day, zone):
        day -= DAY
    return day if weekday is None else day - DAY * ((day.weekday() - weekday) % 7)


def next_day(after: date, weekday: int | None = None) -> date:
    """The first day after `after`; with a `weekday` the first such day."""
    day = after + DAY
    return day if weekday is None else day + DAY * ((weekday - day.weekday()) % 7)
