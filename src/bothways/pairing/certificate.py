"""A proof that nobody can do better, checked over every pair that the rules allow, by code of its own.

From the prices alone follows a bound that no solution can pass (weak duality): what all mentees gain at the margin,
plus what all places cost, plus what single pairs are worth beyond both. If the solution found has that very value, it
is best. Nothing of the solver is used here: the scores of all pairs are added up anew, block by block, in plain numpy.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from bothways.pairing.arrays import Floats, Ints, Singles
from bothways.pairing.terms import Terms
from bothways.pairing.threads import over

Block: TypeAlias = Singles | Floats

FORBIDDEN = -(2**29)
"""A pair that scores less is forbidden."""
EXACT = 2**23
"""With prices below this, whole numbers are exact in single precision."""
CELLS = 2**19
"""Pairs looked at in one go, by each core."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found."""

    value: int
    """What the pairs made are worth, in units of score, with what it counts that somebody has nobody."""
    bound: int
    """What any pairs at all could be worth at most."""
    pairs: int
    """How many allowed pairs were looked at."""
    faults: tuple[str, ...]
    """What is wrong with the solution itself: forbidden pairs, too many places taken."""

    @property
    def gap(self) -> int:
        """How much better another solution might be: 0 proves this one best."""
        return self.bound - self.value

    @property
    def holds(self) -> bool:
        """Whether the solution is allowed and proved best."""
        return not self.faults and self.gap == 0


def certify(
    terms: Terms, made: tuple[Ints, Ints], profit: Ints, price: Ints, *, alone: Ints | int = 0, cells: int = CELLS
) -> Certificate:
    """Check these pairs (mentees, mentors) against these prices; `alone` is what it counts if a mentee has nobody."""
    rows, columns = np.flatnonzero(terms.wants > 0), np.flatnonzero(terms.places > 0)
    largest = max(int(np.abs(side).max(initial=0)) for side in (profit, price))
    kind: Any = np.float32 if largest < EXACT else np.float64
    mine, theirs = profit.astype(kind), price.astype(kind)[columns]
    partners = _partners(made, len(terms.wants))
    rest = _Rest(terms, columns, kind)

    def look(part: Ints) -> tuple[int, int, int, list[str]]:
        return _look(rest, part, mine[part], theirs, partners)

    step = max(1, cells // max(len(columns), 1))
    seen = value = bound = 0
    faults = _crowding(terms, made)
    for looked in over(look, (rows[begin : begin + step] for begin in range(0, len(rows), step))):
        seen, value, bound = seen + looked[0], value + looked[1], bound + looked[2]
        faults += looked[3]
    nobody = (terms.wants > 0) & (np.bincount(made[0], minlength=len(terms.wants)) == 0)
    value += int((alone * nobody).sum())
    wants, places = terms.wants, terms.places
    bound += int((wants * profit).sum()) + int((places * price).sum())
    bound += int(np.maximum(alone - profit, 0)[wants > 0].sum())
    bound += int((np.maximum(-profit, 0) * np.maximum(wants - 1, 0)).sum()) + int(
        (np.maximum(-price, 0) * places).sum()
    )
    return Certificate(value, bound, seen, tuple(faults))


def _partners(made: tuple[Ints, Ints], mentees: int) -> tuple[Ints, Ints]:
    order = np.argsort(made[0], kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(made[0], minlength=mentees))))
    return start, made[1][order]


def _look(
    rest: "_Rest", part: Ints, mine: Block, theirs: Block, partners: tuple[Ints, Ints]
) -> tuple[int, int, int, list[str]]:
    """How many pairs of a block are allowed, what those made are worth, what all are worth beyond the prices."""
    block = rest.block(part)
    allowed = block > FORBIDDEN
    start, whom = partners
    row = np.repeat(np.arange(len(part)), start[part + 1] - start[part])
    column = rest.spot[np.concatenate([whom[start[a] : start[a + 1]] for a in part.tolist()] or [whom[:0]])]
    fine = (column >= 0) & allowed[row, column]
    faults = [f"mentee {part[r]} has a mentor who is not allowed" for r in row[~fine].tolist()]
    value = int(block[row[fine], column[fine]].astype(np.int64).sum())
    block -= theirs
    block -= mine[:, None]
    beyond = block[(block > 0) & allowed]
    return int(np.count_nonzero(allowed)), value, int(beyond.astype(np.int64).sum()), faults


class _Rest:
    """The scores of any mentees with all these mentors, by adding the terms up plainly."""

    def __init__(self, terms: Terms, columns: Ints, kind: Any) -> None:
        self.terms, self.columns, self.kind = terms, columns, kind
        self.right = terms.right[columns].T.copy()
        self.shared = [overlap.mentor[columns].T.copy() for overlap in terms.overlaps]
        self.codes = [table.mentor[columns] for table in terms.tables]
        self.spot = np.full(len(terms.places), -1)
        self.spot[columns] = np.arange(len(columns))
        self.closed = terms.single.mentor_only[columns]

    def block(self, rows: Ints) -> Block:
        terms = self.terms
        total = terms.left[rows] @ self.right
        for table, codes in zip(terms.tables, self.codes, strict=True):
            total += np.take(table.points[table.mentee[rows]], codes, axis=1)
        for overlap, marks in zip(terms.overlaps, self.shared, strict=True):
            counts = (overlap.mentee[rows] @ marks).astype(np.int32)
            total += np.take(overlap.points, np.minimum(counts, len(overlap.points) - 1, out=counts))
        single = terms.single
        if self.closed.any() or single.mentee_only[rows].any() or (single.start[rows + 1] > single.start[rows]).any():
            for r, a in enumerate(rows.tolist()):
                self._single(total, r, a)
        block: Block = total.astype(self.kind, copy=False)
        return block

    def _single(self, total: Block, r: int, a: int) -> None:
        single, closed = self.terms.single, self.closed
        before = total[r].copy()
        total[r, closed] = 2 * FORBIDDEN
        if single.mentee_only[a]:
            total[r] = 2 * FORBIDDEN
        for e in range(int(single.start[a]), int(single.start[a + 1])):
            spot = self.spot[single.mentor[e]]
            if spot < 0:
                continue
            shut = (single.mentee_only[a] and not single.opens_mentee[e]) or (
                closed[spot] and not single.opens_mentor[e]
            )
            total[r, spot] = 2 * FORBIDDEN if shut else before[spot] + single.points[e]


def _crowding(terms: Terms, made: tuple[Ints, Ints]) -> list[str]:
    faults = []
    if len({*zip(*(side.tolist() for side in made), strict=True)}) != len(made[0]):
        faults.append("a pair is made twice")
    for name, side, room in (("mentee", made[0], terms.wants), ("mentor", made[1], terms.places)):
        over = np.flatnonzero(np.bincount(side, minlength=len(room)) > room)
        faults += [f"{name} {who} has more than there is room for" for who in over.tolist()]
    return faults
