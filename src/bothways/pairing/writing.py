"""Files out: CSV that no spreadsheet runs, and several files written all at once or not at all."""

import csv
import io
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bothways.pairing.faults import BadInputError

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so would be run by a spreadsheet; the wide signs are taken for the plain ones by some."""


def safe(cell: object) -> object:
    """A cell that a spreadsheet shows and does not run: texts that look like formulas get an apostrophe."""
    return "'" + cell if isinstance(cell, str) and cell.lstrip(" \n").startswith(FORMULA) else cell


def unsafe(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" \n").startswith(FORMULA) else cell


def as_csv(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A CSV text, every cell safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(heading) for heading in headings])
    writer.writerows([[safe(cell) for cell in row] for row in rows])
    return out.getvalue()


def as_workbook(headings: Sequence[str], rows: Iterable[Iterable[object]], title: str) -> bytes:
    """The same as an XLSX workbook, every text a text."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    widths = [0] * len(headings)
    for number, row in enumerate([headings, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell: Any = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # whatever it looks like
            widths[column - 1] = max(widths[column - 1], len(str(value)))
    for column, width in enumerate(widths, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = min(width, 60) + 2
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_table(path: Path, headings: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """The table in the format that the file's name asks for: XLSX, else CSV."""
    if path.suffix.casefold() == ".xlsx":
        return as_workbook(headings, rows, path.stem[:31])
    return as_csv(headings, rows).encode()


@contextmanager
def all_or_nothing() -> Iterator[dict[Path, bytes]]:
    """Collect files by path; all are written when the block ends well, and none of them half or alone."""
    files: dict[Path, bytes] = {}
    yield files
    _write(files)


def check_places(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse places that cannot be written, before the work is done.

    Raises:
        BadInputError: a place is a folder, has no folder, is named twice, or is one of the files that are read.

    """
    taken = {path.resolve(): f"{path} is read too; choose another name for what is written." for path in inputs}
    for path in outputs:
        if path.is_dir():
            raise BadInputError(f"{path} is a folder, not a file.")
        if not path.parent.is_dir():
            raise BadInputError(f"There is no folder {str(path.parent)!r} to write {path.name} into.")
        if path.resolve() in taken:
            raise BadInputError(taken[path.resolve()])
        taken[path.resolve()] = f"{path} is named twice; each thing that is written needs a file of its own."


def _write(files: Mapping[Path, bytes]) -> None:
    """Write each beside its place, then move all there."""
    ready: list[tuple[str, Path]] = []
    try:
        for path, content in files.items():
            place = path.resolve()  # what a link points to, not the link
            handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
            ready.append((name, place))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, _mode(place))  # noqa: PTH101
        for name, place in ready:
            os.replace(name, place)  # noqa: PTH105
    finally:
        for name, _ in ready:
            Path(name).unlink(missing_ok=True)


def _mode(place: Path) -> int:
    """Who may read it: as before, or as any new file."""
    if place.exists():
        return stat.S_IMODE(place.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
