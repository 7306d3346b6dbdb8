"""The exact optimum of a network by a forward and reverse auction, in rounds of ever finer bidding steps.

Mentees bid for places with mentors (forward); then mentors whose places stayed free though their price had risen lower
it and bid for mentees (reverse). A mentor's places are alike: a mentee looks past all of them at the next best
*mentor* and bids up to that, so that places of one mentor start no war with each other (Bertsekas and Castañón, "The
auction algorithm for the transportation problem", 1989). Everything is done in integers: scores are multiplied by
`2n + 3`, so that the finest step of 1 can no longer hide a better solution, and so that the prices can be rounded to
whole units of score that still prove the optimum (see `_rounded`).

The order of bids depends on nothing but the numbers given: same network, same answer, with or without compilation.

Memory, beyond the network itself: each pair is kept a second time from the mentors' side. With scores and numbers of
people in 32 bits that makes 18 bytes a pair.
"""

from typing import Any

import numpy as np

from bothways.pairing.arrays import Ints, Whole
from bothways.pairing.compiled import SLOW_REASON, Loop, lanes
from bothways.pairing.network import Network, Solution

STEP_RATIO = 64
"""How much finer the bidding step gets from round to round."""
COARSE = 2048
"""The first step is this part of how far apart two values can be: few rounds need more."""
PLAIN = 5_000
"""So few pairs are done before a compiler would be loaded."""
PATIENCE = 8
"""A first step too fine is given up for one as large as values can differ after so many bids for each person."""
NO_LIMIT = 2**62
LIMIT = 2**61
"""Scaled scores and prices stay below this, which leaves 64-bit integers room for a bid."""
FAR = 2**62
"""The price of a place with somebody who has none."""


class TooLargeError(ValueError):
    """The scores are too large for exact integers at this number of people."""


@Loop
def _turn(start: Any, target: Any, worth: Any, begin: Any, back: Any, forth: Any, who: Any, value: Any) -> None:
    """List the pairs by their other end, in the same order within each; `begin` is moved from starts to ends."""
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            k = begin[target[e]]
            begin[target[e]] += 1
            back[k] = e
            forth[e] = k
            who[k] = i
            value[k] = worth[e]


@Loop
def _offer(
    start: Any,
    target: Any,
    held: Any,
    first: Any,
    price: Any,
    alone: Any,
    fewer: Any,
    unit: Any,
    owner: Any,
    bidder: Any,
    low: Any,
    far: int,
) -> None:
    """Lay out the places of all targets: those held at its price first, then the free ones at what they count.

    Places of target t are first[t] to first[t + 1], a heap by price; `owner` is the pair that holds a place or -1, and
    `bidder` whose pair it is; `low` is the price of the cheapest.
    """
    for t in range(len(low)):
        low[t] = first[t]
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            if held[e] == 1:
                t = target[e]
                spot = low[t]
                low[t] += 1
                unit[spot] = price[t]
                owner[spot] = e
                bidder[spot] = i
    for t in range(len(low)):
        for spot in range(low[t], first[t + 1]):
            unit[spot] = max(price[t], alone[t] if spot == first[t] else fewer[t])
            owner[spot] = -1
        low[t] = unit[first[t]] if first[t] < first[t + 1] else far


@Loop
def _bid(
    start: Any,
    target: Any,
    worth: Any,
    room: Any,
    alone: Any,
    fewer: Any,
    first: Any,
    unit: Any,
    owner: Any,
    bidder: Any,
    low: Any,
    held: Any,
    count: Any,
    stack: Any,
    waiting: Any,
    scale: int,
    step: int,
    limit: int,
) -> int:
    """Let bidders bid until each holds all it wants or finds nothing better than going without.

    `held` marks pairs, `count` counts them per bidder; for the places see `_offer`. Given up at `limit` bids, which
    are then given back.
    """
    none = -(2**62)
    top = 0
    for i in range(len(room) - 1, -1, -1):
        waiting[i] = 0
        if count[i] < room[i]:
            stack[top] = i
            waiting[i] = 1
            top += 1
    bids = 0
    while top > 0:
        if bids >= limit:
            return limit
        i = stack[top - 1]
        best = second = none
        pick = -1
        some = count[i] > 0
        for e in range(start[i], start[i + 1]):
            if some and held[e] == 1:
                continue
            gain = worth[e] * scale - low[target[e]]
            if gain > second:
                if gain > best:
                    second = best
                    best = gain
                    pick = e
                else:
                    second = gain
        without = fewer[i]
        if not some and best <= without:
            without = alone[i]
        if pick < 0 or best <= without:
            waiting[i] = 0
            top -= 1
            continue
        bids += 1
        t = target[pick]
        root = first[t]
        loser = owner[root]
        j = bidder[root]
        asked = unit[root] + best - max(second, without) + step
        held[pick] = 1
        count[i] += 1
        here, size = 0, first[t + 1] - root
        while 2 * here + 1 < size:  # the new price sinks to where it belongs
            least = 2 * here + 1
            if least + 1 < size and unit[root + least + 1] < unit[root + least]:
                least += 1
            if asked <= unit[root + least]:
                break
            unit[root + here] = unit[root + least]
            owner[root + here] = owner[root + least]
            bidder[root + here] = bidder[root + least]
            here = least
        unit[root + here] = asked
        owner[root + here] = pick
        bidder[root + here] = i
        low[t] = unit[root]
        if count[i] == room[i]:
            waiting[i] = 0
            top -= 1
        if loser >= 0:
            held[loser] = 0
            count[j] -= 1
            if waiting[j] == 0:
                waiting[j] = 1
                stack[top] = j
                top += 1
    return bids


