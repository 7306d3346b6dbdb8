"""The two sheets of a round, read column by column: who the people are, and what is known of them.

Whatever cannot be read is noted with its file, row and column, and reading goes on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from bothways.pairing.cells import as_number, looks_like_a_date
from bothways.pairing.faults import BadInputError, Faults, folded, nearest, shown
from bothways.pairing.people import Column, Labels, People
from bothways.pairing.spreadsheets import Sheet
from bothways.pairing.writing import unsafe

SIDES = ("mentee", "mentor")
MANY = 5
"""Where more cells than this are bad, and none is good, the column is meant wrongly: that is one fault."""


class Tables:
    """Both sheets, with the columns that were read so far. For peers both sides are one."""

    def __init__(self, sheets: Mapping[str, Sheet], faults: Faults) -> None:
        self.sheets, self.faults = dict(sheets), faults
        self.one = self.sheets["mentee"] is self.sheets["mentor"]
        self.ids: dict[str, tuple[str, ...]] = {}
        self.room: dict[str, list[int]] = {}
        self.names: dict[str, str] = {}
        mine: dict[str, Column] = {}
        self.columns: dict[str, dict[str, Column]] = {"mentee": mine, "mentor": mine if self.one else {}}
        named: dict[tuple[tuple[str, ...], str], str] = {}
        self._columns = {"mentee": named, "mentor": named if self.one else {}}
        self._spelling: dict[str, str] = {}
        self._who: dict[str, str] = {}
        self._known: dict[str, dict[str, str]] = {}

    def people(self, side: str) -> People:
        """One side, with the columns that were read."""
        room = np.array(self.room[side], dtype=np.int64)
        return People(self.ids[side], room, MappingProxyType(self.columns[side]))

    def keep(self, side: str, only: Mapping[str, Sequence[str]], where: str) -> None:
        """Keep the rows that have one of these values in each of these columns."""
        for heading, values in only.items():
            sheet = self.sheets[side]
            if not values:
                raise BadInputError(f"{where}: which values under {shown(heading)} are meant? The list is empty.")
            meant = {folded(value) for value in values}
            cells = sheet.cells([heading], where)
            kept = [n for n, (_, cell) in enumerate(cells) if folded(cell) in meant or meant & _parts(cell)]
            if not kept:
                known = sorted({cell for _, cell in cells if cell})
                raise BadInputError(f"{where}: no row has {shown(values[0])} under {shown(heading)}. "
                                    f"{nearest(values[0], known)}")  # fmt: skip
            self.sheets[side] = sheet.kept(kept)

    def name_people(self, side: str, headings: Sequence[str], parts: Sequence[str], twice: str, where: str) -> None:
        """Read who is who; the same id in other capitals is the same person, on either side."""
        heading, columns = headings[0], [self.sheets[side].cells([one], where) for one in headings]
        cells = [(row[0][0], " ".join(cell for _, cell in row if cell)) for row in zip(*columns, strict=True)]
        places: dict[str, list[int]] = {}
        for number, (row, cell) in enumerate(cells):
            if not (who := unsafe(cell)):
                self._bad(side, row, heading, "is empty, so nobody can be named.")
                continue
            again = places.setdefault(folded(who), [])
            if again and twice == "refuse":
                self._bad(side, row, heading, f"{shown(who)} is in row {cells[again[0]][0]} too.")
            again.append(number)
        kept = sorted(numbers[-1 if twice == "last" else 0] for numbers in places.values())
        if sum(map(len, places.values())) > len(kept) and twice != "refuse":
            sheet = f"{self.sheets[side].name}, column {shown(heading)}"
            self.faults.notices.append(f"{sheet}: {len(kept)} of {len(cells)} rows are used, the {twice} of each.")
        self.sheets[side] = self.sheets[side].kept(kept)
        self.ids[side] = tuple(self._who.setdefault(folded(who), who) for who in (unsafe(cells[n][1]) for n in kept))
        columns = [self.sheets[side].cells([part], where) for part in parts or headings]
        for who, *cells in zip(self.ids[side], *columns, strict=True):
            called = " ".join(unsafe(" ".join(cell.split())) for _, cell in cells if cell)
            self.names.setdefault(who, called or who)

    def known(self, side: str) -> dict[str, str]:
        """Whom an id means, or a name that only one has (both folded)."""
        if side not in self._known:
            names: dict[str, list[str]] = {}
            for who in self.ids[side]:
                names.setdefault(folded(self.names[who]), []).append(who)
            alone = {name: found[0] for name, found in names.items() if len(found) == 1}
            self._known[side] = alone | {folded(who): who for who in self.ids[side]}
        return self._known[side]

    def read(self, side: str, headings: Sequence[str], where: str, read: Callable[[str], Any]) -> list[Any]:
        """Read every cell; the faults of all are noted, and None stands in their place."""
        values, bad, filled = [], [], 0
        for row, cell in self.sheets[side].cells(headings, where):
            filled += bool(cell)
            try:
                values.append(read(cell))
            except ValueError as error:
                bad.append((row, f"{shown(cell)} {str(error).removesuffix('.')}."))
                values.append(None)
        if len(bad) == filled > MANY:
            self._bad(
                side, bad[0][0], headings[0], f"{bad[0][1]} So it is in all {filled} rows: is it the right column?"
            )
        else:
            for row, text in bad:
                self._bad(side, row, headings[0], text)
        return values

    def column(self, side: str, headings: Sequence[str], kind: str, make: Callable[[], Column]) -> str:
        """Read a column once for each way of reading it, and give it a name: its heading, where that is free."""
        named = self._columns[side]
        key = (tuple(map(folded, headings)), kind)
        if key not in named:
            made = make()
            name, number = headings[0], 1
            while name in self.columns[side]:
                number += 1
                name = f"{headings[0]} ({number})"
            self.columns[side][name] = made
            named[key] = name
        return named[key]

    def person(self, word: str) -> str:
        """The id as it is spelled elsewhere, for ids of people who may be on neither side too."""
        return self._who.setdefault(folded(word), word)

    def numbers(self, side: str, headings: Sequence[str], where: str) -> list[float | None]:
        """Read numbers; what seems to have become a date is said."""
        dates = [(row, cell) for row, cell in self.sheets[side].cells(headings, where) if looks_like_a_date(cell)]
        if dates:
            row, cell = dates[0]
            more = f" and {len(dates) - 1} more" if len(dates) > 1 else ""
            self.faults.notices.append(
                f"{self.sheets[side].name}, row {row}{more}, column {shown(headings[0])}: {shown(cell)} looks like a "
                f"date that a spreadsheet made of a span; read as its middle, {as_number(cell):g}."
            )
        return self.read(side, headings, where, as_number)

    def labels(self, rows: Iterable[Iterable[str] | None]) -> Labels:
        """Words as labels, each spelled as it was first met."""
        return Labels.of([[self.spelled(word) for word in words or ()] for words in rows])

    def spelled(self, word: str) -> str:
        """The spelling in which this word was first met, whatever its case and spaces."""
        return self._spelling.setdefault(folded(word), word)

    def _bad(self, side: str, row: int, heading: str, text: str) -> None:
        self.faults.add(f"{self.sheets[side].name}, row {row}, column {shown(heading)}: {text}")


def _parts(cell: str) -> set[str]:
    return {folded(part) for part in cell.replace(";", ",").split(",")}
