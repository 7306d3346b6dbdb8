"""Days as spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum

from bothways.imports.readers.words import moment, plausible


class DayOrder(Enum):
    """Whether 3/4/2024 is the third of April or the fourth of March."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


_SLASHED = re.compile(
    r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp]\.?[Mm]\.?)?)?$"
)
_WRITTEN = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%d. %B %Y", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S")
_MONTHS = 12


def order_of(values: Iterable[str]) -> DayOrder | None:
    """The order in which a column writes day and month; None where no value tells."""
    for value in values:
        found = _SLASHED.match(value.strip())
        if found and int(found[1]) > _MONTHS:
            return DayOrder.DAY_FIRST
        if found and int(found[2]) > _MONTHS:
            return DayOrder.MONTH_FIRST
    return None


def day_of(value: str, order: DayOrder | None) -> datetime:
    """The moment that `value` names, in UTC where it names no zone. Raises ValueError, in words for the report."""
    found = _SLASHED.match(value)
    if found:
        return plausible(_slashed(found, value, order), value)
    for form in _WRITTEN:
        try:
            return plausible(datetime.strptime(value, form).replace(tzinfo=UTC), value)
        except ValueError:
            continue
    return moment(value)


def _slashed(found: re.Match[str], value: str, order: DayOrder | None) -> datetime:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if order is None and first != second and "." not in value:
        raise ValueError(f"“{value}” can be two days; say --day-first or --no-day-first")
    month, day = (first, second) if order is DayOrder.MONTH_FIRST else (second, first)
    hour = int(found[4] or 0)
    if found[7]:
        hour = hour % 12 + (12 if found[7].lower().startswith("p") else 0)
    try:
        return datetime(year, month, day, hour, int(found[5] or 0), int(found[6] or 0), tzinfo=UTC)
    except ValueError:
        raise ValueError(f"“{value}” is not a date") from None
