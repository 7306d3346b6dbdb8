"""Spreadsheets in, as coordinators have them: CSV in any encoding and with any separator, and XLSX.

The table is found below whatever prose stands above it, and among the sheets of a workbook, by the headings that are
looked for. Rows are numbered as a spreadsheet shows them.
"""

import csv
import fnmatch
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeAlias

from bothways.pairing.faults import BadInputError, folded, nearest, shown

Lines: TypeAlias = list[tuple[int, tuple[str, ...]]]
"""Rows that are not empty, each with its number."""

SEPARATORS = ",;\t|"
LOOKED_AT = 50
"""So many rows are looked at to find the separator and the headings."""
LARGEST_CELL = 10_000_000
UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that steer a terminal, or turn the direction of writing; nobody types them."""
BROKEN = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE)
"""What a spreadsheet shows where a formula has failed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its headings, and its rows with the numbers that a spreadsheet shows beside them."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    title: str = ""
    """Which sheet of a workbook it is, where there are several."""

    def columns(self, heading: str, where: str) -> list[int]:
        """The numbers of the columns with this heading, whatever its case and spaces.

        "Mentor *" means all headings of that form, "Mon 8:00 .. Fri 17:30" all from one to the other, and "Role (2)"
        the second of those with the heading "Role".

        Raises:
            BadInputError: there is none; the nearest are named.

        """
        plain = [folded(known) for known in self.headings]
        word = folded(heading)
        if found := [k for k, known in enumerate(plain) if known == word and word]:
            return found
        if again := re.fullmatch(r"(.+) \((\d+)\)", word):
            found = [k for k, known in enumerate(plain) if known == again[1]]
            if 1 <= int(again[2]) <= len(found):
                return [found[int(again[2]) - 1]]
        if " .. " in word:
            first, last = (self.columns(part, where)[0] for part in word.split(" .. ", 1))
            return list(range(min(first, last), max(first, last) + 1))
        if "*" in word and (
            found := [k for k, known in enumerate(plain) if known and fnmatch.fnmatchcase(known, word)]
        ):
            return found
        raise BadInputError(f"{where}: {self.name} has no column {shown(heading)}. {nearest(heading, self.headings)}")

    def cells(self, headings: Sequence[str], where: str) -> list[tuple[int, str]]:
        """What each row has under these headings.

        Under one heading that is there several times, what is filled in; under several headings all that is filled
        in, each ended by a semicolon.

        Raises:
            BadInputError: there is no such column, or a row has two different things under one heading.

        """
        numbers = [number for heading in headings for number in self.columns(heading, where)]
        several = len({folded(self.headings[number]) for number in numbers}) > 1
        filled = [(row, [cell for k in numbers if (cell := _at(cells, k))]) for row, cells in self.rows]
        if several:
            return [(row, "".join(f"{cell};" for cell in found)) for row, found in filled]
        if faults := [
            f"{self.name}, row {row}, column {shown(headings[0])}: the heading is there {len(numbers)} times, and this "
            f"row has {shown(found[0])} and {shown(found[-1])}; write {shown(headings[0] + ' (1)')} or "
            f"{shown(headings[0] + ' (2)')} in the rules."
            for row, found in filled
            if len(set(found)) > 1
        ]:
            raise BadInputError("\n".join(faults))
        return [(row, found[0] if found else "") for row, found in filled]

    def kept(self, numbers: Iterable[int]) -> "Sheet":
        """The same table with these rows only, by their place in it."""
        return replace(self, rows=tuple(self.rows[number] for number in numbers))


def _at(cells: tuple[str, ...], number: int) -> str:
    return cells[number].strip() if number < len(cells) else ""


def read_sheet(path: Path, *, wanted: Iterable[str] = (), side: str = "", title: str = "") -> Sheet:
    """Read a table; empty rows are left out.

    Args:
        path: a CSV or XLSX file.
        wanted: headings to be looked for: the table is where most of them are.
        side: `mentee` or `mentor`: of several sheets that fit, the one that is called so.
        title: the sheet of the workbook, where it is known.

    Raises:
        BadInputError: the file is not there, is empty, or is not a table; all that is wrong with its rows is told.

    """
    if not path.is_file():
        raise BadInputError(f"There is no file {str(path)!r}.")
    looked_for = {folded(word) for word in wanted}
    tables = _tables(path)
    if title:
        tables = {name: lines for name, lines in tables.items() if folded(name) == folded(title)}
        if not tables:
            raise BadInputError(f"{path.name} has no sheet {shown(title)}. {nearest(title, _tables(path))}")
    filled = {name: lines for name, lines in tables.items() if lines}
    if not filled:
        raise BadInputError(f"{path.name} is empty.")
    name = _chosen(path, filled, looked_for, side)
    lines = filled[name]
    start = _headings(lines, looked_for)
    headings = tuple(" ".join(heading.split()) for heading in lines[start][1])
    several = name if len(tables) > 1 else ""
    called = f"{path.name}, sheet {name!r}" if several else path.name
    sheet = Sheet(called, headings, tuple(lines[start + 1 :]), several)
    _check(sheet, strict=not name)
    return sheet


