"""From terms to a certified optimum: list the likely pairs, solve, look among all pairs for what was missed, repeat."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from bothways.pairing import auction, candidates
from bothways.pairing.arrays import Ints
from bothways.pairing.certificate import Certificate, certify
from bothways.pairing.cluster import HERE, Spread
from bothways.pairing.network import Network, Solution, plain
from bothways.pairing.rules import NEVER
from bothways.pairing.terms import Terms, pairs_of

ALL = 400_000
"""With at most so many pairs all of them are listed at once."""
FIRST = 24
"""Else so many mentors are listed for each mentee to begin with, more for those who want several."""
MORE = 8
"""How many missed pairs of a mentee are added at a time."""
NEAR = 1024
"""Pairs that fall short of being missed by so little are added too: the next prices may call for them."""
WARM = 256
"""Solving again from prices of a similar problem begins with a step this much finer than from none."""

Told = Callable[[str, float], None]
"""Hears how far the work is: the stage, and which part of it is done."""


def untold(stage: str, part: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best pairs by one objective, with their proof."""

    network: Network
    solution: Solution
    certificate: Certificate
    rounds: int

    @property
    def mentee(self) -> Ints:
        """The mentee of each pair made."""
        return self.network.whose(self.solution.made)

    @property
    def mentor(self) -> Ints:
        """The mentor of each pair made."""
        return self.network.mentor[self.solution.made]

    @property
    def score(self) -> Ints:
        """The score of each pair made."""
        return self.network.score[self.solution.made]


def listed(terms: Terms, spread: Spread = HERE) -> candidates.Found:
    """The pairs to begin with."""
    n, m = len(terms.wants), len(terms.places)
    if n * m <= ALL:
        return candidates.everything(terms)
    return candidates.best(terms, FIRST + 2 * int(terms.wants.max(initial=0)), spread=spread)


def optimum(
    terms: Terms,
    *,
    alone: Ints | int = 0,
    found: candidates.Found | None = None,
    price: Ints | None = None,
    told: Told = untold,
    spread: Spread = HERE,
) -> Optimum:
    """Solve for the best total, in which a mentee without anybody counts `alone`, and prove it over all pairs.

    Args:
        terms: what the score of every pair is made of.
        alone: 0 or less, for all or for each.
        found: pairs listed before, to save listing them again.
        price: places' prices of a similar problem, to begin from.
        told: hears about progress.
        spread: where pairs are looked through.

    """
    told("Listing pairs", 0.0)
    found = found or listed(terms, spread)
    step = None if price is None else _warm(terms, found)
    start = _Start(found, alone, price, step, None, None)
    network, solution, rounds = _closed(terms, start, told, spread)
    told("Proving it", 0.0)
    pairs = network.whose(solution.made), network.mentor[solution.made]
    proof = certify(terms, pairs, solution.profit, solution.price, alone=alone, spread=spread)
    told("Proving it", 1.0)
    return Optimum(network, solution, proof, rounds)


def with_pair(terms: Terms, before: Optimum, mentee: int, mentor: int) -> tuple[Network, Ints]:
    """The best total that has this pair in it, from the optimum without: the network, and numbers of the pairs made.

    The pair gets so many points that no total does without it; all else begins at the prices of before.

    Raises:
        auction.TooLargeError: so many points do not fit.

    """
    old, m = before.network, len(terms.places)
    pair = np.array([mentee]), np.array([mentor])
    found = candidates.Found(old.mentee, old.mentor, old.score)
    found = found.joined(candidates.Found(*pair, pairs_of(terms, *pair)), m)
    made = old.whose(before.solution.made) * m + old.mentor[before.solution.made]
    seen = before.solution, np.zeros(0, dtype=np.int64)
    bonus = mentee * m + mentor, auction.reach(old)
    start = _Start(found, old.alone, before.solution.price, 1, made, seen, bonus)
    network, solution, _ = _closed(terms, start, untold, HERE)
    return network, solution.made


