"""For each mentee the best mentors among all, exactly: forbidden pairs left out in groups, the rest scored in blocks.

Mentees to whom the hard rules leave the same mentors form a group; for each group only those mentors are looked at.
Scores of a block come from one matrix product and a few look-ups; the best of each row are kept in a small heap.
Among equals each mentee begins at another mentor, so that equals do not all crowd to the same few; where, depends on
nothing but the two numbers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np

from bothways.pairing.arrays import Flags, Floats, Ints
from bothways.pairing.cluster import HERE, Spread
from bothways.pairing.compiled import SLOW_REASON
from bothways.pairing.picking import Crowd, Lens, glass, pick_plainly
from bothways.pairing.terms import Table, Terms, possible
from bothways.pairing.threads import over

STRIDE = 7919
"""How far apart neighbours begin among equals."""
TOGETHER = 64
"""So many mentees are looked at together, however many mentors there are: what is loaded for one serves the others."""
BLOCK = 2**18
"""Pairs in a block: small enough for the cache, large enough for the matrix product."""


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs, by mentee and then by mentor, with their scores."""

    mentee: Ints
    mentor: Ints
    score: Ints

    def keys(self, mentors: int) -> Ints:
        """One number for each pair, ascending; `mentors` is how many there are."""
        return self.mentee * mentors + self.mentor

    def beside(self, other: "Found", mentors: int) -> "Found":
        """The pairs of the other that are not here."""
        mine, theirs = self.keys(mentors), other.keys(mentors)
        spot = np.searchsorted(mine, theirs)
        new = np.append(mine, -1)[spot] != theirs
        return Found(other.mentee[new], other.mentor[new], other.score[new])

    def joined(self, other: "Found", mentors: int) -> "Found":
        """The pairs of both, each once."""
        new = self.beside(other, mentors)
        order = np.argsort(np.concatenate([self.keys(mentors), new.keys(mentors)]), kind="stable")
        parts = zip((self.mentee, self.mentor, self.score), (new.mentee, new.mentor, new.score), strict=True)
        return Found(*(np.concatenate(both)[order] for both in parts))


def crowds(terms: Terms, only: Ints | None = None, among: Ints | None = None) -> Iterator[Crowd]:
    """Mentees (these only) and the mentors (among these) whom the hard tables leave them; all with some room."""
    rows, columns = np.arange(len(terms.wants)), np.arange(len(terms.places))
    rows, columns = rows if only is None else only, columns if among is None else among
    rows, columns = rows[terms.wants[rows] > 0], columns[terms.places[columns] > 0]
    code = np.zeros(len(rows), dtype=np.int64)
    hard: list[tuple[Table, Flags]] = []
    for table in terms.tables:
        allowed = possible(table.points)
        if allowed.all():
            continue
        number = np.unique(np.packbits(allowed, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
        merged, again = np.unique(code * len(allowed) + number[table.mentee[rows]], return_inverse=True)
        if len(merged) <= max(64, len(rows) // 64):
            code = again
            hard.append((table, allowed))
    settled = [id(table) for table, allowed in hard if not table.points[allowed].any()]
    tables = tuple(table for table in terms.tables if id(table) not in settled)
    order = np.argsort(code, kind="stable")
    ends = np.flatnonzero(np.diff(code[order], append=-1)) + 1
    for members in np.split(rows[order], ends[:-1]) if len(rows) else []:
        open_ = np.ones(len(columns), dtype=bool)
        for table, allowed in hard:
            open_ &= allowed[table.mentee[members[0]]][table.mentor[columns]]
        if open_.any():
            yield Crowd(members, columns[open_], tables)


def best(
    terms: Terms,
    size: int,
    price: Ints | None = None,
    above: Ints | None = None,
    *,
    only: Ints | None = None,
    among: Ints | None = None,
    spread: Spread = HERE,
) -> Found:
    """For each mentee the `size` best mentors by score (less the price, if given, and better than `above`).

    Only pairs that the rules allow, of people with room; for these mentees `only`, and `among` these mentors, if given.
    Exact over all such pairs, wherever they are looked through.
    """
    n, m = len(terms.wants), len(terms.places)
    cost = np.zeros(m) if price is None else price.astype(np.float64)
    bar = np.full(n, -np.inf) if above is None else above.astype(np.float64)
    rows = np.arange(n) if only is None else only
    return _gathered(spread.each(_best, terms, rows, min(size, m), cost, bar, among))


def _best(terms: Terms, only: Ints, size: int, cost: Floats, bar: Floats, among: Ints | None) -> Found:
    mentors = len(terms.places)

    def work(part: tuple[Crowd, _Lens | None, Ints]) -> Found:
        crowd, lens, rows = part
        columns = crowd.mentors
        begin = np.searchsorted(columns, rows * STRIDE % mentors) % len(columns)
        if lens:
            which, score = lens.get().pick(rows, begin, cost, bar, size)
        else:
            which, score = pick_plainly(terms.scores(rows, columns), cost[columns], bar[rows], begin, size)
        row, slot = np.nonzero(which >= 0)
        mentor = columns[which[row, slot]]
        order = np.lexsort((mentor, row))
        return Found(rows[row[order]], mentor[order], score[row, slot][order].astype(np.int64))

    return _gathered(over(work, _blocks(terms, only, among)))


class _Lens:
    """The lens of one crowd, made by the thread that needs it first."""

    def __init__(self, terms: Terms, crowd: Crowd) -> None:
        self.terms, self.crowd, self.lock = terms, crowd, Lock()
        self.made: Lens | None = None

    def get(self) -> Lens:
        with self.lock:
            self.made = self.made or Lens(self.terms, self.crowd)
        return self.made


def _blocks(terms: Terms, only: Ints, among: Ints | None) -> Iterator[tuple[Crowd, _Lens | None, Ints]]:
    if not SLOW_REASON:
        glass(terms)
    for crowd in crowds(terms, only, among):
        lens = None if SLOW_REASON else _Lens(terms, crowd)
        rows = max(TOGETHER, BLOCK // len(crowd.mentors))
        for k in range(0, len(crowd.mentees), rows):
            yield crowd, lens, crowd.mentees[k : k + rows]


def _gathered(parts: Iterable[Found]) -> Found:
    """The pairs of all parts, by mentee; within each part they are in order."""
    lists = [*parts, Found(*(np.zeros(0, dtype=np.int64) for _ in range(3)))]
    mentee, mentor, score = (
        np.concatenate(column) for column in zip(*((one.mentee, one.mentor, one.score) for one in lists), strict=True)
    )
    order = np.argsort(mentee, kind="stable")
    return Found(mentee[order], mentor[order], score[order])


def everything(terms: Terms) -> Found:
    """Every pair that the rules allow, of people with room."""

    def work(part: tuple[Crowd, Ints]) -> Found:
        crowd, rows = part
        block = terms.scores(rows, crowd.mentors)
        row, column = np.nonzero(possible(block))
        return Found(rows[row], crowd.mentors[column], block[row, column].astype(np.int64))

    def parts() -> Iterator[tuple[Crowd, Ints]]:
        for crowd in crowds(terms):
            step = max(1, BLOCK // len(crowd.mentors))
            yield from ((crowd, crowd.mentees[k : k + step]) for k in range(0, len(crowd.mentees), step))

    return _gathered(over(work, parts()))
