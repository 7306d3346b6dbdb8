"""A month as a grid of weeks."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Day:
    """One place in the grid; `date` is None where the week reaches into another month."""

    date: date | None
    holds: Any = None


def weeks(first: date, held: Mapping[date, Any]) -> list[list[Day]]:
    """The weeks, from Monday, of the month that begins on `first`, each day with what it holds."""
    rows = calendar.Calendar(calendar.MONDAY).monthdatescalendar(first.year, first.month)
    return [[Day(day, held.get(day)) if day.month == first.month else Day(None) for day in row] for row in rows]


def weekdays() -> list[date]:
    """Seven days from a Monday, to take the names of the weekdays from."""
    return [date(2024, 1, number) for number in range(1, 8)]
