"""What the solvers solve: mentees, mentors, and the pairs between them, as integers in flat arrays."""

from dataclasses import dataclass

import numpy as np

from bothways.pairing.arrays import Ints, Whole


@dataclass(frozen=True, slots=True)
class Network:
    """A b-matching problem over listed pairs, in which each pair may be made at most once.

    Maximise the scores of the pairs made, plus for every mentee: `alone` if nobody is found, `fewer` for each further
    mentor that is missing; plus for every mentor: `idle` for each place that stays free. `fewer` is never below
    `alone`. For the plain best total all three are zero.
    """

    wants: Ints
    """How many mentors each mentee wants."""
    places: Ints
    """How many mentees each mentor has room for."""
    start: Ints
    """The pairs of mentee i are numbers start[i] to start[i + 1] (not included)."""
    mentor: Whole
    """The mentor of each pair, ascending within a mentee."""
    score: Whole
    """The score of each pair."""
    alone: Ints
    fewer: Ints
    idle: Ints

    @property
    def mentee(self) -> Ints:
        """The mentee of each pair."""
        return np.repeat(np.arange(len(self.wants)), np.diff(self.start))

    def whose(self, pairs: Ints) -> Ints:
        """The mentees of these pairs."""
        return np.searchsorted(self.start, pairs, side="right") - 1


@dataclass(frozen=True, slots=True)
class Solution:
    """Pairs made, and integer prices that prove them best among all pairs of the network."""

    made: Ints
    """Numbers of the pairs that are made, ascending."""
    profit: Ints
    """What each mentee gains at the margin (the price of one more want)."""
    price: Ints
    """What a place with each mentor costs."""
    bids: int
    """How much work it was, for the curious."""


def plain(wants: Ints, places: Ints, mentee: Ints, mentor: Ints, score: Ints, *, alone: Ints | int = 0) -> Network:
    """Make a network from pairs in any order; `alone` is what it counts when a mentee has nobody."""
    n = len(wants)
    key = mentee * len(places) + mentor
    if not (key[:-1] < key[1:]).all():
        order = np.argsort(key, kind="stable")
        mentee, mentor, score = mentee[order], mentor[order], score[order]
    start = np.concatenate(([0], np.cumsum(np.bincount(mentee, minlength=n)))).astype(np.int64)
    return Network(
        wants=wants.astype(np.int64),
        places=places.astype(np.int64),
        start=start,
        mentor=mentor.astype(np.int64, copy=False),
        score=score.astype(np.int64, copy=False),
        alone=np.zeros(n, dtype=np.int64) + alone,
        fewer=np.zeros(n, dtype=np.int64),
        idle=np.zeros(len(places), dtype=np.int64),
    )


def value(network: Network, made: Ints) -> int:
    """What the network counts for these pairs."""
    mentees = len(network.wants)
    held = np.bincount(network.whose(made), minlength=mentees)
    taken = np.bincount(network.mentor[made], minlength=len(network.places))
    short = network.wants - held
    nobody = (held == 0) & (network.wants > 0)
    extra = np.where(nobody, np.maximum(network.wants - 1, 0), short)
    total = int(network.score[made].sum()) + int(network.alone[nobody].sum())
    return total + int((extra * network.fewer).sum()) + int(((network.places - taken) * network.idle).sum())
