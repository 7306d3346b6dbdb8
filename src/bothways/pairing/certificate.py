"""A proof that nobody can do better, checked over every pair that the rules allow, by code of its own.

From the prices alone follows a bound that no solution can pass (weak duality): what all mentees gain at the margin,
plus what all places cost, plus what single pairs are worth beyond both. If the solution found has that very value, it
is best. Nothing of the solver is used here: the scores of all pairs are added up anew, block by block, in plain numpy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from bothways.pairing.arrays import Flags, Floats, Ints, Singles
from bothways.pairing.cluster import HERE, Spread
from bothways.pairing.terms import Table, Terms
from bothways.pairing.threads import over

Block: TypeAlias = Singles | Floats

FORBIDDEN = -(2**29)
"""A pair that scores less is forbidden."""
EXACT = 2**23
"""With prices below this, whole numbers are exact in single precision."""
CELLS = 2**18
"""Pairs looked at in one go, by each core."""
TOGETHER = 64
"""So many mentees are looked at together, however many mentors there are."""
FEW = 8
"""Shared marks are counted pair by pair where so many times fewer pairs matter than there are."""
CROWD = 32
"""Mentees are sorted by what the hard tables allow them while so many are alike, on average."""


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
    terms: Terms,
    made: tuple[Ints, Ints],
    profit: Ints,
    price: Ints,
    *,
    alone: Ints | int = 0,
    spread: Spread = HERE,
) -> Certificate:
    """Check these pairs (mentees, mentors) against these prices; `alone` is what it counts if a mentee has nobody."""
    largest = max(int(np.abs(side).max(initial=0)) for side in (profit[terms.wants > 0], price[terms.places > 0]))
    kind: Any = np.float32 if largest < EXACT else np.float64
    prices = profit.astype(kind), price.astype(kind)
    mates = _mates(made, len(terms.wants))
    met = np.zeros(len(made[0]), dtype=bool)
    wants, places = terms.wants, terms.places
    faults = _crowding(terms, made)
    rows = np.flatnonzero(wants > 0)
    seen, value, bound, numbers = _together(spread.each(_looked, terms, rows, prices, mates))
    met[numbers] = True
    faults += [f"mentee {who} has a mentor who is not allowed" for who in mates.mentee[~met].tolist()]
    nobody = (wants > 0) & (np.bincount(made[0], minlength=len(wants)) == 0)
    value += int((alone * nobody).sum())
    bound += int((wants * profit).sum()) + int((places * price).sum())
    bound += int(np.maximum(alone - profit, 0)[wants > 0].sum())
    bound += int((np.maximum(-profit, 0) * np.maximum(wants - 1, 0)).sum()) + int(
        (np.maximum(-price, 0) * places).sum()
    )
    return Certificate(value, bound, seen, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Mates:
    """The pairs made, by mentee."""

    start: Ints
    mentee: Ints
    mentor: Ints

    def numbers(self, rows: Ints) -> tuple[Ints, Ints]:
        """The pairs of these mentees: which of the rows, and the number of the pair."""
        size = self.start[rows + 1] - self.start[rows]
        row = np.repeat(np.arange(len(rows)), size)
        return row, np.arange(len(row)) + (self.start[rows] - np.cumsum(size) + size)[row]


def _mates(made: tuple[Ints, Ints], mentees: int) -> _Mates:
    order = np.argsort(made[0], kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(made[0], minlength=mentees))))
    return _Mates(start, made[0][order], made[1][order])


def _looked(terms: Terms, rows: Ints, prices: tuple[Block, Block], mates: _Mates) -> "Looked":
    """What these mentees' pairs add to the proof."""
    parts = _parts(terms, rows, prices[0].dtype)
    return _together(over(lambda part: part[0].looked_at(part[1], prices, mates), parts))


def _together(parts: Iterable["Looked"]) -> "Looked":
    seen = value = beyond = 0
    met = [np.zeros(0, dtype=np.int64)]
    for part in parts:
        seen, value, beyond = seen + part[0], value + part[1], beyond + part[2]
        met.append(part[3])
    return seen, value, beyond, np.concatenate(met)


