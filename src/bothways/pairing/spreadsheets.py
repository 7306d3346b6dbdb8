"""Spreadsheets in and out: CSV in any encoding and with any separator, XLSX; and CSV that no spreadsheet runs."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by a spreadsheet."""


class BadInputError(ValueError):
    """Something in a file cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its headings, and its rows with the numbers that a spreadsheet shows beside them."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def column(self, heading: str, where: str) -> int:
        """The number of the column with this heading, whatever its case and spaces.

        Raises:
            BadInputError: there is none; the nearest are named.

        """
        plain = [folded(known) for known in self.headings]
        if folded(heading) in plain:
            return plain.index(folded(heading))
        raise BadInputError(f"{where}: {self.name} has no column {heading!r}. {nearest(heading, self.headings)}")

    def values(self, heading: str, where: str) -> list[tuple[int, str]]:
        """The cells of a column, each with its row number."""
        number = self.column(heading, where)
        return [(row, cells[number].strip() if number < len(cells) else "") for row, cells in self.rows]


def folded(text: str) -> str:
    """A heading without case, and with single spaces."""
    return " ".join(text.casefold().split())


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence with what might have been meant."""
    by_fold = {folded(one): one for one in known if one.strip()}
    near = get_close_matches(folded(word), by_fold, n=3, cutoff=0.5)
    if near:
        return "Did you mean " + " or ".join(repr(str(by_fold[one])) for one in near) + "?"
    return "Known are: " + ", ".join(repr(str(one)) for one in by_fold.values()) + "."


def read_sheet(path: Path) -> Sheet:
    """Read the first table of a file; empty rows are left out.

    Raises:
        BadInputError: the file is not there, is empty, or is not a table.

    """
    if not path.is_file():
        raise BadInputError(f"There is no file {str(path)!r}.")
    lines = list(_workbook(path) if path.suffix.casefold() == ".xlsx" else _text(path))
    filled = [(row, cells) for row, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        raise BadInputError(f"{path.name} is empty.")
    headings = tuple(heading.strip() for heading in filled[0][1])
    for row, cells in filled[1:]:
        extra = [cell for cell in cells[len(headings) :] if cell.strip()]
        if extra:
            raise BadInputError(f"{path.name}, row {row}: more cells than headings; the first is {extra[0]!r}.")
    seen: set[str] = set()
    for heading in headings:
        if heading and folded(heading) in seen:
            raise BadInputError(f"{path.name}: the heading {heading!r} is there twice; rename one.")
        seen.add(folded(heading))
    return Sheet(path.name, headings, tuple(filled[1:]))


def _text(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    raw = path.read_bytes()
    text = _decoded(raw)
    if "\0" in text:
        raise BadInputError(f"{path.name} is not a text file: save it as CSV or XLSX.")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begin = 1
    for cells in reader:
        yield begin, tuple(cells)
        begin = reader.line_num + 1


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


def _workbook(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise BadInputError(f"{path.name} cannot be read as a workbook: {error}.") from error
    for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
        yield number, tuple("" if cell is None else str(cell) for cell in cells)
    book.close()


def safe(cell: object) -> object:
    """A cell that a spreadsheet shows and does not run: texts that look like formulas get an apostrophe."""
    return "'" + cell if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def unsafe(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def as_csv(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A CSV text, every cell safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(heading) for heading in headings])
    writer.writerows([[safe(cell) for cell in row] for row in rows])
    return out.getvalue()


@contextmanager
def all_or_nothing() -> Iterator[dict[Path, str]]:
    """Collect texts by path; all are written when the block ends well, and none of them half or alone."""
    texts: dict[Path, str] = {}
    yield texts
    _write(texts)


def _write(texts: Mapping[Path, str]) -> None:
    ready: list[tuple[str, Path]] = []
    try:
        for path, text in texts.items():
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            ready.append((name, path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.chmod(name, 0o644)  # noqa: PTH101 - as the shell would make it
        for name, path in ready:
            os.replace(name, path)  # noqa: PTH105
    finally:
        for name, _ in ready:
            Path(name).unlink(missing_ok=True)
