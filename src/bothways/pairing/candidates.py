"""For each mentee the best mentors among all, exactly: forbidden pairs left out in groups, the rest scored in blocks.

Mentees to whom the hard rules leave the same mentors form a group; for each group only those mentors are looked at.
Scores of a block come from one matrix product and a few look-ups; the best of each row are kept in a small heap.
Among equals each mentee begins at another mentor, so that equals do not all crowd to the same few.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bothways.pairing.arrays import Floats, Ints, Singles
from bothways.pairing.compiled import SLOW_REASON, Loop
from bothways.pairing.rules import NEVER
from bothways.pairing.terms import Terms, possible
from bothways.pairing.threads import over

BLOCK = 2**20
"""Pairs in a block: small enough for the cache, large enough for the matrix product."""
STRIDE = 7919
"""How far apart neighbours begin among equals."""


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs, by mentee and then by mentor, with their scores."""

    mentee: Ints
    mentor: Ints
    score: Ints

    def joined(self, other: "Found", mentors: int) -> "Found":
        """The pairs of both, each once."""
        key = np.concatenate([self.mentee * mentors + self.mentor, other.mentee * mentors + other.mentor])
        kept = np.unique(key, return_index=True)[1]
        parts = zip((self.mentee, self.mentor, self.score), (other.mentee, other.mentor, other.score), strict=True)
        return Found(*(np.concatenate(both)[kept] for both in parts))


@Loop
def _look_up(block: Any, points: Any, row_code: Any, column_code: Any) -> None:
    for r in range(block.shape[0]):
        line = points[row_code[r]]
        for c in range(block.shape[1]):
            block[r, c] += line[column_code[c]]


@Loop
def _count(block: Any, counts: Any, points: Any) -> None:
    last = len(points) - 1
    for r in range(block.shape[0]):
        for c in range(block.shape[1]):
            block[r, c] += points[min(int(counts[r, c]), last)]


@Loop
def _pick(block: Any, price: Any, above: Any, begin: Any, never: float, best: Any, turn: Any, score: Any) -> None:
    """Keep the best of each row, less the price, above a bar; among equals those met first, by their turn.

    A heap, on top of which is the one to go next: the least, and among equals the last met.
    """
    rows, columns = block.shape
    size = best.shape[1]
    for r in range(rows):
        bar = above[r]
        used = 0
        for k in range(columns):
            c = begin[r] + k
            if c >= columns:
                c -= columns
            gain = block[r, c] - price[c]
            if gain > bar and block[r, c] > never:
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
                score[r, here] = block[r, c]
                if used == size:
                    bar = max(bar, best[r, 0])


def _pick_plainly(block: Singles, price: Floats, above: Floats, begin: Ints, which: Ints, score: Singles) -> None:
    """The same without compilation."""
    size, columns = which.shape[1], block.shape[1]
    turn = (np.arange(columns) + begin[:, None]) % columns
    gain = np.take_along_axis(np.where(possible(block), block - price, -np.inf), turn, axis=1)
    order = np.argsort(-gain, axis=1, kind="stable")[:, :size]
    kept = np.take_along_axis(turn, order, axis=1)
    good = np.take_along_axis(gain, order, axis=1) > above[:, None]
    which[:, : kept.shape[1]] = np.where(good, kept, -1)
    score[:, : kept.shape[1]] = np.take_along_axis(block, kept, axis=1)


