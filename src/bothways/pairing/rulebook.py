"""The rules file (TOML): from two sheets to people and rules.

Every mistake is told with its file, row, column and reason, and unknown words with the nearest known.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.pairing.cells import as_hours, as_list, as_number, as_yes, as_zone
from bothways.pairing.people import Column, Labels, Numbers, People, Texts
from bothways.pairing.rules import (
    Alike,
    Choices,
    Couples,
    Criterion,
    Gap,
    Hours,
    LeftOut,
    Line,
    Pairing,
    Rule,
    Rules,
    Same,
    Shared,
    Strength,
    Zones,
)
from bothways.pairing.spreadsheets import BadInputError, Sheet, nearest, unsafe

SIDES = {"mentees": {"id", "name", "wants"}, "mentors": {"id", "name", "places"}}
BOTH = {"kind", "mentee", "mentor", "label"}
CRITERIA = {
    "shared": BOTH | {"strength", "split", "at_least", "path"},
    "gap": BOTH | {"strength", "ideal", "accept", "scale"},
    "hours": BOTH | {"strength", "split", "enough", "at_least", "mentee_zone", "mentor_zone"},
    "alike": BOTH | {"strength"},
    "choices": {"kind", "side", "ranked", "yes", "maybe", "no", "no_forbids", "strength", "split", "label"},
    "left-out": {"kind", "mentee", "strength", "label"},
}
RULES = {
    "same": BOTH | {"split"},
    "differ": BOTH | {"split"},
    "must": BOTH | {"mentee_values", "mentor_values", "split"},
    "must-not": BOTH | {"mentee_values", "mentor_values", "split"},
    "zones": BOTH | {"most"},
    "line": BOTH | {"split"},
}
TOP = {"mentees", "mentors", "criteria", "rules", "base", "inertia", "objective"}


@dataclass(frozen=True, slots=True)
class Book:
    """A round as read from files."""

    mentees: People
    mentors: People
    rules: Rules
    names: Mapping[str, str]
    """What to call people, by id."""
    objective: str | None


def read_book(path: Path, mentees: Sheet, mentors: Sheet) -> Book:
    """Read the rules and, by them, the sheets.

    Raises:
        BadInputError: something in one of the files cannot be used.

    """
    if not path.is_file():
        raise BadInputError(f"There is no file {str(path)!r}.")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path.name}: {error}.") from error
    return _Reader(path.name, data, mentees, mentors).book()


class _Reader:
    def __init__(self, name: str, data: dict[str, Any], mentees: Sheet, mentors: Sheet) -> None:
        self.name, self.data = name, data
        self.sheets = {"mentees": mentees, "mentors": mentors}
        self.columns: dict[str, dict[str, Column]] = {"mentees": {}, "mentors": {}}
        self.ids: dict[str, tuple[str, ...]] = {}
        self.names: dict[str, str] = {}

    def book(self) -> Book:
        self._known(self.data, TOP, self.name)
        rooms = {side: self._side(side) for side in SIDES}
        hard = tuple(self._rule(entry, where) for entry, where in self._entries("rules", RULES))
        soft = tuple(self._criterion(entry, where) for entry, where in self._entries("criteria", CRITERIA))
        people = {side: People.of(self.ids[side], rooms[side], **self.columns[side]) for side in SIDES}
        rules = Rules(
            hard=hard,
            soft=soft,
            base=self._whole(self.data, "base", Rules().base, self.name),
            inertia=self._whole(self.data, "inertia", Rules().inertia, self.name),
        )
        return Book(people["mentees"], people["mentors"], rules, self.names, self.data.get("objective"))

    def _known(self, entry: Mapping[str, Any], keys: set[str], where: str) -> None:
        for key in entry:
            if key not in keys:
                raise BadInputError(f"{where}: {key!r} is not known here. {nearest(key, sorted(keys))}")

    def _entries(self, name: str, kinds: Mapping[str, set[str]]) -> list[tuple[dict[str, Any], str]]:
        found = []
        for number, entry in enumerate(self.data.get(name, []), start=1):
            where = f"{self.name}, {name} {number}"
            kind = entry.get("kind", "")
            if kind not in kinds:
                raise BadInputError(f"{where}: kind {kind!r} is not known. {nearest(str(kind), kinds)}")
            self._known(entry, kinds[kind], where)
            found.append((entry, where))
        return found

    @staticmethod
    def _need(entry: Mapping[str, Any], key: str, where: str) -> Any:
        if key not in entry:
            raise BadInputError(f"{where}: {key!r} is missing.")
        return entry[key]

    @staticmethod
    def _whole(entry: Mapping[str, Any], key: str, otherwise: int, where: str) -> int:
        value = entry.get(key, otherwise)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BadInputError(f"{where}: {key!r} must be a whole number from 0 up, not {value!r}.")
        return value

    def _side(self, side: str) -> list[int]:
        """Read ids, names and room of one side; the room of each is given back."""
        sheet, where = self.sheets[side], f"{self.name}, {side}"
        entry = self._need(self.data, side, self.name)
        self._known(entry, SIDES[side], where)
        seen: dict[str, int] = {}
        heading = self._need(entry, "id", where)
        for row, cell in sheet.values(heading, where):
            who = unsafe(cell)
            if not who:
                raise BadInputError(f"{sheet.name}, row {row}, column {heading!r}: is empty, so nobody can be named.")
            if who in seen:
                raise BadInputError(f"{sheet.name}, row {row}, column {heading!r}: {who!r} is in row {seen[who]} too.")
            seen[who] = row
        self.ids[side] = tuple(seen)
        parts = entry.get("name", heading)
        columns = [sheet.values(one, where) for one in ([parts] if isinstance(parts, str) else parts)]
        for who, *cells in zip(seen, *columns, strict=True):
            self.names[who] = " ".join(cell for _, cell in cells if cell) or who
        key = "wants" if side == "mentees" else "places"
        room = entry.get(key, 1)
        if isinstance(room, str):
            return [int(number or 0) for number in self._read(side, room, where, _whole_number)]
        return [self._whole(entry, key, 1, where)] * len(seen)

    def _read(self, side: str, heading: str, where: str, read: Callable[[str], Any]) -> list[Any]:
        """Read every cell of a column."""
        sheet = self.sheets[side]
        values = []
        for row, cell in sheet.values(heading, where):
            try:
                values.append(read(cell))
            except ValueError as error:
                raise BadInputError(f"{sheet.name}, row {row}, column {heading!r}: {cell!r} {error}.") from error
        return values

    def _column(self, side: str, heading: str, kind: str, where: str, read: Callable[[str], Any]) -> str:
        """Read a column under a name of its own for this way of reading it."""
        name = heading if kind == "" else f"{heading} ({kind})"
        if name not in self.columns[side]:
            values = self._read(side, heading, where, read)
            made: Column
            if kind.startswith(("number", "zone")):
                made = Numbers.of(values)
            elif kind.startswith("text"):
                made = Texts(tuple(values))
            else:
                made = Labels.of(values)
            self.columns[side][name] = made
        return name

    def _pair(self, entry: Mapping[str, Any], where: str, kind: str, read: Callable[[str], Any]) -> tuple[str, str]:
        return (
            self._column("mentees", self._need(entry, "mentee", where), kind, where, read),
            self._column("mentors", self._need(entry, "mentor", where), kind, where, read),
        )

    def _lists(self, entry: Mapping[str, Any], where: str) -> tuple[str, str]:
        split = entry.get("split", ";,|\n")
        kind = "" if split == ";,|\n" else f"split by {split!r}"
        return self._pair(entry, where, kind, lambda cell: as_list(cell, split))

    def _rule(self, entry: Mapping[str, Any], where: str) -> Rule:
        label, kind = entry.get("label", ""), entry["kind"]
        if kind == "zones":
            most = self._need(entry, "most", where)
            return Zones(*self._pair(entry, where, "zone", as_zone), most=float(most), label=label)
        if kind == "line":
            columns = self._pair(entry, where, "ids", lambda cell: [unsafe(cell)] if cell else [])
            return Line(*columns, label=label)
        columns = self._lists(entry, where)
        if kind in {"same", "differ"}:
            return Same(*columns, differ=kind == "differ", label=label)
        meant = [
            frozenset(value for text in entry.get(key, []) for value in as_list(str(text), ""))
            for key in ("mentee_values", "mentor_values")
        ]
        for side, name, values in zip(SIDES, columns, meant, strict=True):
            known = getattr(self.columns[side][name], "names", ())
            for value in sorted(values):
                if value not in known:
                    raise BadInputError(f"{where}: nobody among the {side} has {value!r}. {nearest(value, known)}")
        return Pairing(*columns, meant[0], meant[1], allow=kind == "must", label=label)

    def _criterion(self, entry: Mapping[str, Any], where: str) -> Criterion:
        label, kind = entry.get("label", ""), entry["kind"]
        strength = self._strength(entry, where)
        match kind:
            case "shared":
                least = self._whole(entry, "at_least", 1, where)
                label = label or entry.get("mentee", "")
                return Shared(*self._lists(entry, where), strength, least, path=bool(entry.get("path")), label=label)
            case "gap":
                return self._gap(entry, where, strength, label)
            case "hours":
                return self._hours(entry, where, strength, label)
            case "alike":
                columns = self._pair(entry, where, "text", str)
                return Alike(*columns, strength=strength, label=label or self._need(entry, "mentee", where))
            case "choices":
                return self._choices(entry, where, strength)
            case _:
                heading = self._need(entry, "mentee", where)
                said = self._read("mentees", heading, where, as_yes)
                people = frozenset(who for who, yes in zip(self.ids["mentees"], said, strict=True) if yes)
                return LeftOut(people, strength, label)

    def _strength(self, entry: Mapping[str, Any], where: str) -> Strength:
        word = entry.get("strength", "medium")
        if word not in [*Strength]:
            raise BadInputError(f"{where}: strength {word!r} is not known. {nearest(str(word), [*Strength])}")
        return Strength(word)

    def _gap(self, entry: Mapping[str, Any], where: str, strength: Strength, label: str) -> Gap:
        scale = [" ".join(str(step).casefold().split()) for step in entry.get("scale", [])]

        def step(cell: str) -> float | None:
            word = " ".join(cell.casefold().split())
            if word and word not in scale:
                raise ValueError(f"is not on the scale. {nearest(word, scale)}")
            return float(scale.index(word)) if word else None

        kind = f"number on {scale}" if scale else "number"
        columns = self._pair(entry, where, kind, step if scale else as_number)
        ends = []
        for key in ("ideal", "accept"):
            value = self._need(entry, key, where)
            if not (isinstance(value, list) and len(value) == 2 and value[0] <= value[1]):
                raise BadInputError(f"{where}: {key!r} must be two numbers, the lower first, not {value!r}.")
            ends.append((float(value[0]), float(value[1])))
        if ends[0][0] < ends[1][0] or ends[0][1] > ends[1][1]:
            raise BadInputError(f"{where}: what is ideal must lie within what is accepted.")
        return Gap(*columns, ideal=ends[0], accept=ends[1], strength=strength, label=label or entry["mentor"])

    def _hours(self, entry: Mapping[str, Any], where: str, strength: Strength, label: str) -> Hours:
        columns = []
        for side, key in (("mentees", "mentee"), ("mentors", "mentor")):
            heading = self._need(entry, key, where)
            cells = self._read(side, heading, where, str)
            zone = entry.get(f"{key}_zone")
            ahead = self._read(side, zone, where, as_zone) if zone else [None] * len(cells)
            split = entry.get("split", ";,|\n")
            name = f"{heading} (hours)"
            self.columns[side][name] = Labels.of([as_hours(c, z, split) for c, z in zip(cells, ahead, strict=True)])
            columns.append(name)
        enough, least = (self._whole(entry, key, known, where) for key, known in (("enough", 3), ("at_least", 1)))
        return Hours(columns[0], columns[1], max(enough, 1), least, strength, label)

    def _choices(self, entry: Mapping[str, Any], where: str, strength: Strength) -> Choices:
        side = self._need(entry, "side", where)
        if side not in {"mentee", "mentor"}:
            raise BadInputError(f"{where}: side must be 'mentee' or 'mentor', not {side!r}.")
        mine, theirs = ("mentees", "mentors") if side == "mentee" else ("mentors", "mentees")
        known = {who.casefold(): who for who in self.ids[theirs]}
        for who in self.ids[theirs]:
            known.setdefault(self.names[who].casefold(), who)

        def people(cell: str) -> tuple[str, ...]:
            found = []
            for word in as_list(cell, entry.get("split", ";,|\n")):
                if word not in known:
                    raise ValueError(f"names {word!r}, who is not among the {theirs}. {nearest(word, known)}")
                found.append(known[word])
            return tuple(dict.fromkeys(found))

        def said(key: str) -> dict[str, tuple[str, ...]]:
            if key not in entry:
                return {}
            cells = self._read(mine, entry[key], where, people)
            return {who: named for who, named in zip(self.ids[mine], cells, strict=True) if named}

        parts = {key: said(key) for key in ("ranked", "yes", "maybe", "no")}
        forbids = bool(entry.get("no_forbids", False))
        return Choices(side, **parts, no_forbids=forbids, strength=strength, label=entry.get("label", ""))


def _whole_number(cell: str) -> int:
    number = as_number(cell) or 0.0
    if number < 0 or number != int(number):
        raise ValueError("is not a whole number from 0 up")
    return int(number)


def read_couples(sheet: Sheet) -> Couples:
    """Pairs from a sheet with the columns `mentee` and `mentor` (ids), such as a result of an earlier run."""
    pairs = [[(row, unsafe(cell)) for row, cell in sheet.values(side, sheet.name)] for side in ("mentee", "mentor")]
    for cells, side in zip(pairs, ("mentee", "mentor"), strict=True):
        for row, cell in cells:
            if not cell:
                raise BadInputError(f"{sheet.name}, row {row}, column {side!r}: is empty.")
    return frozenset((a, b) for (_, a), (_, b) in zip(*pairs, strict=True))
