"""Finding out what a spreadsheet saved as CSV is: its letters, what divides its columns, and what they hold."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from charset_normalizer import from_bytes

from bothways.imports.readers.days import DayOrder, order_of
from bothways.imports.readers.words import clean, one_line
from bothways.imports.records import Refused

Advance = Callable[[int], None]
Cells = dict[str, str]

FIELDS = {  # each with the headers under which people keep it
    "question": ("question", "title", "question title", "your question", "what would you like to ask"),
    "detail": ("detail", "details", "description", "background", "context", "more about your question"),
    "why_now": ("why now", "why is this timely", "reason"),
    "topics": ("topics", "topic", "tags", "categories", "category", "themes"),
    "asked_by": ("asked by", "asker", "asked", "from"),
    "asked_at": ("asked at", "asked on", "date asked", "question date", "timestamp", "created", "created at"),
    "question_id": ("question id", "id", "question number", "no"),
    "answer": ("answer", "body", "text", "answer text", "response", "your answer"),
    "headline": ("headline", "answer title", "answer headline"),
    "author": ("author", "by", "name", "answered by", "insider", "full name", "written by", "your name"),
    "role": ("role", "job title", "position", "job"),
    "organisation": ("organisation", "organization", "company", "employer", "affiliation"),
    "answered_at": ("answered at", "answered on", "date answered", "published", "published at", "date", "answer date"),
    "url": ("url", "link", "source", "original"),
    "licence": ("licence", "license"),
}
_LARGEST_HEADER = 200  # columns
_SAMPLE = 1 << 18  # bytes
_PIECE = 1 << 20
_CELL = 1_000_000  # characters
_LEGACY = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "shift_jis", "gb18030", "big5", "euc_kr", "mac_roman")
_ALMOST = 0.84  # how like a header must be to a known name


@dataclass(frozen=True)
class Table:
    """One file, and what was found out about it before its first row is read."""

    path: Path
    encoding: str
    delimiter: str
    columns: dict[str, int]  # field → column
    headers: tuple[str, ...]
    unknown: tuple[str, ...]
    order: DayOrder | None = None

    def notes(self) -> list[str]:
        """What a person should check, one sentence each."""
        pairs = ", ".join(f"“{self.headers[column]}” as {field}" for field, column in self.columns.items())
        notes = [f"{self.path.name}: {self.encoding}, columns {pairs}."]
        if self.unknown:
            notes.append(f"{self.path.name}: not known and not read: {', '.join(f'“{one}”' for one in self.unknown)}.")
        return notes

    def rows(self, advance: Advance = lambda size: None) -> Iterator[tuple[int, Cells | str]]:
        """Each row with the line on which it begins; a sentence instead of cells where it cannot be read."""
        with _open(self.path, self.encoding) as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            done, line = 0, 1
            rows = iter(reader)
            while True:
                try:
                    cells = next(rows)
                except StopIteration:
                    break
                except (csv.Error, UnicodeDecodeError) as fault:
                    raise Refused(f"{self.path.name} breaks off at line {reader.line_num}: {fault}.") from None
                here, line = line, reader.line_num + 1
                position = file.buffer.tell()
                advance(position - done)
                done = position
                if here > 1 and any(cell.strip() for cell in cells):
                    yield here, self._named(cells)

    def _named(self, cells: list[str]) -> Cells | str:
        if len(cells) > len(self.headers) and any(cell.strip() for cell in cells[len(self.headers) :]):
            return f"{len(cells)} cells stand under {len(self.headers)} headers"
        return {field: clean(cells[at]).strip() if at < len(cells) else "" for field, at in self.columns.items()}


def columns_option(chosen: list[str]) -> dict[str, str]:
    """`question=What is on your mind?` as given on the command line. Raises Refused."""
    pairs = dict(one.split("=", 1) for one in chosen if "=" in one)
    wrong = [one for one in chosen if one.split("=", 1)[0] not in FIELDS or "=" not in one]
    if wrong:
        raise Refused(f"--column {wrong[0]} is not FIELD=HEADER. Fields are {', '.join(FIELDS)}.")
    return pairs


def open_tables(
    paths: list[Path], *, encoding: str = "", columns: dict[str, str] | None = None, day_first: bool | None = None
) -> list[Table]:
    """Look into every file before any is read. Raises Refused where one is no table, or lacks what it must have."""
    tables = [_look(path, encoding, columns or {}) for path in paths]
    fields = {field for table in tables for field in table.columns}
    if "question" not in fields:
        raise Refused(_missing(tables, "question"))
    for table in tables:
        if not table.columns.keys() & {"question", "question_id"}:
            raise Refused(_missing([table], "question (or its id)"))
    if len(tables) > 1 and "answer" not in fields:
        raise Refused(_missing(tables[1:], "answer"))
    return [replace(table, order=_order(table, day_first)) for table in tables]


def _open(path: Path, encoding: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return path.open(encoding=encoding, newline="")


def _look(path: Path, encoding: str, chosen: dict[str, str]) -> Table:
    found = encoding or _encoding(path)
    csv.field_size_limit(_CELL)
    try:
        with _open(path, found) as file:
            start = "".join(islice(file, 40))
    except (UnicodeDecodeError, LookupError):
        raise Refused(
            f"{path.name} cannot be read as {found}. Say how its letters are coded: --encoding cp1252."
        ) from None
    delimiter = _delimiter(start)
    headers = next(csv.reader(start.splitlines(keepends=True), delimiter=delimiter), [])
    if "\x00" in start or start.lstrip().startswith(("<", "{", "PK", "%PDF")) or not any(headers):
        raise Refused(f"{path.name} is not a table saved as CSV.")
    headers = [one_line(header) for header in headers[:_LARGEST_HEADER]]
    columns = _match(path, headers, chosen)
    taken = set(columns.values())
    unknown = tuple(header for at, header in enumerate(headers) if header and at not in taken)
    return Table(
        path=path, encoding=found, delimiter=delimiter, columns=columns, headers=tuple(headers), unknown=unknown
    )


def _encoding(path: Path) -> str:
    """How a file's letters are coded: what its mark says, UTF-8 where all of it is, else the likeliest."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        decoder = getincrementaldecoder("utf-8")()
        while piece := file.read(_PIECE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as fault:
                begin = max(0, fault.start - _SAMPLE // 2)
                return _likeliest(piece[begin : begin + _SAMPLE])
        return "utf-8-sig" if start.startswith(BOM_UTF8) else "utf-8"


def _likeliest(sample: bytes) -> str:
    found = from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    western = found is None or (found.encoding in ("cp1250", "cp1254", "mac_roman") and _reads_as_western(sample))
    return "cp1252" if western or found is None else found.encoding


def _reads_as_western(sample: bytes) -> bool:
    """Whether all that is not ASCII is a letter, quotation mark or dash of Western Europe."""
    high = {byte for byte in sample if byte > 127}  # noqa: PLR2004  the end of ASCII
    marks = set("‘’“”–—…€£§°«»¿¡·•´½¼¾®©™ ".encode("cp1252"))
    return all(byte in marks or byte >= 0xC0 for byte in high)  # noqa: PLR2004  where its letters begin


def _delimiter(start: str) -> str:
    """The mark that stands most often between the headers, outside of quotation marks."""
    outside = re.sub(r"\"(?:[^\"]|\"\")*\"", "", start).split("\n", 1)[0]
    counts = Counter({mark: outside.count(mark) for mark in ",;\t|"})
    mark, number = counts.most_common(1)[0]
    return mark if number else ","


def _plain(header: str) -> str:
    return re.sub(r"[^\w]+", " ", header.casefold()).replace("_", " ").strip()


def _match(path: Path, headers: list[str], chosen: dict[str, str]) -> dict[str, int]:
    """The column of each field: as chosen, of a known name, of nearly one, or alone in holding the name."""
    plain = [_plain(header) for header in headers]
    columns: dict[str, int] = {}
    for field, header in chosen.items():
        if one_line(header) in headers:
            columns[field] = headers.index(one_line(header))
    for exact in (True, False):
        for field, names in FIELDS.items():
            if field not in columns and (at := _column(plain, names, set(columns.values()), exact=exact)) is not None:
                columns[field] = at
    for field in ("question", "answer"):
        holding = [at for at, header in enumerate(plain) if field in header.split() and at not in columns.values()]
        if field not in columns and len(holding) == 1:
            columns[field] = holding[0]
    return columns


def _column(plain: list[str], names: tuple[str, ...], taken: set[int], *, exact: bool) -> int | None:
    for name in names:
        if name in plain and plain.index(name) not in taken:
            return plain.index(name)
    if exact:
        return None
    free = [header for at, header in enumerate(plain) if at not in taken and len(header) > 3]  # noqa: PLR2004
    near = next((match[0] for name in names if (match := get_close_matches(name, free, n=1, cutoff=_ALMOST))), None)
    return plain.index(near) if near else None


def _missing(tables: list[Table], field: str) -> str:
    headers = "; ".join(f"{table.path.name}: {', '.join(table.headers)[:300]}" for table in tables)
    name = field.split(maxsplit=1)[0]
    return f"No column for the {field} was found ({headers}). Say which it is: --column {name}='HEADER'."


def _order(table: Table, day_first: bool | None) -> DayOrder | None:
    if day_first is not None:
        return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST
    fields = [field for field in ("asked_at", "answered_at") if field in table.columns]
    cells = (cells[field] for _, cells in table.rows() if isinstance(cells, dict) for field in fields)
    return order_of(cells) if fields else None