def _check(sheet: Sheet, *, strict: bool) -> None:
    """Refuse failed formulas, and rows that have slipped: in a text file a cell too many is an unquoted separator."""
    faults = []
    for row, cells in sheet.rows:
        extra = [cell for cell in cells[len(sheet.headings) :] if cell.strip()]
        if strict and extra:
            faults.append(f"{sheet.name}, row {row}: more cells than headings; the first is {shown(extra[0])}.")
        faults += [
            f"{sheet.name}, row {row}, column {shown(heading)}: shows the spreadsheet's error {cell.strip()}."
            for heading, cell in zip(sheet.headings, cells, strict=False)
            if heading and cell.startswith("#") and BROKEN.fullmatch(cell.strip())
        ]
    if faults:
        raise BadInputError("\n".join(faults))


def _chosen(path: Path, tables: dict[str, Lines], wanted: set[str], side: str) -> str:
    """The sheet with most of the headings; among equals the one that is called after the side; else it must be said."""
    if len(tables) == 1:
        return next(iter(tables))
    most = {name: max(_known(cells, wanted) for _, cells in lines[:LOOKED_AT]) for name, lines in tables.items()}
    best = [name for name in tables if most[name] == max(most.values())]
    called = [name for name in best if side and folded(name) in {side, side + "s"}]
    called = called or [name for name in best if side and side in folded(name)]
    if len(called or best) == 1:
        return (called or best)[0]
    names = " or ".join(repr(name) for name in called or best)
    raise BadInputError(f"{path.name} has several sheets that may be meant: write sheet = {names} for the {side}s.")


def _known(cells: Iterable[str], wanted: set[str]) -> int:
    return len(wanted & {folded(cell) for cell in cells}) if wanted else 0


def _headings(lines: Lines, wanted: set[str]) -> int:
    """Which row holds the headings: the one with most of those looked for, else the first that is about as wide as any.

    Prose above a table fills one cell, or few.
    """
    known = [_known(cells, wanted) for _, cells in lines[:LOOKED_AT]]
    if max(known) > 0:
        return known.index(max(known))
    widths = [sum(bool(cell.strip()) for cell in cells) for _, cells in lines[:LOOKED_AT]]
    return next(k for k, width in enumerate(widths) if 2 * width >= max(widths))


def _tables(path: Path) -> dict[str, Lines]:
    """All tables of a file by name; the one of a text file has none."""
    begin = path.read_bytes()[:8]
    if begin.startswith(b"PK"):
        return _workbook(path)
    if begin.startswith(b"\xd0\xcf\x11\xe0") or path.suffix.casefold() in {".xls", ".ods", ".numbers"}:
        raise BadInputError(f"{path.name} is a spreadsheet in another format: save it as CSV or XLSX.")
    return {"": _filled(_text(path))}


def _filled(rows: Iterable[Sequence[str]]) -> Lines:
    numbered = enumerate(rows, start=1)
    return [(number, tuple(cells)) for number, cells in numbered if any(cell.strip() for cell in cells)]


def _text(path: Path) -> list[list[str]]:
    text = _decoded(path.read_bytes())
    if "\0" in text:
        raise BadInputError(f"{path.name} is not a text file: save it as CSV or XLSX.")
    text = UNSEEN.sub("", text)
    csv.field_size_limit(LARGEST_CELL)
    if said := re.match(r"sep=(.)\r?\n", text):
        return [[], *_rows(path, text[said.end() :], said[1])]
    return _rows(path, text, max(SEPARATORS, key=lambda separator: _fits(text, separator)))


def _rows(path: Path, text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise BadInputError(
            f"{path.name}, row {len(rows) + 1} (it ends at line {reader.line_num}): a quotation mark is not closed, or "
            f"something follows it without {separator!r} between ({error})."
        ) from error
    return rows


def _fits(text: str, separator: str) -> int:
    """How much of a table this separator makes of the first rows: those of the commonest width, times that width."""
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(text[:LARGEST_CELL], newline=""), delimiter=separator)
    try:
        for cells, _ in zip(reader, range(LOOKED_AT), strict=False):
            widths[len(cells)] += 1
    except csv.Error:
        return -1
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _decoded(raw: bytes) -> str:
    """UTF-8, UTF-16 that says so, what Windows writes in western Europe; and a guess where it is none of them."""
    for encoding in ("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes

    guess = from_bytes(raw).best()
    return str(guess) if guess else raw.decode("cp1252", errors="replace")


def _workbook(path: Path) -> dict[str, Lines]:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves aside: drop-down lists, headers and footers, …
            book = load_workbook(path, read_only=True, data_only=True)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
            found = {}
            for sheet in sheets:
                sheet.reset_dimensions()  # some programs write a wrong size
                found[sheet.title] = _filled(_cells(sheet))
            book.close()
    except Exception as error:
        raise BadInputError(f"{path.name} cannot be read as a workbook: {error}.") from error
    return found


def _cells(sheet: object) -> Iterator[list[str]]:
    for cells in sheet.iter_rows():  # type: ignore[attr-defined]
        yield [_shown(cell.value, getattr(cell, "number_format", "")) for cell in cells]


def _shown(value: object, form: str) -> str:
    """A cell's value in words; a date that is shown without its year (as 1-2 becomes) in the way it is shown."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date) and not isinstance(value, time):
        plain = re.sub(r'\[[^\]]*\]|"[^"]*"', "", form).casefold()
        if "y" not in plain and "d" in plain and "h" not in plain:
            return f"{value.day}-{value:%b}"
        if "d" not in plain and "y" in plain:
            return f"{value:%b}-{value:%y}"
        return f"{value:%Y-%m-%d}"
    return UNSEEN.sub("", str(value))
