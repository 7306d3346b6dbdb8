"""The keys of documents: they grow with the day on which a thing appeared, so that an index is read newest first.

What has no day, people and topics, comes before everything.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final

SERIAL_BITS: Final = 21  # two million documents a day
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Span = tuple[int, int]  # the first key, and the one after the last


def day_of(at: datetime | None) -> int:
    """Days since 1970; 0 for what has no date."""
    return max((at - EPOCH).days, 0) if at else 0


def keys_of_day(day: int) -> Span:
    """The keys that documents of one day may have."""
    return day << SERIAL_BITS, (day + 1) << SERIAL_BITS


def keys_of_year(year: int) -> Span:
    """The keys that documents of one year may have."""
    first, after = ((date(number, 1, 1) - EPOCH.date()).days for number in (year, year + 1))
    return max(first, 1) << SERIAL_BITS, max(after, 1) << SERIAL_BITS


def year_of_key(key: int) -> int:
    """The year in which the document with this key appeared."""
    return (EPOCH + timedelta(days=key >> SERIAL_BITS)).year


UNDATED: Final[Span] = keys_of_day(0)
"""The keys of people and topics."""
