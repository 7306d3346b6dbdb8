"""Rules and criteria as sums of four simple terms over numbers, so that whole blocks of pairs are scored at once.

The score of a pair is the sum of: an inner product of whole numbers (`left`, `right`); entries of small tables looked
up by a code of the mentee and one of the mentor; entries looked up by how many marks the two share; and amounts for
single pairs. A forbidden pair gets NEVER somewhere in the sum. Every partial sum is a whole number below 2**24, so
single-precision arithmetic is exact and its order, block size and thread count change nothing.
"""

from dataclasses import dataclass

import numpy as np

from bothways.pairing.arrays import Codes, Flags, Ints, Singles
from bothways.pairing.rules import NEVER, UNIT, Rules

EXACT = 2**24
"""Whole numbers below this add up exactly in single precision."""


@dataclass(frozen=True, slots=True)
class Table:
    """Points by a code of the mentee and a code of the mentor."""

    mentee: Codes
    mentor: Codes
    points: Singles


@dataclass(frozen=True, slots=True)
class Overlap:
    """Points by the number of marks that both bear: points[min(count, last)]."""

    mentee: Singles
    mentor: Singles
    points: Singles


@dataclass(frozen=True, slots=True)
class Single:
    """Amounts for single pairs, ordered by mentee and mentor; and who accepts nobody but those that are listed."""

    start: Ints
    mentor: Ints
    points: Ints
    opens_mentee: Flags
    opens_mentor: Flags
    mentee_only: Flags
    mentor_only: Flags


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Terms:
    """Everything that the score of every pair is made of, and the room of everybody."""

    wants: Ints
    places: Ints
    left: Singles
    right: Singles
    tables: tuple[Table, ...]
    overlaps: tuple[Overlap, ...]
    single: Single

    def scores(self, rows: Ints, columns: Ints) -> Singles:
        """Score every pair of these mentees and these mentors; forbidden pairs are far below zero."""
        block = self.left[rows] @ self.right[columns].T
        for table in self.tables:
            block += table.points[table.mentee[rows]][:, table.mentor[columns]]
        for overlap in self.overlaps:
            counts = (overlap.mentee[rows] @ overlap.mentor[columns].T).astype(np.int32)
            block += overlap.points[np.minimum(counts, len(overlap.points) - 1)]
        self.add_single(block, rows, columns)
        return block

    def add_single(self, block: Singles, rows: Ints, columns: Ints) -> None:
        """Add the amounts for single pairs to a block that holds all the other terms."""
        single = self.single
        size = single.start[rows + 1] - single.start[rows]
        closed_rows = np.flatnonzero(single.mentee_only[rows])
        closed_columns = np.flatnonzero(single.mentor_only[columns])
        if not size.any() and not len(closed_rows) and not len(closed_columns):
            return
        row = np.repeat(np.arange(len(rows)), size)
        within = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
        number = np.repeat(single.start[rows], size) + within
        place = np.full(len(self.places), -1)
        place[columns] = np.arange(len(columns))
        column = place[single.mentor[number]]
        row, column, number = row[column >= 0], column[column >= 0], number[column >= 0]
        plain = block[row, column]
        block[closed_rows] = NEVER
        block[:, closed_columns] = NEVER
        fits = ~single.mentee_only[rows[row]] | single.opens_mentee[number]
        fits &= ~single.mentor_only[columns[column]] | single.opens_mentor[number]
        block[row, column] = np.where(fits, plain + single.points[number], NEVER)


def possible(block: Singles) -> Flags:
    """Which pairs of a block are not forbidden."""
    return block > NEVER // 2


def pairs_of(terms: Terms, mentee: Ints, mentor: Ints) -> Ints:
    """Score these pairs one by one (mentee[i] with mentor[i]); forbidden ones are NEVER or below."""
    total = np.einsum("ij,ij->i", terms.left[mentee], terms.right[mentor])
    for table in terms.tables:
        total += table.points[table.mentee[mentee], table.mentor[mentor]]
    for overlap in terms.overlaps:
        counts = np.einsum("ij,ij->i", overlap.mentee[mentee], overlap.mentor[mentor]).astype(np.int64)
        total += overlap.points[np.minimum(counts, len(overlap.points) - 1)]
    single = terms.single
    key = single.mentor + np.repeat(np.arange(len(terms.wants)), np.diff(single.start)) * len(terms.places)
    wanted = mentee * len(terms.places) + mentor
    spot = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
    listed = key[spot] == wanted if len(key) else np.zeros(len(wanted), dtype=bool)
    result = total.astype(np.int64)
    if len(key):
        result[listed] += single.points[spot[listed]]
    opens_mentee = np.append(single.opens_mentee, False)[np.where(listed, spot, len(key))]
    opens_mentor = np.append(single.opens_mentor, False)[np.where(listed, spot, len(key))]
    closed = (single.mentee_only[mentee] & ~opens_mentee) | (single.mentor_only[mentor] & ~opens_mentor)
    return np.maximum(np.where(closed, NEVER, result), NEVER)


def base_points(rules: Rules) -> int:
    """The points of a pair for being made at all, in units of score."""
    return rules.base * UNIT
