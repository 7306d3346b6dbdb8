"""The best pairs of each row of a block: what could still be among them is looked at closely, the rest is passed over.

A block's scores begin as one matrix product. Small tables are part of it (a mentee's code as a row with a single 1);
what larger tables and shared marks add is looked up only for pairs that could be among the best with the most that
these can add.
"""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from bothways.pairing.arrays import Codes, Floats, Ints, Singles
from bothways.pairing.compiled import Loop
from bothways.pairing.rules import NEVER
from bothways.pairing.terms import Table, Terms, possible

SPARSE = 4
"""A product is added up entry by entry where so many times fewer entries are not zero than there are."""
TILE = 4096
"""Columns added up at a time: their rows stay in the cache."""
FOLDED = 64
"""A table with at most so many different rows in a group becomes part of the matrix product."""


@Loop
def _add_up(rows: Any, start: Any, which: Any, value: Any, whole: Any, right: Any, tile: int, block: Any) -> None:
    """Add rows of `right` to the rows of a block, times a value each, and some whole.

    Row a of the left side is made up of which[start[a]] to which[start[a + 1]], and of whole[0, a], whole[1, a], …
    """
    for begin in range(0, block.shape[1], tile):
        end = min(begin + tile, block.shape[1])
        for r in range(len(rows)):
            a = rows[r]
            line = block[r, begin:end]
            for z in range(start[a], start[a + 1]):
                part = right[which[z], begin:end]
                times = value[z]
                for c in range(len(line)):
                    line[c] += times * part[c]
            for f in range(whole.shape[0]):
                part = right[whole[f, a], begin:end]
                for c in range(len(line)):
                    line[c] += part[c]


class _Left:
    """The left side of a matrix product: added up from the few entries of each row, or multiplied where many."""

    def __init__(self, left: Singles, whole: Codes) -> None:
        self.left, self.whole = left, whole
        self.dense = np.count_nonzero(left) * SPARSE > left.size
        row, which = (np.zeros(0, dtype=np.int64),) * 2 if self.dense else np.nonzero(left)
        self.start = np.searchsorted(row, np.arange(len(left) + 1))
        self.which, self.value = which.astype(np.int32), left[row, which]

    def times(self, rows: Ints, right: Singles) -> Singles:
        """These rows of the product."""
        if self.dense:
            block: Singles = self.left[rows] @ right[: self.left.shape[1]]
        else:
            block = np.zeros((len(rows), right.shape[1]), dtype=np.float32)
        _add_up(rows, self.start, self.which, self.value, self.whole, right, TILE, block)
        return block


