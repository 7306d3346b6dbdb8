"""Peer pairs: one pool, in which everybody may be paired with everybody else.

Pairs within one pool are a matching in a general graph. It is solved as a whole-number programme (the linear relaxation
is nearly always whole already); the gap is told where the search was stopped. What two are worth to each other is the
sum of both directions, and a rule that forbids either direction forbids the pair.
"""

from dataclasses import dataclass

import numpy as np

from bothways.pairing import programme
from bothways.pairing.compiling import compile_terms
from bothways.pairing.people import People
from bothways.pairing.rules import UNIT, Rules
from bothways.pairing.terms import possible


@dataclass(frozen=True, slots=True)
class Peers:
    """All pairs of a pool."""

    pairs: tuple[tuple[str, str], ...]
    alone: tuple[str, ...]
    points: float
    gap: float
    """Points by which another solution might be better; 0 where this one is proved best."""


def peers(people: People, rules: Rules, *, nobody_alone: bool = True) -> Peers:
    """Pair the people of one pool; with `nobody_alone`, first as many as possible, then the most points.

    Everybody is in at most as many pairs as they have room.
    """
    people = people.sorted()
    terms = compile_terms(people, people, rules)
    rows = np.arange(len(people))
    block = terms.scores(rows, rows)
    open_ = possible(block) & possible(block.T)
    a, b = np.nonzero(np.triu(open_, 1) & (terms.wants[:, None] > 0) & (terms.wants[None, :] > 0))
    score = block[a, b].astype(np.int64) + block[b, a].astype(np.int64)
    more = int(np.abs(score).max(initial=0)) * len(people) + 1 if nobody_alone else 0
    which = np.tile(np.arange(len(a)), 2)
    ones = np.ones(len(which))
    limits = terms.wants.astype(np.float64)
    found = programme.solve(score + more, np.concatenate([a, b]), which, ones, np.zeros(len(people)), limits)
    pairs = tuple((people.ids[i], people.ids[j]) for i, j in zip(a[found.chosen], b[found.chosen], strict=True))
    inside = {who for pair in pairs for who in pair}
    wanting = zip(people.ids, terms.wants.tolist(), strict=True)
    alone = tuple(who for who, room in wanting if room and who not in inside)
    return Peers(pairs, alone, int(score[found.chosen].sum()) / UNIT, found.gap / UNIT)
