"""Tables that leave the site as CSV."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file of `rows` below `head`, in UTF-8 with a mark, as spreadsheets want it.

    Words that a spreadsheet would run as a formula begin with an apostrophe (OWASP, "CSV Injection").
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([str(word) for word in head])
    writer.writerows([[_harmless(value) for value in row] for row in rows])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _harmless(value: object) -> object:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