def _parts(terms: Terms, rows: Ints, kind: Any) -> Iterator[tuple["_Rest", Ints]]:
    """All pairs that could be allowed, in blocks: some mentees, and the mentors whom the hard tables leave them all."""
    columns = np.flatnonzero(terms.places > 0)
    kinds = np.zeros(len(rows), dtype=np.int64)
    sorting: list[tuple[Table, Flags]] = []
    for table in terms.tables:
        allowed = table.points > FORBIDDEN
        if not allowed.all():
            alike = np.unique(np.packbits(allowed, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
            split = np.unique(kinds * (alike.max() + 1) + alike[table.mentee[rows]], return_inverse=True)[1]
            if split.max(initial=0) * CROWD < len(rows):
                kinds = split.reshape(-1)
                sorting.append((table, allowed))
    done = {id(table) for table, allowed in sorting if not table.points[allowed].any()}
    tables = [table for table in terms.tables if id(table) not in done]
    order = np.argsort(kinds, kind="stable")
    for part in np.split(rows[order], np.flatnonzero(np.diff(kinds[order])) + 1):
        if len(part):
            fits = [allowed[table.mentee[part[0]], table.mentor[columns]] for table, allowed in sorting]
            rest = _Rest(terms, columns[np.all(fits, axis=0)] if fits else columns, kind, tables)
            step = max(TOGETHER, CELLS // max(len(rest.columns), 1))
            yield from ((rest, part[begin : begin + step]) for begin in range(0, len(part), step))


Looked: TypeAlias = tuple[int, int, int, Ints]
"""Of a block: allowed pairs; what those made are worth; what all are worth beyond the prices; those made, by number."""


class _Rest:
    """The scores of any mentees with all these mentors, by adding the terms up plainly."""

    def __init__(self, terms: Terms, columns: Ints, kind: Any, tables: list[Table]) -> None:
        self.terms, self.columns, self.kind, self.tables = terms, columns, kind, tables
        self.right = terms.right[columns].T.copy()
        self.shared = [overlap.mentor[columns].T.copy() for overlap in terms.overlaps]
        self.codes = [table.mentor[columns] for table in tables]
        self.spot = np.full(len(terms.places), -1)
        self.spot[columns] = np.arange(len(columns))
        self.closed = terms.single.mentor_only[columns]
        self.shared_most = sum(float(overlap.points.max(initial=FORBIDDEN)) for overlap in terms.overlaps)
        self.most = [table.points.max(axis=1, initial=FORBIDDEN) for table in tables]

    def looked_at(self, rows: Ints, prices: tuple[Block, Block], mates: _Mates) -> Looked:
        """What these mentees' pairs add to the proof."""
        single = self.terms.single
        alone = (single.start[rows + 1] > single.start[rows]) | single.mentee_only[rows] | self.closed.any()
        parts = [self._fully(rows[alone], prices, mates), self._where_needed(rows[~alone], prices, mates)]
        return _together(parts)

    def _fully(self, rows: Ints, prices: tuple[Block, Block], mates: _Mates) -> Looked:
        """Add up every pair: some have amounts of their own."""
        block = self.block(rows)
        allowed = block > FORBIDDEN
        row, number = mates.numbers(rows)
        column = self.spot[mates.mentor[number]]
        met = column >= 0
        met[met] = allowed[row[met], column[met]]
        value = int(block[row[met], column[met]].astype(np.int64).sum())
        block -= prices[1][self.columns]
        block -= prices[0][rows, None]
        beyond = block[(block > 0) & allowed]
        return int(np.count_nonzero(allowed)), value, int(beyond.astype(np.int64).sum()), number[met]

    def _where_needed(self, rows: Ints, prices: tuple[Block, Block], mates: _Mates) -> Looked:
        """Add up the pairs made, and those that could be worth more than their prices if all else were at its most."""
        profit, price = prices[0][rows], prices[1][self.columns]
        sums: Block = (self.terms.left[rows] @ self.right).astype(self.kind, copy=False)
        row, number = mates.numbers(rows)
        column = self.spot[mates.mentor[number]]
        row, number, column = row[column >= 0], number[column >= 0], column[column >= 0]
        worth = self._marked(self._looked_up(sums[row, column], rows, row, column), rows, row, column)
        met = worth > FORBIDDEN
        sums -= price
        most = sum(
            (top[table.mentee[rows]] for top, table in zip(self.most, self.tables, strict=True)), self.shared_most
        )
        row, column = np.divmod(np.flatnonzero(sums > (profit - most)[:, None]), len(self.columns))
        found = self._looked_up(sums[row, column], rows, row, column)
        near = np.flatnonzero(found + self.shared_most > profit[row])
        row, column = row[near], column[near]
        found = self._marked(found[near], rows, row, column)
        above = found[found + price[column] > FORBIDDEN] - profit[row[found + price[column] > FORBIDDEN]]
        beyond = int(above[above > 0].astype(np.int64).sum())
        return self._allowed(rows), int(worth[met].astype(np.int64).sum()), beyond, number[met]

    def _looked_up(self, sums: Block, rows: Ints, row: Ints, column: Ints) -> Block:
        """Add what tables give to the sums of single pairs."""
        for table, codes in zip(self.tables, self.codes, strict=True):
            entry = table.mentee[rows].astype(np.int64)[row] * table.points.shape[1] + codes[column]
            sums += table.points.reshape(-1)[entry]
        return sums

    def _marked(self, sums: Block, rows: Ints, row: Ints, column: Ints) -> Block:
        """Add what shared marks give to the sums of single pairs."""
        for overlap, marks in zip(self.terms.overlaps, self.shared, strict=True):
            if len(row) * FEW > len(rows) * len(self.columns):
                counts = (overlap.mentee[rows] @ marks)[row, column]
            else:
                counts = np.einsum("ij,ij->i", overlap.mentee[rows[row]], overlap.mentor[self.columns[column]])
            sums += overlap.points[np.minimum(counts.astype(np.int64), len(overlap.points) - 1)]
        return sums

    def _allowed(self, rows: Ints) -> int:
        """How many pairs of mentees without single amounts the rules allow."""
        allowed = np.ones((len(rows), len(self.columns)), dtype=bool)
        for table, codes in zip(self.tables, self.codes, strict=True):
            if table.points.min(initial=0) <= FORBIDDEN:
                allowed &= np.take((table.points > FORBIDDEN)[table.mentee[rows]], codes, axis=1)
        for overlap, marks in zip(self.terms.overlaps, self.shared, strict=True):
            if overlap.points.min() <= FORBIDDEN:
                counts = (overlap.mentee[rows] @ marks).astype(np.int64)
                allowed &= (overlap.points > FORBIDDEN)[np.minimum(counts, len(overlap.points) - 1)]
        return int(np.count_nonzero(allowed))

    def block(self, rows: Ints) -> Block:
        terms = self.terms
        total = terms.left[rows] @ self.right
        for table, codes in zip(self.tables, self.codes, strict=True):
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
        begin, end = int(single.start[a]), int(single.start[a + 1])
        if begin == end and not single.mentee_only[a] and not closed.any():
            return
        before = total[r].copy()
        total[r, closed] = 2 * FORBIDDEN
        if single.mentee_only[a]:
            total[r] = 2 * FORBIDDEN
        for e in range(begin, end):
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