@Loop
def _pick(
    block: Any,
    price: Any,
    above: Any,
    begin: Any,
    most: Any,
    points: Any,
    row_entry: Any,
    column_entry: Any,
    counts: Any,
    share: Any,
    best: Any,
    turn: Any,
    score: Any,
) -> None:
    """Keep the best of each row, less the price, above a bar; among equals those met first, by their turn.

    `block` holds the sums of products. What tables and shared marks add is looked up only where, with the `most` that
    they could add in this row, a pair could still be among the best. Entry r of the first table stands in
    points[row_entry[0, r] + column_entry[0, c]]; counts[0] are the marks shared of the first kind, whose points begin
    at share[0]. `best` is a heap, on top of which is the one to go next: the least, and among equals the last met.
    """
    rows, columns = block.shape
    size = best.shape[1]
    further = 0.0
    for o in range(len(share) - 1):
        further += max(points[share[o] : share[o + 1]])
    for r in range(rows):
        bar = above[r]
        hope = most[r]
        used = 0
        for k in range(columns):
            c = begin[r] + k
            if c >= columns:
                c -= columns
            if block[r, c] + hope - price[c] <= bar:
                continue
            total = block[r, c]
            for t in range(row_entry.shape[0]):
                total += points[row_entry[t, r] + column_entry[t, c]]
            if total + further - price[c] <= bar:
                continue
            for o in range(len(share) - 1):
                total += points[min(share[o] + int(counts[o, r, c]), share[o + 1] - 1)]
            gain = total - price[c]
            if gain <= bar or total <= NEVER // 2:
                continue
            if used < size:
                here = used
                used += 1
                while here > 0 and best[r, (here - 1) // 2] >= gain:  # this one was met last of all
                    up = (here - 1) // 2
                    best[r, here] = best[r, up]
                    turn[r, here] = turn[r, up]
                    score[r, here] = score[r, up]
                    here = up
            else:
                here = 0
                while True:
                    down = 2 * here + 1
                    if down >= size:
                        break
                    if down + 1 < size and (
                        best[r, down + 1] < best[r, down]
                        or (best[r, down + 1] == best[r, down] and turn[r, down + 1] > turn[r, down])
                    ):
                        down += 1
                    if best[r, down] >= gain:
                        break
                    best[r, here] = best[r, down]
                    turn[r, here] = turn[r, down]
                    score[r, here] = score[r, down]
                    here = down
            best[r, here] = gain
            turn[r, here] = k
            score[r, here] = total
            if used == size:
                bar = max(bar, best[r, 0])


@dataclass(frozen=True, slots=True)
class Crowd:
    """Mentees to whom the hard rules leave the same mentors."""

    mentees: Ints
    mentors: Ints
    tables: tuple[Table, ...]
    """The tables that still tell these pairs apart."""


class Glass:
    """All terms in the form in which blocks are added up: one for all crowds."""

    def __init__(self, terms: Terms) -> None:
        self.folded = [one for one in terms.tables if len(one.points) <= FOLDED and (one.points > 0).any()]
        shape = len(self.folded), len(terms.wants)
        begin = np.cumsum([terms.right.shape[1], *(len(table.points) for table in self.folded)])[:-1]
        codes = [k + table.mentee for k, table in zip(begin, self.folded, strict=True)]
        self.left = _Left(terms.left, np.array(codes, dtype=np.int32).reshape(shape))
        parts = [terms.right.T, *(table.points[:, table.mentor] for table in self.folded)]
        self.right = np.ascontiguousarray(np.vstack(parts))
        none = np.zeros((0, len(terms.wants)), dtype=np.int32)
        self.marks = [(_Left(one.mentee, none), one.mentor.T.copy()) for one in terms.overlaps]


_GLASSES: WeakKeyDictionary[Terms, Glass] = WeakKeyDictionary()


def glass(terms: Terms) -> Glass:
    """The terms made ready, once."""
    if terms not in _GLASSES:
        _GLASSES[terms] = Glass(terms)
    return _GLASSES[terms]


class Lens:
    """One crowd as `_pick` reads it."""

    def __init__(self, terms: Terms, crowd: Crowd) -> None:
        self.terms, self.glass, self.crowd = terms, glass(terms), crowd
        columns = crowd.mentors
        self.right = np.take(self.glass.right, columns, axis=1)
        self.marks = [(left, np.take(right, columns, axis=1)) for left, right in self.glass.marks]
        self.tables = [table for table in crowd.tables if not any(table is one for one in self.glass.folded)]
        parts = [*(table.points.reshape(-1) for table in self.tables), *(one.points for one in terms.overlaps)]
        self.begin = np.cumsum([0, *(len(part) for part in parts)])
        self.points = np.concatenate([*parts, np.zeros(0, np.float32)])
        self.column_entry = np.array([table.mentor[columns] for table in self.tables], dtype=np.int32)
        self.column_entry = self.column_entry.reshape(len(self.tables), len(columns))
        self.shared_most = sum((float(one.points.max(initial=NEVER)) for one in terms.overlaps), 0.0)

    def pick(self, rows: Ints, begin: Ints, price: Floats, above: Floats, size: int) -> tuple[Ints, Singles]:
        """Where among the crowd's mentors the best of each of these mentees stand (-1: no more), and their scores.

        Among equals each looks at the mentors from where it begins.
        """
        columns = self.crowd.mentors
        block = self.glass.left.times(rows, self.right)
        self.terms.add_single(block, rows, columns)
        counts = np.array([left.times(rows, right) for left, right in self.marks], dtype=np.float32)
        row_entry = np.zeros((len(self.tables), len(rows)), dtype=np.int64)
        most = np.full(len(rows), self.shared_most)
        for t, table in enumerate(self.tables):
            row_entry[t] = self.begin[t] + table.mentee[rows].astype(np.int64) * table.points.shape[1]
            most += table.points.max(axis=1, initial=NEVER)[table.mentee[rows]]
        turn = np.full((len(rows), size), -1, dtype=np.int64)
        score = np.zeros((len(rows), size), dtype=np.float32)
        _pick(
            block, price[columns], above[rows], begin, most, self.points, row_entry, self.column_entry,
            counts.reshape(-1, *block.shape), self.begin[len(self.tables) :], np.zeros((len(rows), size)), turn, score,
        )  # fmt: skip
        return np.where(turn >= 0, (turn + begin[:, None]) % len(columns), -1), score


def pick_plainly(block: Singles, price: Floats, above: Floats, begin: Ints, size: int) -> tuple[Ints, Singles]:
    """The same without compilation, from blocks of scores."""
    columns = block.shape[1]
    turn = (np.arange(columns) + begin[:, None]) % columns
    gain = np.take_along_axis(np.where(possible(block), block - price, -np.inf), turn, axis=1)
    order = np.argsort(-gain, axis=1, kind="stable")[:, :size]
    kept = np.take_along_axis(turn, order, axis=1)
    good = np.take_along_axis(gain, order, axis=1) > above[:, None]
    return np.where(good, kept, -1), np.take_along_axis(block, kept, axis=1)
