"""All optimal solutions of a network at once, so that a second wish can choose among them.

Prices that prove one solution best also say what every best solution has in common (complementary slackness): pairs
worth less than their prices are in none, pairs worth more are in all, and whoever has a price above what going without
counts is filled in all. What is left is a smaller network, whose every solution without penalties is best by the first
wish; it can be solved for the next wish with small numbers, instead of adding up wishes with ever larger weights.
"""

from dataclasses import dataclass, replace

import numpy as np

from bothways.pairing.arrays import Flags, Ints
from bothways.pairing.network import Network, Solution


@dataclass(frozen=True, slots=True)
class Face:
    """What remains free once an objective is at its best."""

    network: Network
    """The free pairs, with their scores as they were; penalties stand for leaving what must be filled."""
    number: Ints
    """The number that each free pair had in the first network."""
    fixed: Ints
    """Numbers, in the first network, of the pairs that are in every best solution."""

    def narrowed(self, inner: "Face", score: Ints) -> "Face":
        """The face, narrowed by a face found within it; `score` is by the first network's numbers."""
        number = self.number[inner.number]
        fixed = np.sort(np.concatenate([self.fixed, self.number[inner.fixed]]))
        return Face(replace(inner.network, score=score[number]), number, fixed)

    def only(self, allowed: Flags, score: Ints) -> "Face":
        """The face with only these of its free pairs, and these scores."""
        return Face(part(self.network, allowed, score), self.number[allowed], self.fixed)


def part(network: Network, allowed: Flags, score: Ints) -> Network:
    """The network with only these pairs; `score` is by the network's numbers."""
    mentee = network.mentee[allowed]
    start = np.concatenate(([0], np.cumsum(np.bincount(mentee, minlength=len(network.wants))))).astype(np.int64)
    return replace(network, start=start, mentor=network.mentor[allowed], score=score[allowed])


def face(network: Network, solution: Solution) -> Face:
    """What all best solutions of the network have in common, and what is free among them."""
    mentee = network.mentee
    beyond = network.score - solution.profit[mentee] - solution.price[network.mentor]
    open_ = (network.wants[mentee] > 0) & (network.places[network.mentor] > 0)
    fixed = np.flatnonzero((beyond > 0) & open_)
    free = np.flatnonzero((beyond == 0) & open_)
    n, m = len(network.wants), len(network.places)
    has = np.bincount(mentee[fixed], minlength=n)
    wants = network.wants - has
    places = network.places - np.bincount(network.mentor[fixed], minlength=m)
    most = int(network.wants.sum()) + 1
    penalty = np.int64(-most)
    gain = solution.profit
    more = gain <= network.fewer  # may go without a further one
    only_one = (gain < network.fewer) & (has == 0)
    wants = np.where(gain < network.fewer, np.where(only_one, np.minimum(wants, 1), 0), wants)
    none = (gain <= network.alone) | (has > 0)
    start = np.concatenate(([0], np.cumsum(np.bincount(mentee[free], minlength=n)))).astype(np.int64)
    fewer = np.where(more, 0, penalty)
    alone = np.where(none, fewer, penalty)
    idle = np.where(solution.price <= network.idle, 0, penalty)
    rest = Network(
        wants, places, start, network.mentor[free], network.score[free], np.minimum(alone, fewer), fewer, idle
    )
    return Face(rest, free, fixed)


def scaled(network: Network) -> Network:
    """A face's network with its penalties so large that no sum of its scores outweighs one."""
    spread = int(network.score.max(initial=0)) - int(network.score.min(initial=0)) + 1
    return replace(
        network,
        alone=network.alone * spread,
        fewer=network.fewer * spread,
        idle=network.idle * spread,
    )


def kept(network: Network, made: Ints) -> bool:
    """Whether a solution of a face pays no penalty."""
    held = np.bincount(network.mentee[made], minlength=len(network.wants))
    taken = np.bincount(network.mentor[made], minlength=len(network.places))
    short, free = network.wants - held, network.places - taken
    lonely = (held == 0) & (network.wants > 0) & (network.alone < 0)
    return not (lonely.any() or (short > 0)[network.fewer < 0].any() or (free > 0)[network.idle < 0].any())
