"""The tables `[[rules]]` and `[[criteria]]` of a rules file, with the columns that they name."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from bothways.pairing.cells import NO as NO_WORDS
from bothways.pairing.cells import Span, as_list, as_slots, as_spans, as_yes, as_zone, step_of
from bothways.pairing.faults import BadInputError, folded, nearest, shown
from bothways.pairing.people import Column, Labels, Numbers, Texts
from bothways.pairing.rules import (
    Alike,
    Choices,
    Criterion,
    Gap,
    Hours,
    LeftOut,
    Line,
    Pairing,
    Rule,
    Same,
    Shared,
    Strength,
    Zones,
)
from bothways.pairing.spreadsheets import Sheet
from bothways.pairing.tables import SIDES, Tables
from bothways.pairing.tomlfile import Entry
from bothways.pairing.writing import unsafe

BOTH = {"kind", "mentee", "mentor", "both", "label"}
CHOICES = {"ranked", "yes", "maybe", "no"}
LISTS = {"split", "answers"}
CRITERIA = {
    "shared": BOTH | LISTS | {"strength", "at_least", "path"},
    "gap": BOTH | {"strength", "ideal", "accept", "scale"},
    "hours": BOTH | {"strength", "enough", "at_least", "mentee_zone", "mentor_zone"},
    "alike": BOTH | {"strength"},
    "choices": LISTS
    | {"kind", "side", "ranked", "yes", "maybe", "no", "no_forbids", "skip_unknown", "strength", "label"},
    "left-out": {"kind", "mentee", "strength", "label"},
}
RULES = {
    "same": BOTH | LISTS,
    "differ": BOTH | LISTS,
    "must": BOTH | LISTS | {"mentee_values", "mentor_values"},
    "must-not": BOTH | LISTS | {"mentee_values", "mentor_values"},
    "zones": BOTH | {"most"},
    "line": BOTH,
}
HEADING_KEYS = {"mentee", "mentor", "both", "mentee_zone", "mentor_zone"} | CHOICES
"""Keys that name columns."""


def headings_of(entry: Entry, side: str) -> set[str]:
    """The headings that an entry names for one side, to look for the table by them; faults are left for later."""
    found: set[str] = set()
    for key in entry.values:
        chooser = key in CHOICES and entry.values.get("side") == side
        if key in HEADING_KEYS and (key == "both" or key.startswith(side) or chooser):
            value = entry.values[key]
            found.update(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
    return found


class Entries:
    """Reads entries into rules and criteria, and the columns that they name into the tables."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def rule(self, entry: Entry) -> Rule:
        """Read one of `[[rules]]`.

        Raises:
            BadInputError: it cannot be used.

        """
        kind, label = entry.one_of("kind", RULES, ""), entry.text("label", "")
        entry.only(RULES[kind], self.tables.faults)
        match kind:
            case "zones":
                return Zones(*self._pair(entry, "zone", self._zones), most=entry.number("most"), label=label)
            case "line":
                return Line(*self._pair(entry, "ids", self._ids), label=label)
            case "same" | "differ":
                return Same(*self._lists(entry), differ=kind == "differ", label=label)
            case _:
                columns = self._lists(entry)
                mine, theirs = (self._values(entry, side, name) for side, name in zip(SIDES, columns, strict=True))
                return Pairing(*columns, mine, theirs, allow=kind == "must", label=label)

    def criterion(self, entry: Entry) -> Criterion:
        """Read one of `[[criteria]]`.

        Raises:
            BadInputError: it cannot be used.

        """
        kind, label = entry.one_of("kind", CRITERIA, ""), entry.text("label", "")
        entry.only(CRITERIA[kind], self.tables.faults)
        strength = Strength(entry.one_of("strength", [*Strength], "medium"))
        match kind:
            case "shared":
                least, columns = entry.whole("at_least", 1), self._lists(entry)
                label = label or min(columns, key=len).rstrip("?: ")  # of two questions the shorter one
                return Shared(*columns, strength, least, path=entry.yes("path"), label=label)
            case "gap":
                return self._gap(entry, strength, label)
            case "hours":
                return self._hours(entry, strength, label)
            case "alike":
                return Alike(*self._pair(entry, "text", self._texts), strength=strength, label=label)
            case "choices":
                return self._choices(entry, strength)
            case _:
                said = self.tables.read("mentee", entry.texts("mentee"), entry.at("mentee"), as_yes)
                ids = zip(self.tables.ids["mentee"], said, strict=True)
                return LeftOut(frozenset(who for who, yes in ids if yes), strength, label)

    def _headings(self, entry: Entry, side: str) -> tuple[tuple[str, ...], str]:
        if "both" in entry.values and side in entry.values:
            raise entry.bad("both", f"'both' stands for both sides, so {side!r} cannot be there too.")
        key = "both" if "both" in entry.values else side
        return entry.texts(key), entry.at(key)

    def _pair(self, entry: Entry, kind: str, make: Callable[[str, Sequence[str], str], Column]) -> tuple[str, str]:
        """Read both columns that an entry names, each kind of reading once; faults of both are told."""
        names = ["", ""]
        for number, side in enumerate(SIDES):
            with self.tables.faults.kept():
                headings, where = self._headings(entry, side)
                names[number] = self.tables.column(side, headings, kind, lambda: make(side, headings, where))  # noqa: B023
        if not all(names):
            raise BadInputError("")  # told already
        return names[0], names[1]

    def _lists(self, entry: Entry) -> tuple[str, str]:
        split = entry.text("split") if "split" in entry.values else None
        answers = entry.texts("answers", otherwise=())

        whole = tuple(sorted({*answers, *self._whole(entry)})) if split is None else answers

        def make(side: str, headings: Sequence[str], where: str) -> Column:
            read = self.tables.read(side, headings, where, lambda cell: as_list(cell, split, whole))
            return self.tables.labels(read)

        return self._pair(entry, f"list {split!r} {whole!r}", make)

    def _whole(self, entry: Entry) -> set[str]:
        """Answers with commas that a cell with semicolons shows whole: then they are whole in every cell."""
        found: set[str] = set()
        for side in SIDES:
            with suppress(BadInputError):  # it is told when the column is read
                cells = self.tables.sheets[side].cells(*self._headings(entry, side))
                listed = {cell for _, cell in cells if ";" in cell and "," in cell}
                found.update(answer for cell in listed for answer in as_list(cell) if "," in answer)
        return found

    def _zones(self, side: str, headings: Sequence[str], where: str) -> Column:
        return Numbers.of(self.tables.read(side, headings, where, as_zone))

    def _ids(self, side: str, headings: Sequence[str], where: str) -> Column:
        cells = self.tables.read(side, headings, where, unsafe)
        return Labels.of([[self.tables.person(cell)] if cell else [] for cell in cells])

    def _texts(self, side: str, headings: Sequence[str], where: str) -> Column:
        return Texts(tuple(cell for _, cell in self.tables.sheets[side].cells(headings, where)))

    def _values(self, entry: Entry, side: str, column: str) -> frozenset[str]:
        known = {folded(name): name for name in getattr(self.tables.columns[side][column], "names", ())}
        found = set()
        for value in entry.texts(f"{side}_values", otherwise=()):
            if folded(value) in known:
                found.add(known[folded(value)])
            else:
                text = f"nobody among the {side}s has {shown(value)}. {nearest(value, known.values())}"
                self.tables.faults.add(str(entry.bad(f"{side}_values", text)))
        return frozenset(found)

    def _gap(self, entry: Entry, strength: Strength, label: str) -> Gap:
        scale = [folded(step) for step in entry.texts("scale", otherwise=())]

        def step(cell: str) -> float | None:
            if cell and folded(cell) not in scale:
                raise ValueError(f"is not on the scale. {nearest(cell, entry.texts('scale'))}")
            return float(scale.index(folded(cell))) if cell else None

        def make(side: str, headings: Sequence[str], where: str) -> Column:
            if scale:
                return Numbers.of(self.tables.read(side, headings, where, step))
            return Numbers.of(self.tables.numbers(side, headings, where))

        columns = self._pair(entry, f"number on {scale}", make)
        ideal, accept = self._ends(entry, "ideal"), self._ends(entry, "accept")
        if ideal[0] < accept[0] or ideal[1] > accept[1]:
            raise entry.bad("ideal", "what is ideal must lie within what is accepted.")
        return Gap(*columns, ideal=ideal, accept=accept, strength=strength, label=label)

    @staticmethod
    def _ends(entry: Entry, key: str) -> tuple[float, float]:
        value = entry.need(key)
        fine = isinstance(value, list) and len(value) == 2 and all(type(end) in {int, float} for end in value)
        if not fine or value[0] > value[1]:
            raise entry.bad(key, f"{key!r} must be two numbers, the lower first, not {value!r}.")
        return float(value[0]), float(value[1])

    def _hours(self, entry: Entry, strength: Strength, label: str) -> Hours:
        enough, least = entry.whole("enough", 3), entry.whole("at_least", 1)
        spans: dict[str, list[list[Span]]] = {}
        zones: dict[str, list[float | None]] = {}
        for side in SIDES:
            with self.tables.faults.kept():
                headings, where = self._headings(entry, side)
                spans[side] = self._spans(side, headings, where)
                zone, size = f"{side}_zone", len(spans[side])
                named = entry.texts(zone, otherwise=())
                zones[side] = self.tables.read(side, named, entry.at(zone), as_zone) if named else [None] * size
        if len(zones) < 2:
            raise BadInputError("")  # told already
        every = [span for side in SIDES for person in spans[side] for span in person]
        step = step_of(every, [zone for side in SIDES for zone in zones[side]])
        alone = step_of([span for span in every if not isinstance(span, str) and span[1] is None], [])
        names = []
        for side in SIDES:
            slots = [as_slots(mine, zone, step, alone) for mine, zone in zip(spans[side], zones[side], strict=True)]
            headings, _ = self._headings(entry, side)
            kind = f"hours {step} {alone} {entry.values.get(f'{side}_zone')}"
            names.append(self.tables.column(side, headings, kind, lambda: self.tables.labels(slots)))  # noqa: B023
        per_hour = 60 // step
        words = label or ("hours" if per_hour == 1 else "half hours")
        return Hours(names[0], names[1], max(enough * per_hour, 1), least * per_hour, strength, words)

    def _spans(self, side: str, headings: Sequence[str], where: str) -> list[list[Span]]:
        """What each wrote; in a grid each column that says yes stands for its heading, a time for one on that day."""
        sheet: Sheet = self.tables.sheets[side]
        numbers = list(dict.fromkeys(number for heading in headings for number in sheet.columns(heading, where)))
        if len(numbers) == 1:
            return [as_spans(cell) for _, cell in sheet.cells(headings, where)]
        found: list[list[Span]] = [[] for _ in sheet.rows]
        for number in numbers:
            day = sheet.headings[number]
            for mine, (_, cells) in zip(found, sheet.rows, strict=True):
                cell = cells[number].strip() if number < len(cells) else ""
                if as_yes(cell):
                    mine.extend(as_spans(day))
                elif cell and cell.casefold() not in NO_WORDS:
                    mine.extend(span for part in as_list(cell) for span in as_spans(f"{day} {part}"))
        return found

    def _choices(self, entry: Entry, strength: Strength) -> Choices:
        side = entry.one_of("side", SIDES, "")
        other = SIDES[1 - SIDES.index(side)]
        parts = {key: self._chosen(entry, key, side, other) for key in ("ranked", "yes", "maybe", "no")}
        label = entry.text("label", "")
        return Choices(side, **parts, no_forbids=entry.yes("no_forbids"), strength=strength, label=label)

    def _chosen(self, entry: Entry, key: str, side: str, other: str) -> dict[str, tuple[str, ...]]:
        headings, split = entry.texts(key, otherwise=()), entry.text("split") if "split" in entry.values else None
        known, skip = self.tables.known(other), entry.yes("skip_unknown")
        where, answers = entry.at(key), entry.texts("answers", otherwise=())
        if not headings:
            return {}

        def people(cell: str) -> tuple[str, ...]:
            words = [cell] if folded(unsafe(cell)) in known else as_list(cell, split, answers)
            strange = [word for word in map(unsafe, words) if folded(word) not in known]
            if strange and not skip:
                who = shown(strange[0])
                raise ValueError(f"names {who}, who is not among the {other}s. {nearest(strange[0], known)}")
            skipped.extend(strange)
            return tuple(dict.fromkeys(known[key] for word in words if (key := folded(unsafe(word))) in known))

        skipped: list[str] = []
        cells: Any = self.tables.read(side, headings, where, people)
        if skipped:
            some = ", ".join(sorted({*skipped})[:10])
            self.tables.faults.notices.append(f"{where}: not among the {other}s, and left aside: {some}.")
        return {who: named for who, named in zip(self.tables.ids[side], cells, strict=True) if named}