@Loop
def _weigh(
    start: Any,
    target: Any,
    worth: Any,
    room: Any,
    alone: Any,
    fewer: Any,
    price: Any,
    held: Any,
    count: Any,
    margin: Any,
    scale: int,
    step: int,
) -> None:
    """What one more want of each bidder is worth: the best it does not hold, or what going without counts.

    With a step of 0 or more, bidders give up what they hold but could better by more than the step.
    """
    for i in range(len(room)):
        least = 2**62
        best = alone[i]
        if count[i] > 1:
            best = fewer[i]
        some = count[i] > 0
        for e in range(start[i], start[i + 1]):
            gain = worth[e] * scale - price[target[e]]
            if some and held[e] == 1:
                least = min(least, gain)
            else:
                best = max(best, gain)
        if count[i] == 1 and room[i] > 1:
            best = max(best, min(fewer[i], least))
        margin[i] = best
        if some and step >= 0 and least < best - step:
            for e in range(start[i], start[i + 1]):
                if held[e] == 1 and worth[e] * scale - price[target[e]] < best - step:
                    held[e] = 0
                    count[i] -= 1


class _Side:
    """One side as bidders with its pairs in a row, and as offerers with its places; and the pairs it holds."""

    def __init__(
        self, start: Ints, target: Whole, worth: Whole, room: Ints, outside: tuple[Ints, Ints], *, plain: bool
    ) -> None:
        self.size, self.pairs, self.starts, self.plain = len(room), len(target), start, plain
        self.start, self.target, self.worth = self.lanes(start), self.lanes(target), self.lanes(worth)
        self.room, self.alone, self.fewer = self.lanes(room), self.lanes(outside[0]), self.lanes(outside[1])
        first = np.concatenate(([0], np.cumsum(room))).astype(np.int64)
        self.first = self.lanes(first)
        self.unit, self.owner, self.bidder = (self.blank(int(first[-1])) for _ in range(3))
        self.low, self.margin, self.waiting = (self.blank(self.size) for _ in range(3))
        self.stack = self.blank(self.size + 1)
        self.hold(np.zeros(0, dtype=np.int64))

    def lanes(self, values: np.ndarray) -> Any:
        """Give values in the form in which the loops of this network are run."""
        return lanes(values, plain=self.plain)

    def blank(self, size: int) -> Any:
        return self.lanes(np.zeros(size, dtype=np.int64))

    def hold(self, pairs: Ints) -> None:
        """Hold these pairs and no others."""
        held = np.zeros(self.pairs, dtype=np.uint8)
        held[pairs] = 1
        whose = np.searchsorted(self.starts, pairs, side="right") - 1
        self.held = self.lanes(held)
        self.count = self.lanes(np.bincount(whose, minlength=self.size).astype(np.int64))

    def holds(self) -> Ints:
        """Numbers of the pairs held, ascending."""
        return np.flatnonzero(np.asarray(self.held, dtype=np.uint8))

    def weigh(self, price: Any, scale: int, step: int = -1) -> Any:
        """What each gains at the margin at the other side's prices; with a step, what is not good enough is left."""
        _weigh(
            self.start, self.target, self.worth, self.room, self.alone, self.fewer, price, self.held, self.count,
            self.margin, scale, step,
        )  # fmt: skip
        return self.margin

    def bid(self, others: "_Side", price: Any, scale: int, step: int, limit: int) -> int:
        """Bid for the others' places, which cost this to begin with and `others.low` in the end; how many bids."""
        _offer(
            self.start, self.target, self.held, others.first, price, others.alone, others.fewer, others.unit,
            others.owner, others.bidder, others.low, FAR,
        )  # fmt: skip
        return int(_bid(
            self.start, self.target, self.worth, self.room, self.alone, self.fewer, others.first, others.unit,
            others.owner, others.bidder, others.low, self.held, self.count, self.stack, self.waiting, scale, step,
            limit,
        ))  # fmt: skip