def groups(terms: Terms) -> Iterator[tuple[Ints, Ints]]:
    """Mentees and the mentors whom the hard tables leave them; people without any room are left out."""
    rows, columns = np.flatnonzero(terms.wants > 0), np.flatnonzero(terms.places > 0)
    code = np.zeros(len(rows), dtype=np.int64)
    hard = []
    for table in terms.tables:
        allowed = possible(table.points)
        if allowed.all():
            continue
        masks, number = np.unique(allowed, axis=0, return_inverse=True)
        merged, again = np.unique(code * len(masks) + number.reshape(-1)[table.mentee[rows]], return_inverse=True)
        if len(merged) <= max(64, len(rows) // 64):
            code = again
            hard.append((table, allowed))
    order = np.argsort(code, kind="stable")
    ends = np.flatnonzero(np.diff(code[order], append=-1)) + 1
    for members in np.split(rows[order], ends[:-1]) if len(rows) else []:
        open_ = np.ones(len(columns), dtype=bool)
        for table, allowed in hard:
            open_ &= allowed[table.mentee[members[0]]][table.mentor[columns]]
        if open_.any():
            yield members, columns[open_]


def _scores(terms: Terms, rows: Ints, columns: Ints, right: Singles, shared: list[Singles]) -> Singles:
    if SLOW_REASON:
        return terms.scores(rows, columns)
    block = terms.left[rows] @ right.T
    for table in terms.tables:
        _look_up(block, table.points, table.mentee[rows], table.mentor[columns])
    for overlap, marks in zip(terms.overlaps, shared, strict=True):
        _count(block, overlap.mentee[rows] @ marks.T, overlap.points)
    terms.add_single(block, rows, columns)
    return block


def best(terms: Terms, size: int, price: Ints | None = None, above: Ints | None = None) -> Found:
    """For each mentee the `size` best mentors by score (less the price, if given, and better than `above`).

    Only pairs that the rules allow, of people with room. Exact over all pairs.
    """
    n, m = len(terms.wants), len(terms.places)
    cost = np.zeros(m) if price is None else price.astype(np.float64)
    bar = np.full(n, -np.inf) if above is None else above.astype(np.float64)
    size = min(size, m)
    which = np.full((n, size), -1, dtype=np.int64)
    score = np.zeros((n, size), dtype=np.float32)

    def work(part: tuple[Ints, Ints, Singles, list[Singles]]) -> None:
        rows, columns, right, shared = part
        block = _scores(terms, rows, columns, right, shared)
        begin = rows * STRIDE % len(columns)
        mine = np.full((len(rows), size), -1, dtype=np.int64)
        theirs = np.zeros((len(rows), size), dtype=np.float32)
        if SLOW_REASON:
            _pick_plainly(block, cost[columns], bar[rows], begin, mine, theirs)
        else:
            _pick(block, cost[columns], bar[rows], begin, NEVER / 2, np.zeros((len(rows), size)), mine, theirs)
            mine = np.where(mine >= 0, (mine + begin[:, None]) % len(columns), -1)
        which[rows] = np.where(mine >= 0, columns[mine], -1)
        score[rows] = theirs

    for _ in over(work, _blocks(terms)):
        pass
    mentee, slot = np.nonzero(which >= 0)
    mentor = which[mentee, slot]
    order = np.lexsort((mentor, mentee))
    return Found(mentee[order], mentor[order], score[mentee, slot][order].astype(np.int64))


def _blocks(terms: Terms) -> Iterator[tuple[Ints, Ints, Singles, list[Singles]]]:
    for members, columns in groups(terms):
        right = terms.right[columns]
        shared = [overlap.mentor[columns] for overlap in terms.overlaps]
        rows = max(1, BLOCK // len(columns))
        for k in range(0, len(members), rows):
            yield members[k : k + rows], columns, right, shared


def everything(terms: Terms) -> Found:
    """Every pair that the rules allow, of people with room."""
    parts = []
    for members, columns in groups(terms):
        step = max(1, BLOCK // len(columns))
        for k in range(0, len(members), step):
            rows = members[k : k + step]
            block = terms.scores(rows, columns)
            r, c = np.nonzero(possible(block))
            parts.append((rows[r], columns[c], block[r, c].astype(np.int64)))
    mentee, mentor, score = (np.concatenate([part[k] for part in parts] or [np.zeros(0, np.int64)]) for k in range(3))
    order = np.lexsort((mentor, mentee))
    return Found(mentee[order], mentor[order], score[order])
