"""Paging that never counts: one row more than a page tells whether there is another, at any size of table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row")
Stored = TypeVar("Stored", bound=Model)
PER_PAGE = 30
LAST_PAGE = 10_000  # nobody reads further; a larger number is a mistake or a robot
LONGEST = 8  # digits


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows, and whether there are more before and after it."""

    rows: Sequence[Row]
    number: int
    has_next: bool

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def previous_number(self) -> int:
        return self.number - 1


def number_of(request: HttpRequest) -> int:
    """The number of the page that `?page=` asks for; 1 where it asks for nonsense."""
    asked = request.GET.get("page", "")
    number = min(int(asked), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST else 1
    return max(number, 1)


def page_of(request: HttpRequest, rows: QuerySet[Stored], per_page: int = PER_PAGE) -> Page[Stored]:
    """The page of `rows` that `?page=` asks for; the first one where it asks for nonsense."""
    number = number_of(request)
    start = (number - 1) * per_page
    found = list(rows[start : start + per_page + 1])
    return Page(found[:per_page], number, len(found) > per_page)
