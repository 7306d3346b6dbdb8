"""Tables that people take away: CSV that every spreadsheet opens, and in which nothing runs."""

import csv
from collections.abc import Iterable, Iterator, Sequence

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\x00")


class _Echo:
    """Gives back what is written into it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV document, one after the other, so that a long table needs no memory."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(columns)  # tells spreadsheets that it is UTF-8
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula: words that could be one begin with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value