@dataclass(frozen=True, slots=True)
class _Start:
    """What to begin from: pairs, prices, a step; numbers of pairs made; and the prices at which all pairs were seen."""

    found: candidates.Found
    alone: Ints | int
    price: Ints | None
    step: int | None
    made: Ints | None
    seen: tuple[Solution, Ints] | None
    bonus: tuple[int, int] = (0, 0)
    """The key of a pair, and points that it has on top."""


def _closed(terms: Terms, start: _Start, told: Told, spread: Spread) -> tuple[Network, Solution, int]:
    """Solve, look for what was missed, and again, until nothing was: the network, its solution, how often."""
    n, m = len(terms.wants), len(terms.places)
    found, price, step, seen = start.found, start.price, start.step, start.seen
    keys = start.made
    for rounds in count(1):
        told("Finding the optimum", min(0.9, 1 - 0.5**rounds))
        score = found.score + (found.keys(m) == start.bonus[0]) * start.bonus[1]
        network = plain(terms.wants, terms.places, found.mentee, found.mentor, score, alone=start.alone)
        made = None if keys is None else np.searchsorted(found.keys(m), keys)
        solution = auction.solve(network, price=price, step=step, made=made)
        if n * m <= ALL:
            break
        told("Looking for what was missed", min(0.9, 1 - 0.5**rounds))
        near, full = _near(terms, solution, seen, spread)
        near = found.beside(near, m)
        missed = near.score - solution.profit[near.mentee] - solution.price[near.mentor]
        if not (missed > 0).any():
            break
        keys = found.keys(m)[solution.made]
        found, price, step, seen = found.joined(near, m), solution.price, int(missed.max()), (solution, full)
    return replace(network, score=found.score), solution, rounds


def _near(
    terms: Terms, solution: Solution, seen: tuple[Solution, Ints] | None, spread: Spread
) -> tuple[candidates.Found, Ints]:
    """The best pairs beyond these prices, or nearly; and the mentees who may have more of them than were taken.

    Once all pairs were seen, only mentees and mentors whose prices went down since can have new ones.
    """
    size, bar = MORE + int(terms.wants.max(initial=0)), solution.profit - NEAR
    if seen is None:
        near = candidates.best(terms, size, solution.price, bar, spread=spread)
    else:
        before, full = seen
        again = solution.profit < before.profit
        again[full] = True
        cheaper = np.flatnonzero(solution.price < before.price)
        near = candidates.best(terms, size, solution.price, bar, only=np.flatnonzero(again), spread=spread)
        more = candidates.best(terms, size, solution.price, bar, among=cheaper, spread=spread)
        near = near.joined(more, len(terms.places))
    return near, np.flatnonzero(np.bincount(near.mentee, minlength=len(terms.wants)) >= size)


def _warm(terms: Terms, found: candidates.Found) -> int:
    return max(1, auction.reach(plain(terms.wants, terms.places, found.mentee, found.mentor, found.score)) // 4 // WARM)


def alone_for_all(terms: Terms, found: candidates.Found) -> int:
    """What being alone must count so that no total can make up for one more person left out."""
    high = int(found.score.max(initial=0))
    low = min(0, int(found.score.min(initial=0)))
    if any((side < 0).any() for side in (terms.left, terms.right)) or _lowest(terms) < 0:
        low = -_widest(terms)
    pairs = min(int(terms.wants.sum()), int(terms.places.sum()))
    return -(pairs * (high - low) + 1)


def _lowest(terms: Terms) -> int:
    parts: list[np.ndarray] = [table.points[table.points > NEVER // 2] for table in terms.tables]
    parts += [overlap.points[overlap.points > NEVER // 2] for overlap in terms.overlaps]
    parts.append(terms.single.points[terms.single.points > NEVER // 2])
    return min(int(part.min(initial=0)) for part in parts)


def _widest(terms: Terms) -> int:
    """How far below zero the score of an allowed pair can be."""
    product = np.abs(terms.left).max(axis=0, initial=0) @ np.abs(terms.right).max(axis=0, initial=0)
    return int(product) - 4 * _lowest(terms) * (len(terms.tables) + len(terms.overlaps) + 1)
