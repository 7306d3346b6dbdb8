"""The fairest matching: as many mentees as possible, the lowest pair as high as it can be, then the next.

One level after the other: find the highest score that all remaining pairs can reach (by bisection), then the matching
with the fewest pairs at that very score, and keep only what all such matchings have in common (their face). Each step
is exact. Levels end when everything is decided, or at a given depth; what is left is then decided by the best total,
and the result says so.
"""

from dataclasses import dataclass, replace

import numpy as np

from bothways.pairing import auction
from bothways.pairing.arrays import Flags, Ints
from bothways.pairing.face import face, kept, part, scaled
from bothways.pairing.network import Network, Solution

DEPTH = 40
"""So many levels are decided exactly, one by one."""


@dataclass(frozen=True, slots=True)
class Fairest:
    """The pairs made, and how far they are exactly the fairest."""

    made: Ints
    """Numbers of pairs in the network."""
    levels: tuple[int, ...]
    """The scores that were decided, lowest first."""
    complete: bool
    """Whether every level was decided; else pairs above the last level are by best total."""


def fairest(network: Network, solution: Solution, depth: int = DEPTH) -> Fairest:
    """The fairest among the matchings that leave as few alone as possible.

    Args:
        network: the problem, in which everybody wants one mentor at most and being alone counts -1; its scores are
            what each pair is worth.
        solution: its best when every pair counts nothing: it says how many can be matched at all.
        depth: how many levels to decide.

    """
    free = face(replace(network, score=np.zeros_like(network.score)), solution)
    free = replace(free, network=replace(free.network, score=network.score[free.number]))
    levels: list[int] = []
    decided = np.zeros(len(network.score), dtype=bool)
    complete = False
    while len(levels) < depth and not complete:
        before = decided[free.number]
        level = _highest(free.network, before)
        if level is None:
            complete = True
            continue
        at = ~before & (free.network.score == level)
        decided[free.number[at]] = True
        lowered = free.only(before | (free.network.score >= level), -at.astype(np.int64))
        wish = scaled(lowered.network)
        free = lowered.narrowed(face(wish, auction.solve(wish)), network.score)
        levels.append(level)
    best = auction.solve(scaled(free.network))
    return Fairest(np.sort(np.concatenate([free.number[best.made], free.fixed])), tuple(levels), complete)


def _highest(network: Network, decided: Flags) -> int | None:
    """The highest score that all pairs not yet decided can reach; None when decided pairs alone do."""
    levels = np.unique(network.score[~decided])

    def fits(least: int | None) -> bool:
        allowed = decided if least is None else decided | (network.score >= least)
        wish = part(network, allowed, np.zeros(len(network.score), dtype=np.int64))
        return kept(wish, auction.solve(wish).made)

    if fits(None):
        return None
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if fits(int(levels[middle])):
            low = middle
        else:
            high = middle - 1
    return int(levels[low])
