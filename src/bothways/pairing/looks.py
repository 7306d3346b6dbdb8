"""What the columns of a sheet seem to hold, for rules that are drawn from them."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bothways.pairing.cells import NO, as_list, as_number, as_spans, as_yes, as_zone
from bothways.pairing.faults import folded
from bothways.pairing.spreadsheets import Sheet


@dataclass(slots=True)
class Column:
    """One column with what its cells look like."""

    heading: str
    cells: list[str]
    filled: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.filled = [cell for cell in self.cells if cell]

    def part(self, test: Callable[[str], object]) -> float:
        """The part of the filled cells of which something is true."""
        return sum(bool(test(cell)) for cell in self.filled) / len(self.filled) if self.filled else 0.0

    def called(self, pattern: str) -> bool:
        """Whether the heading has this pattern in it."""
        return re.search(pattern, folded(self.heading)) is not None

    @property
    def tells_apart(self) -> bool:
        """Whether every cell is filled, each with something else."""
        return len({folded(cell) for cell in self.cells}) == len(self.cells) == len(self.filled)

    @property
    def entries(self) -> set[str]:
        """All entries of all cells, folded."""
        return {folded(entry) for cell in self.filled for entry in as_list(cell)}


def columns_of(sheet: Sheet) -> list[Column]:
    """The columns of a sheet that have a heading; those with the same one are one."""
    found: dict[str, Column] = {}
    for number, heading in enumerate(sheet.headings):
        cells = [cells[number].strip() if number < len(cells) else "" for _, cells in sheet.rows]
        if heading and folded(heading) not in found:
            found[folded(heading)] = Column(heading, cells)
        elif heading:
            again = found[folded(heading)]
            found[folded(heading)] = Column(again.heading, [a or b for a, b in zip(again.cells, cells, strict=True)])
    return list(found.values())


def some(columns: list[Column], kept: Sequence[bool]) -> list[Column]:
    """The columns with some of their rows only."""
    return [Column(c.heading, [cell for cell, keep in zip(c.cells, kept, strict=True) if keep]) for c in columns]


def numbers(column: Column) -> float:
    """Which part of the filled cells are numbers."""

    def is_number(cell: str) -> bool:
        try:
            return as_number(cell) is not None
        except ValueError:
            return False

    return column.part(is_number)


def zones(column: Column) -> float:
    """Which part of the filled cells are time zones."""

    def is_zone(cell: str) -> bool:
        try:
            return as_zone(cell) is not None
        except ValueError:
            return False

    return column.part(is_zone)


def hours(column: Column) -> float:
    """Which part of the filled cells have hours of the week in them."""
    return column.part(lambda cell: any(not isinstance(span, str) for span in as_spans(cell)))


def is_text(column: Column) -> bool:
    """Whether people wrote sentences of their own: long cells whose parts are seldom those of another cell."""
    if column.part(lambda cell: len(cell.split()) >= 6) <= 0.5:
        return False
    met = Counter(entry for cell in column.filled for entry in {*map(folded, as_list(cell))})
    return sum(count for count in met.values() if count > 1) < sum(met.values()) / 2


def ticks(column: Column) -> float:
    """Which part of the filled cells say yes or no."""
    return column.part(lambda cell: as_yes(cell) or cell.casefold() in NO)


def like_headings(a: Column, b: Column) -> bool:
    """Whether two headings are the same, or have half of their words in common."""
    words = [{*re.findall(r"\w{4,}", folded(c.heading))} for c in (a, b)]
    return folded(a.heading) == folded(b.heading) or 2 * len(words[0] & words[1]) >= min(map(len, words)) > 0
