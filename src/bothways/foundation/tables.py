"""Tables that people take away: CSV that every spreadsheet opens, and in which nothing runs."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\x00")


class _Echo:
    """Gives back what is written into it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(head: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV document, one after the other, so that a long table needs no memory."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([str(word) for word in head])  # tells spreadsheets that it is UTF-8
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def csv_file(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file of `rows` below `head`, to be kept as `name`.csv."""
    disposition = f'attachment; filename="{name}.csv"'
    lines = csv_lines(head, rows)
    return HttpResponse(lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula: words that could be one begin with an apostrophe.

    Source: OWASP, "CSV Injection".
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value
