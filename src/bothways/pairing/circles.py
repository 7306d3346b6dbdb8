"""Circles: one mentor with several mentees, at an hour of the week at which all of them are free.

Which hour a mentor takes decides whom the circle can have, so this is harder than pairs: it is solved as a whole-number
programme, exact for programmes of the size that hold circles, with the gap told where the search was stopped.
"""

from dataclasses import dataclass

import numpy as np

from bothways.pairing import programme
from bothways.pairing.candidates import everything
from bothways.pairing.compiling import common, compile_terms
from bothways.pairing.people import Labels, People
from bothways.pairing.rules import UNIT, Rules


@dataclass(frozen=True, slots=True)
class Circle:
    """A mentor, the hour, and the mentees."""

    mentor: str
    hour: str
    mentees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Circles:
    """All circles of a round."""

    circles: tuple[Circle, ...]
    left_out: tuple[str, ...]
    points: float
    gap: float
    """Points by which another solution might be better; 0 where this one is proved best."""


def circles(mentees: People, mentors: People, rules: Rules, *, hours: str, smallest: int = 2) -> Circles:
    """Form the best circles: at most one for each mentor, of `smallest` mentees up to the mentor's places.

    Args:
        mentees: each wants to be in at most one circle.
        mentors: their room is the most mentees of their circle.
        rules: as for pairs.
        hours: the name of the column of both sides that lists free hours.
        smallest: smaller circles are not formed.

    """
    mentees, mentors = mentees.sorted(), mentors.sorted()
    terms = compile_terms(mentees, mentors, rules)
    mine, theirs = mentees.columns[hours], mentors.columns[hours]
    assert isinstance(mine, Labels)
    assert isinstance(theirs, Labels)
    mine, theirs = common(mine, theirs)
    free_a, free_b = _by_person(mine), _by_person(theirs)
    slots = [(j, hour) for j in range(len(mentors)) for hour in sorted(free_b[j])]
    number = {slot: k for k, slot in enumerate(slots)}
    found = everything(terms)
    seats = [
        (i, number[j, hour], score)
        for i, j, score in zip(found.mentee.tolist(), found.mentor.tolist(), found.score.tolist(), strict=True)
        for hour in sorted(free_a[i] & free_b[j])
    ]
    chosen, gap = _choose(seats, slots, mentors, smallest)
    members: dict[int, list[int]] = {}
    for seat in chosen:
        members.setdefault(seats[seat][1], []).append(seats[seat][0])
    made = tuple(
        Circle(mentors.ids[slots[k][0]], theirs.names[slots[k][1]], tuple(mentees.ids[i] for i in sorted(who)))
        for k, who in sorted(members.items())
    )
    inside = {who for circle in made for who in circle.mentees}
    wanting = zip(mentees.ids, mentees.room.tolist(), strict=True)
    points = sum(seats[seat][2] for seat in chosen) / UNIT
    return Circles(made, tuple(who for who, room in wanting if room and who not in inside), points, gap / UNIT)


def _by_person(labels: Labels) -> list[set[int]]:
    return [set(labels.code[a:b].tolist()) for a, b in zip(labels.start[:-1], labels.start[1:], strict=True)]


def _choose(
    seats: list[tuple[int, int, int]], slots: list[tuple[int, int]], mentors: People, smallest: int
) -> tuple[list[int], int]:
    """Choose seats: columns are seats, then slots; rows: one seat each, one hour each, sizes, seats need slots."""
    count = len(seats)
    rows: list[tuple[int, int, float]] = []
    low: list[float] = []
    high: list[float] = []

    def limit(entries: list[tuple[int, float]], least: float, most: float) -> None:
        rows.extend((len(low), column, factor) for column, factor in entries)
        low.append(least)
        high.append(most)

    by_mentee: dict[int, list[int]] = {}
    by_slot: dict[int, list[int]] = {}
    by_mentor: dict[int, list[int]] = {}
    for seat, (i, k, _) in enumerate(seats):
        by_mentee.setdefault(i, []).append(seat)
        by_slot.setdefault(k, []).append(seat)
        limit([(seat, 1.0), (count + k, -1.0)], -np.inf, 0)
    for mine in by_mentee.values():
        limit([(seat, 1.0) for seat in mine], 0, 1)
    for k, (j, _) in enumerate(slots):
        by_mentor.setdefault(j, []).append(k)
        inside = [(seat, 1.0) for seat in by_slot.get(k, [])]
        limit([*inside, (count + k, -float(mentors.room[j]))], -np.inf, 0)
        limit([*inside, (count + k, -float(smallest))], 0, np.inf)
    for hours in by_mentor.values():
        limit([(count + k, 1.0) for k in hours], 0, 1)
    worth = np.array([score for _, _, score in seats] + [0] * len(slots), dtype=np.int64)
    entries = np.array(rows, dtype=np.float64).reshape(-1, 3)
    where = entries[:, :2].astype(np.int64)
    found = programme.solve(worth, where[:, 0], where[:, 1], entries[:, 2], np.array(low), np.array(high))
    return [seat for seat in found.chosen.tolist() if seat < count], found.gap
