"""Networks with many pairs for each mentee: solve a part of them, look through the others, add what was missed, repeat.

In linear programming this is known as sifting: few pairs can be in a best solution, and prices that leave no other pair
worth more than it costs prove the best of the part to be the best of all.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bothways.pairing import auction
from bothways.pairing.arrays import Flags, Ints
from bothways.pairing.network import Network, Solution

MANY = 1_000_000
"""Smaller networks are solved whole."""
EACH = 48
"""About so many pairs of each mentee to begin with; networks with less than four times as many are solved whole."""
NEAR = 32
"""Of the pairs not yet there, those are added that fall short of their prices by this part of the first width."""
CHUNK = 2_000_000
"""Pairs looked through at a time."""
NO_ROOM = 2**61


def solve(network: Network) -> Solution:
    """The best solution of the network, with prices that prove it; as `auction.solve`, sooner where pairs are many.

    Raises:
        auction.TooLargeError: the scores times the people do not fit 64-bit integers.

    """
    pairs = len(network.mentor)
    if pairs < MANY or pairs < 4 * EACH * len(network.wants):
        return auction.solve(network)
    best = np.maximum.reduceat(np.append(network.score, 0), network.start[:-1]).astype(np.int64)
    best[np.diff(network.start) == 0] = 0
    width = _width(network, best)
    kept = _within(network, best, np.zeros(len(network.places), dtype=np.int64), -width - 1)[0]
    price: Ints | None = None
    made: Ints | None = None
    step: int | None = None
    while True:
        number = np.flatnonzero(kept)
        solution = auction.solve(_part(network, number), price=price, step=step, made=made)
        cost = np.where(network.places > 0, solution.price, NO_ROOM)
        near, most = _within(network, np.where(network.wants > 0, solution.profit, NO_ROOM), cost, -width // NEAR, kept)
        whole = number[solution.made]
        if most <= 0:
            return replace(solution, made=whole)
        kept |= near
        made, price, step = np.searchsorted(np.flatnonzero(kept), whole), solution.price, most


def _part(network: Network, number: Ints) -> Network:
    start = np.searchsorted(number, network.start).astype(np.int64)
    return replace(network, start=start, mentor=network.mentor[number], score=network.score[number])


def _width(network: Network, best: Ints) -> int:
    """So far below a mentee's best score are about as many pairs as each is to begin with."""
    some = np.arange(0, len(network.mentor), max(1, len(network.mentor) // 200_000))
    below = best[network.whose(some)] - network.score[some]
    return int(np.quantile(below, EACH * len(network.wants) / len(network.mentor)))


def _within(network: Network, profit: Ints, price: Ints, bar: int, seen: Flags | None = None) -> tuple[Flags, int]:
    """Which pairs are worth more than the bar beyond profit and price; and the most that any not yet seen is."""
    found = np.zeros(len(network.mentor), dtype=bool)
    most = -NO_ROOM
    for part, whose in _chunks(network):
        beyond = network.score[part] - price[network.mentor[part]] - profit[whose]
        found[part] = beyond > bar
        if seen is not None:
            most = max(most, int(beyond[~seen[part]].max(initial=-NO_ROOM)))
    return found, most


def _chunks(network: Network) -> Iterator[tuple[slice, Ints]]:
    """Pairs by mentees, some at a time, and whose they are."""
    size = np.diff(network.start)
    step = max(1, CHUNK // max(1, int(size.max(initial=1))))
    for i in range(0, len(size), step):
        j = min(i + step, len(size))
        yield slice(int(network.start[i]), int(network.start[j])), np.repeat(np.arange(i, j), size[i:j])
