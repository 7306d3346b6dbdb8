"""The rules file (TOML): from two sheets to people and rules.

Every mistake is told with its file, row or line, column and reason, and unknown words with the nearest known; all of
them at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bothways.pairing.cells import as_number
from bothways.pairing.entries import CRITERIA, RULES, Entries, headings_of
from bothways.pairing.faults import BadInputError, Faults, folded, nearest, shown
from bothways.pairing.matching import Objective
from bothways.pairing.people import Labels, People
from bothways.pairing.rules import Couples, Hours, Rules
from bothways.pairing.spreadsheets import Sheet, read_sheet
from bothways.pairing.tables import SIDES, Tables
from bothways.pairing.tomlfile import Entry, TomlFile
from bothways.pairing.writing import unsafe

ROOM = {"mentee": "wants", "mentor": "places"}
SIDE_KEYS = {"id", "name", "sheet", "only", "repeated"}
TOP = {"mentees", "mentors", "people", "criteria", "rules", "base", "inertia", "objective", "circles"}


@dataclass(frozen=True, slots=True)
class Book:
    """A round as read from files."""

    mentees: People
    mentors: People
    rules: Rules
    names: Mapping[str, str]
    """What to call people, by id."""
    objective: str | None
    known: Mapping[str, Mapping[str, str]]
    """By side, whom an id or a name (folded) means."""
    hours: str = ""
    """The column of both sides by whose hours circles meet; empty where there is none."""
    smallest: int = 2
    notices: tuple[str, ...] = ()
    """What was understood in a way that the coordinator should know of."""


def read_book(rules: TomlFile, mentees: Path, mentors: Path) -> Book:
    """Read, by the rules, both files; the same file twice, or for peers, is one.

    Raises:
        BadInputError: something in one of the files cannot be used; all that is wrong is told.

    """
    return _Reader(rules, {"mentee": mentees, "mentor": mentors}).book()


class _Reader:
    def __init__(self, file: TomlFile, paths: Mapping[str, Path]) -> None:
        self.file, self.faults = file, Faults()
        self.top = file.top()
        self.top.only(TOP, self.faults)
        self.entries = {"rules": file.tables("rules"), "criteria": file.tables("criteria")}
        self.sides = self._sides()
        self.tables = Tables(self._sheets(paths), self.faults)

    def _sides(self) -> dict[str, Entry]:
        """The tables that describe the sides; for peers one stands for both."""
        if people := self.file.table("people"):
            people.only(SIDE_KEYS | {"wants"}, self.faults)
            return dict.fromkeys(SIDES, people)
        sides = {}
        for side in SIDES:
            entry = self.file.table(f"{side}s")
            if entry is None:
                raise BadInputError(f"{self.file.name}: the table [{side}s] is missing.")
            entry.only(SIDE_KEYS | {ROOM[side]}, self.faults)
            sides[side] = entry
        return sides

    def _sheets(self, paths: Mapping[str, Path]) -> dict[str, Sheet]:
        sheets: dict[str, Sheet] = {}
        for side, entry in self.sides.items():
            if side == "mentor" and entry is self.sides["mentee"]:
                sheets[side] = sheets["mentee"]
                continue
            with self.faults.kept():
                wanted = set().union(*(headings_of(one, side) for found in self.entries.values() for one in found))
                for key in ("id", "name", ROOM[side]):
                    value = entry.values.get(key)
                    wanted |= {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)}
                sheets[side] = read_sheet(paths[side], wanted=wanted, side=side, title=entry.text("sheet", ""))
        if len(sheets) < len(SIDES):
            self.faults.check()
        return sheets

    def book(self) -> Book:
        for side, entry in self.sides.items():
            if not (side == "mentor" and self.tables.one):
                with self.faults.kept():
                    self._side(side, entry)
        if self.tables.one and "mentee" in self.tables.room:
            self.tables.ids["mentor"], self.tables.room["mentor"] = (
                self.tables.ids["mentee"],
                self.tables.room["mentee"],
            )
        self._stop_if_nobody_is_known()
        entries = Entries(self.tables)
        hard, soft = [], []
        for entry in self.entries["rules"]:
            with self.faults.kept():
                hard.append(entries.rule(entry))
        for entry in self.entries["criteria"]:
            with self.faults.kept():
                soft.append(entries.criterion(entry))
        rules = Rules(hard=tuple(hard), soft=tuple(soft))
        with self.faults.kept():
            rules = replace(rules, base=self.top.whole("base", rules.base))
        with self.faults.kept():
            rules = replace(rules, inertia=self.top.whole("inertia", rules.inertia))
        objective = None
        with self.faults.kept():
            objective = self.top.one_of("objective", ["", *Objective], "") or None
        hours, smallest = self._circles(rules)
        self.faults.check()
        return Book(
            self.tables.people("mentee"),
            self.tables.people("mentor"),
            rules,
            self.tables.names,
            objective,
            {side: self.tables.known(side) for side in SIDES},
            hours,
            smallest,
            tuple(dict.fromkeys(self.faults.notices)),
        )

    def _stop_if_nobody_is_known(self) -> None:
        """Without ids no further column can be read; what else is wrong with the words of the file is told first."""
        if all(side in self.tables.room for side in SIDES):
            return
        for name, kinds in (("rules", RULES), ("criteria", CRITERIA)):
            for entry in self.entries[name]:
                with self.faults.kept():
                    entry.only(kinds[entry.one_of("kind", kinds, "")], self.faults)
        self.faults.check()

    def _side(self, side: str, entry: Entry) -> None:
        """Read who is on one side, and the room of each."""
        where = entry.at("id")
        only = entry.values.get("only", {})
        if not isinstance(only, dict):
            raise entry.bad("only", '\'only\' must be like { "Mentor or mentee?" = "Mentee" }.')
        meant = {heading: [*map(str, v)] if isinstance(v, list) else [str(v)] for heading, v in only.items()}
        self.tables.keep(side, meant, entry.at("only"))
        twice = entry.one_of("repeated", ("refuse", "first", "last"), "refuse")
        self.tables.name_people(side, entry.texts("id"), entry.texts("name", otherwise=()), twice, where)
        key = "wants" if self.tables.one else ROOM[side]
        if isinstance(entry.values.get(key, 1), int):
            self.tables.room[side] = [entry.whole(key, 1)] * len(self.tables.ids[side])
        else:
            self.tables.room[side] = self._room(side, entry.texts(key), entry.at(key))

    def _room(self, side: str, headings: tuple[str, ...], where: str) -> list[int]:
        """How many mentors each wants, or places each has: one, where somebody who came to be matched says nothing."""
        cells = self.tables.read(side, headings, where, _room)
        empty = sum(not cell for _, cell in self.tables.sheets[side].cells(headings, where))
        if empty:
            place = f"{self.tables.sheets[side].name}, column {shown(headings[0])}"
            cells_ = "1 cell is" if empty == 1 else f"{empty} cells are"
            self.faults.notices.append(f"{place}: {cells_} empty, and read as 1.")
        return [int(number or 0) for number in cells]

    def _circles(self, rules: Rules) -> tuple[str, int]:
        """By which hours circles meet: those of the criterion `hours`, which there must be once."""
        smallest = 2
        if entry := self.file.table("circles"):
            entry.only({"smallest"}, self.faults)
            with self.faults.kept():
                smallest = entry.whole("smallest", 2)
        found = [criterion for criterion in rules.soft if isinstance(criterion, Hours)]
        if not found:
            return "", smallest
        name = "the hours of circles"
        for side, column in zip(SIDES, (found[0].mentee, found[0].mentor), strict=True):
            labels = self.tables.columns[side].get(column)
            if isinstance(labels, Labels):
                self.tables.columns[side][name] = labels
        return name, smallest


def _room(cell: str) -> int:
    """How many; an empty cell is one, for somebody who came to be matched."""
    number = as_number(cell)
    if number is None:
        return 1
    if number < 0 or number != int(number):
        raise ValueError("is not a whole number from 0 up")
    return int(number)


def read_couples(path: Path, book: Book, *, strict: bool) -> Couples:
    """Pairs from a sheet with the column `mentee` and one or several columns `mentor`, by ids or names.

    A result of an earlier run is such a sheet. With `strict` everybody must be in this round; else strangers are
    left aside: pairs of earlier rounds may name people who have gone.

    Raises:
        BadInputError: something in it cannot be used; all that is wrong is told.

    """
    sheet = read_sheet(path, wanted=("mentee", "mentor"))
    faults, found = Faults(), set()
    columns = ["mentor"] if any(folded(heading) == "mentor" for heading in sheet.headings) else ["mentor ?"]
    mentees = sheet.cells(["mentee"], str(path))
    for number in _mentor_columns(sheet, path, columns[0]):
        heading = sheet.headings[number]
        for (row, mentee), (_, cells) in zip(mentees, sheet.rows, strict=True):
            mentor = cells[number].strip() if number < len(cells) else ""
            if not mentor and columns[0] != "mentor":
                continue
            ids = [_who(book, side, cell) for side, cell in zip(SIDES, (mentee, mentor), strict=True)]
            for side, cell, who, named in zip(SIDES, (mentee, mentor), ids, ("mentee", heading), strict=True):
                place = f"{sheet.name}, row {row}, column {shown(named)}"
                if not cell:
                    faults.add(f"{place}: is empty.")
                elif who is None and strict:
                    near = nearest(unsafe(cell), book.known[side])
                    faults.add(f"{place}: {shown(cell)} is no {side} of this round. {near}")
            if ids[0] is not None and ids[1] is not None:
                found.add((ids[0], ids[1]))
    faults.check()
    return frozenset(found)


def _mentor_columns(sheet: Sheet, path: Path, heading: str) -> list[int]:
    wide = [k for k, one in enumerate(sheet.headings) if folded(one).removeprefix("mentor ").isdecimal()]
    return wide if heading != "mentor" and wide else sheet.columns("mentor", str(path))[:1]


def _who(book: Book, side: str, cell: str) -> str | None:
    return book.known[side].get(folded(unsafe(cell)))