def solve(
    network: Network, *, price: Ints | None = None, step: int | None = None, made: Ints | None = None
) -> Solution:
    """The best solution of the network, exactly, with whole-number prices that prove it.

    Args:
        network: the problem.
        price: places' prices from an earlier solution of a similar network; they save work and change no total.
        step: the first bidding step, in units of score; with prices near the truth a small one saves work.
        made: numbers of pairs made earlier, within everybody's room; they are kept where they still fit.

    Raises:
        TooLargeError: the scores times the people do not fit 64-bit integers.

    """
    n, m = len(network.wants), len(network.places)
    scale = 2 * n + 3
    far = reach(network)
    if far * scale >= LIMIT:
        raise TooLargeError(f"Scores up to {far} among {n} mentees are too large to be solved exactly.")
    here, there, back, forth = _sides(network, scale)
    idle = network.idle * scale
    coarse = max(1, far * scale // 4)
    eps = min(coarse, max(1, coarse // COARSE if step is None else step * scale))
    limit = PATIENCE * (n + m + 10)
    cost = here.lanes(idle if price is None else np.maximum(price * scale, idle))
    here.hold(np.zeros(0, dtype=np.int64) if made is None else made)
    bids = 0
    while True:
        here.weigh(cost, scale, eps)
        done = here.bid(there, cost, scale, eps, limit)
        bids += done
        if done < limit:
            gain = here.weigh(there.low, scale)
            there.hold(forth[here.holds()])
            done = there.bid(here, gain, scale, eps, limit)
            bids += done
        if done >= limit:  # the prices were not near: begin with large steps after all
            cost = here.lanes(idle)
            here.hold(np.zeros(0, dtype=np.int64))
            eps, limit = coarse, NO_LIMIT
            continue
        cost = there.weigh(here.low, scale)
        here.hold(back[there.holds()])
        if eps == 1:
            break
        eps = max(1, eps // STEP_RATIO)
    pairs = here.holds()
    gain = np.where(network.wants > 0, np.asarray(here.low, dtype=np.int64), network.alone * scale)
    gain, cost = _rounded(gain, np.asarray(cost, dtype=np.int64), scale)
    return Solution(made=pairs, profit=_raised(network, pairs, gain, cost), price=cost, bids=bids)


def _sides(network: Network, scale: int) -> tuple[_Side, _Side, Whole, Whole]:
    """Mentees and mentors as bidders, and each pair's number on the other side, both ways."""
    pairs = len(network.mentor)
    plain = bool(SLOW_REASON) or pairs <= PLAIN
    target, worth = _narrow(network.mentor), _narrow(network.score)
    here = _Side(
        network.start, target, worth, network.wants, (network.alone * scale, network.fewer * scale), plain=plain
    )
    sizes = np.bincount(target, minlength=len(network.places))
    start = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    kind = np.int32 if pairs < 2**31 else np.int64
    back, forth, who = np.empty(pairs, kind), np.empty(pairs, kind), np.empty(pairs, np.int32)
    value = np.empty_like(worth)
    if plain:
        back = np.argsort(target, kind="stable").astype(kind)
        forth[back] = np.arange(pairs)
        who, value = network.mentee[back], worth[back]
    else:
        _turn(network.start, target, worth, start[:-1].copy(), back, forth, who, value)
    idle = network.idle * scale
    return here, _Side(start, who, value, network.places, (idle, idle), plain=plain), back, forth


def _narrow(values: Whole) -> Whole:
    """The same values in 32 bits where they fit."""
    small = values.dtype == np.int32 or max(abs(int(values.min(initial=0))), int(values.max(initial=0))) < 2**31
    return values.astype(np.int32 if small else np.int64, copy=False)


def reach(network: Network) -> int:
    """How far apart two values can be: no bid goes further."""
    ends = [np.zeros(1, dtype=np.int64), network.score, network.alone, network.fewer, network.idle]
    high = max(int(part.max(initial=0)) for part in ends)
    low = min(int(part.min(initial=0)) for part in ends)
    return 2 * (high - low) + 1


def _raised(network: Network, made: Ints, gain: Ints, cost: Ints) -> Ints:
    """Gains as high as what each mentee holds allows: the bound stays the same, and fewer other pairs exceed it."""
    least = np.full(len(gain), np.iinfo(np.int64).max)
    who = network.whose(made)
    np.minimum.at(least, who, network.score[made] - cost[network.mentor[made]])
    full = (network.wants > 0) & (np.bincount(who, minlength=len(gain)) == network.wants)
    return np.where(full, np.maximum(gain, least), gain)


def _rounded(gain: Ints, cost: Ints, scale: int) -> tuple[Ints, Ints]:
    """Round scaled prices to whole units so that they still prove the optimum.

    Gains are rounded down and costs up from one common threshold. A pair's inequality, loose by at most 1 in `scale`,
    survives unless a gain falls on one of two residues; fewer than `scale` residues are taken, so a free one exists.
    """
    taken = np.zeros(scale, dtype=bool)
    taken[(-gain) % scale] = True
    taken[(scale - 1 - gain) % scale] = True
    threshold = int(np.argmin(taken))
    return (gain + threshold) // scale, -((threshold - cost) // scale)
