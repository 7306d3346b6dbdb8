"""Circles and peer pairs of a round that was read from files, in words, as a table and as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.pairing.circles import circles
from bothways.pairing.explain import Explainer
from bothways.pairing.faults import BadInputError
from bothways.pairing.optimum import Told
from bothways.pairing.peers import peers
from bothways.pairing.rulebook import Book
from bothways.pairing.rules import UNIT
from bothways.pairing.summary import SHOWN, counted, in_words, listed


@dataclass(frozen=True, slots=True)
class Together:
    """Some who meet."""

    people: tuple[tuple[str, str], ...]
    """The role of each, and the id."""
    hour: str
    """When, in UTC where zones are known; empty for peers, who choose it themselves."""
    points: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Gathering:
    """Circles or peer pairs."""

    kind: str
    groups: tuple[Together, ...]
    left_out: tuple[str, ...]
    people: int
    points: float
    gap: float
    names: Mapping[str, str]

    def lines(self, *, pairs: bool) -> list[str]:
        """The summary for a coordinator."""
        made = counted(len(self.groups), self.kind)
        told = [f"{self.people - len(self.left_out):,} of {self.people:,} people are in {made}."]
        if self.left_out:
            told.append(f"Left out: {listed([self.names[who] for who in self.left_out], SHOWN)}.")
        told.append(f"Points: {self.points:,.1f} in all.")
        told.append(
            "Proved: no other choice is better (gap 0)."
            if self.gap == 0
            else f"Not proved best: another choice might have up to {self.gap:,.1f} points more."
        )
        if pairs:
            told += [self._line(group) for group in self.groups]
        return told

    def _line(self, group: Together) -> str:
        who = [self.names[one] for _, one in group.people]
        hour = f" at {group.hour}" if group.hour else ""
        return f"{who[0]} with {listed(who[1:], len(who))}{hour}, {group.points:,.1f}"

    def table(self, *, explain: bool) -> tuple[list[str], list[list[object]]]:
        """One row for each pair, or for each mentee of a circle."""
        first, second = ("person", "with") if self.kind == "pair" else ("mentee", "mentor")
        headings = [first, f"{first} name", second, f"{second} name"] + ["hour"] * (self.kind == "circle")
        headings += ["points"] + ["reasons"] * explain
        rows: list[list[object]] = []
        for group in self.groups:
            lead, *members = (who for _, who in group.people)
            for who in members:
                one, other = (lead, who) if self.kind == "pair" else (who, lead)
                row: list[object] = [one, self.names[one], other, self.names[other]]
                row += [group.hour] * (self.kind == "circle")
                rows.append([*row, round(group.points, 1), *([in_words(group.reasons)] * explain)])
        return headings, rows

    def data(self, *, explain: bool) -> dict[str, Any]:
        """Everything as plain data, for JSON."""
        return {
            f"{self.kind}s": [
                {"people": [{"role": role, "id": who, "name": self.names[who]} for role, who in group.people]}
                | {"hour": group.hour or None, "points": round(group.points, 3)}
                | ({"reasons": [{"text": t, "points": round(p, 3)} for t, p in group.reasons]} if explain else {})
                for group in self.groups
            ],
            "left_out": list(self.left_out),
            "points": round(self.points, 3),
            "proof": {"holds": self.gap == 0, "gap": self.gap},
        }


def gather_circles(book: Book, told: Told) -> Gathering:
    """Form the best circles.

    Raises:
        BadInputError: the rules do not say when people are free.

    """
    if not book.hours:
        raise BadInputError("For circles the rules need a criterion of kind 'hours': when each is free.")
    told("Finding the optimum", 0.0)
    found = circles(book.mentees, book.mentors, book.rules, hours=book.hours, smallest=book.smallest)
    explainer = Explainer(book.mentees, book.mentors, book.rules)
    groups = []
    for circle in found.circles:
        told_of = [explainer.explain(who, circle.mentor) for who in circle.mentees]
        points = sum(one.points for one in told_of)
        why = [(f"{book.names[one.mentee]}: {r.text}", r.points) for one in told_of for r in one.reasons if r.points]
        people = (("mentor", circle.mentor), *(("mentee", who) for who in circle.mentees))
        groups.append(Together(people, circle.hour, points, tuple(why)))
    wanting = int((book.mentees.room > 0).sum())
    return Gathering("circle", tuple(groups), found.left_out, wanting, found.points, found.gap, book.names)


def gather_peers(book: Book, told: Told) -> Gathering:
    """Pair the people of one pool."""
    told("Finding the optimum", 0.0)
    found = peers(book.mentees, book.rules)
    explainer = Explainer(book.mentees, book.mentors, book.rules)
    groups = []
    for one, other in found.pairs:
        both = [explainer.explain(*pair) for pair in ((one, other), (other, one))]
        points = sum(told_of.units for told_of in both) / UNIT
        why: Sequence[tuple[str, float]] = [(r.text, r.points) for told_of in both for r in told_of.reasons if r.points]
        groups.append(Together((("peer", one), ("peer", other)), "", points, tuple(dict.fromkeys(why))))
    wanting = int((book.mentees.room > 0).sum())
    return Gathering("pair", tuple(groups), found.alone, wanting, found.points, found.gap, book.names)
