"""The exact optimum of a network by a forward and reverse auction, in rounds of ever finer bidding steps.

Mentees bid for places with mentors (forward); then mentors whose places stayed free though their price had risen lower
it and bid for mentees (reverse). A mentor's places are alike: a mentee looks past all of them at the next best
*mentor* and bids up to that, so that places of one mentor start no war with each other (Bertsekas and Castañón, "The
auction algorithm for the transportation problem", 1989). Everything is done in integers: scores are multiplied by
`2n + 3`, so that the finest step of 1 can no longer hide a better solution, and so that the prices can be rounded to
whole units of score that still prove the optimum (see `rounding`).

The order of bids depends on nothing but the numbers given: same network, same answer, with or without compilation.
"""

from typing import Any

import numpy as np

from bothways.pairing.arrays import Ints
from bothways.pairing.compiled import SLOW_REASON, Loop, lanes
from bothways.pairing.network import Network, Solution

STEP_RATIO = 6
"""How much finer the bidding step gets from round to round."""
PLAIN = 5_000
"""So few pairs are done before a compiler would be loaded."""
PATIENCE = 20
"""Solving from known prices is given up for solving from none after so many bids for each person."""
NO_LIMIT = 2**62
LIMIT = 2**61
"""Scaled scores and prices stay below this, which leaves 64-bit integers room for a bid."""


class TooLargeError(ValueError):
    """The scores are too large for exact integers at this number of people."""


@Loop
def _bid(
    start: Any,
    target: Any,
    worth: Any,
    room: Any,
    alone: Any,
    fewer: Any,
    first: Any,
    price: Any,
    owner: Any,
    held: Any,
    count: Any,
    who: Any,
    stack: Any,
    waiting: Any,
    step: int,
    limit: int,
) -> int:
    """Let bidders bid until each holds all it wants or finds nothing better than going without.

    Places of target t are first[t] to first[t + 1], a heap by price; `owner` is the pair that holds a place or -1;
    `held` marks pairs, `count` counts per bidder, `who` gives the bidder of a pair.
    Given up at `limit` bids, which are then given back.
    """
    none = -(2**62)
    top = 0
    for i in range(len(room) - 1, -1, -1):
        if count[i] < room[i]:
            stack[top] = i
            waiting[i] = 1
            top += 1
    bids = 0
    while top > 0 and bids < limit:
        i = stack[top - 1]
        best = second = none
        pick = -1
        for e in range(start[i], start[i + 1]):
            if held[e] == 0:
                gain = worth[e] - price[first[target[e]]]
                if gain > second:
                    if gain > best:
                        second = best
                        best = gain
                        pick = e
                    else:
                        second = gain
        without = fewer[i]
        if count[i] == 0 and best <= without:
            without = alone[i]
        if pick < 0 or best <= without:
            waiting[i] = 0
            top -= 1
            continue
        bids += 1
        root = first[target[pick]]
        loser = owner[root]
        price[root] += best - max(second, without) + step
        owner[root] = pick
        held[pick] = 1
        count[i] += 1
        here, size = 0, first[target[pick] + 1] - root
        while 2 * here + 1 < size:  # the changed root of the heap sinks to where it belongs
            least = 2 * here + 1
            if least + 1 < size and price[root + least + 1] < price[root + least]:
                least += 1
            if price[root + here] <= price[root + least]:
                break
            price[root + here], price[root + least] = price[root + least], price[root + here]
            owner[root + here], owner[root + least] = owner[root + least], owner[root + here]
            here = least
        if count[i] == room[i]:
            waiting[i] = 0
            top -= 1
        if loser >= 0:
            held[loser] = 0
            j = who[loser]
            count[j] -= 1
            if waiting[j] == 0:
                waiting[j] = 1
                stack[top] = j
                top += 1
    while top > 0:  # given up
        top -= 1
        waiting[stack[top]] = 0
        bids = limit
    return bids


@Loop
def _margins(
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
) -> None:
    """What one more want of each bidder is worth: the best it does not hold, or what going without counts."""
    for i in range(len(room)):
        best = alone[i]
        if count[i] > 1:
            best = fewer[i]
        elif count[i] == 1 and room[i] > 1:
            best = fewer[i]
            for e in range(start[i], start[i + 1]):
                if held[e] == 1:
                    best = max(alone[i], min(best, worth[e] - price[target[e]]))
        for e in range(start[i], start[i + 1]):
            if held[e] == 0:
                best = max(best, worth[e] - price[target[e]])
        margin[i] = best


@Loop
def _keep(start: Any, target: Any, worth: Any, price: Any, held: Any, count: Any, margin: Any, step: int) -> None:
    """Give up what a bidder holds but could better by more than the step."""
    for i in range(len(margin)):
        for e in range(start[i], start[i + 1]):
            if held[e] == 1 and worth[e] - price[target[e]] < margin[i] - step:
                held[e] = 0
                count[i] -= 1


class _Side:
    """One side as bidders: its pairs in a row, what it wants, and its own places as the other side sees them."""

    def __init__(
        self, start: Ints, target: Ints, worth: Ints, room: Ints, alone: Ints, fewer: Ints, *, plain: bool
    ) -> None:
        self.plain = plain
        self.start, self.target, self.worth = self.lanes(start), self.lanes(target), self.lanes(worth)
        self.room, self.alone, self.fewer = self.lanes(room), self.lanes(alone), self.lanes(fewer)
        self.who = self.lanes(np.repeat(np.arange(len(room)), np.diff(start)))
        self.size, self.rooms, self.outside = len(room), room, (alone, fewer)
        self.first = np.concatenate(([0], np.cumsum(room)))
        self.spare = (
            self.lanes(np.zeros(len(room) + 1, dtype=np.int64)),
            self.lanes(np.zeros(len(room), dtype=np.uint8)),
        )

    def lanes(self, values: np.ndarray) -> Any:
        """Give values in the form in which the loops of this network are run."""
        return lanes(values, plain=self.plain)

    def counted(self, held: np.ndarray) -> Ints:
        """How many pairs each of this side holds."""
        return np.bincount(np.asarray(self.who, dtype=np.int64)[held == 1], minlength=self.size).astype(np.int64)

    def margins(self, price: Ints, held: np.ndarray) -> Ints:
        """What each of this side gains at the margin, at the other side's prices."""
        out = self.lanes(np.zeros(self.size, dtype=np.int64))
        _margins(
            self.start,
            self.target,
            self.worth,
            self.room,
            self.alone,
            self.fewer,
            self.lanes(price),
            self.lanes(held),
            self.lanes(self.counted(held)),
            out,
        )
        return np.asarray(out, dtype=np.int64)

    def kept(self, price: Ints, held: np.ndarray, step: int) -> np.ndarray:
        """Which held pairs are still as good as they must be at a finer step."""
        held_, count = self.lanes(held), self.lanes(self.counted(held))
        _keep(
            self.start,
            self.target,
            self.worth,
            self.lanes(price),
            held_,
            count,
            self.lanes(self.margins(price, held)),
            step,
        )
        return np.asarray(held_, dtype=np.uint8)

    def bid(
        self, others: "_Side", price: Ints, pairs: Ints, held: np.ndarray, step: int, limit: int
    ) -> tuple[Ints, np.ndarray, int]:
        """Bid at the others' prices; `pairs` gives the others' number of each pair. Prices, pairs held, bids made."""
        unit, owner = others.offered(price, pairs, held)
        unit_, owner_, held_, count = (
            self.lanes(unit),
            self.lanes(owner),
            self.lanes(held),
            self.lanes(self.counted(held)),
        )
        bids = _bid(
            self.start,
            self.target,
            self.worth,
            self.room,
            self.alone,
            self.fewer,
            self.lanes(others.first),
            unit_,
            owner_,
            held_,
            count,
            self.who,
            *self.spare,
            step,
            limit,
        )
        price = np.where(others.rooms > 0, np.append(np.asarray(unit_, dtype=np.int64), 0)[others.first[:-1]], price)
        return price.astype(np.int64), np.asarray(held_, dtype=np.uint8), int(bids)

    def offered(self, price: Ints, pairs: Ints, held: np.ndarray) -> tuple[Ints, Ints]:
        """The places of one side: those held at its price first, then the free ones at what leaving them free counts.

        `pairs` lists this side's pairs by the bidders' numbers; `held` is by the bidders' numbers.
        """
        alone, fewer = self.outside
        unit = np.repeat(np.maximum(price, fewer), self.rooms)
        owner = np.full(len(unit), -1, dtype=np.int64)
        mine = pairs[held[pairs] == 1]
        who = np.asarray(self.who, dtype=np.int64)[held[pairs] == 1]
        rank = np.arange(len(mine)) - np.searchsorted(who, who)
        spot = self.first[:-1][who] + rank
        owner[spot] = mine
        unit[spot] = price[who]
        nobody = (self.rooms > 0) & (np.bincount(who, minlength=self.size) == 0)
        unit[self.first[:-1][nobody]] = np.maximum(price, alone)[nobody]
        return unit, owner


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
    useful = (network.wants[network.mentee] > 0) & (network.places[network.mentor] > 0)
    number = np.flatnonzero(useful)
    mentee, mentor = network.mentee[number], network.mentor[number]
    far = reach(network)
    if far * scale >= LIMIT:
        raise TooLargeError(f"Scores up to {far} among {n} mentees are too large to be solved exactly.")
    worth = network.score[number] * scale
    plain = bool(SLOW_REASON) or len(number) <= PLAIN
    back = np.argsort(mentor, kind="stable")
    forth = np.empty_like(back)
    forth[back] = np.arange(len(back))
    here = _Side(
        _starts(mentee, n), mentor, worth, network.wants, network.alone * scale, network.fewer * scale, plain=plain
    )
    idle = network.idle * scale
    there = _Side(_starts(mentor, m), mentee[back], worth[back], network.places, idle, idle, plain=plain)
    held = np.zeros(len(number), dtype=np.uint8)
    if made is not None:
        held[np.isin(number, made)] = 1
    cost = idle.copy() if price is None else np.maximum(price * scale, idle)
    coarse = max(1, far * scale // 4)
    eps = coarse if step is None else min(coarse, max(1, step * scale))
    limit = NO_LIMIT if step is None else PATIENCE * (n + m + 10)
    bids = 0
    while True:
        held = here.kept(cost, held, eps)
        cost, held, forward = here.bid(there, cost, back, held, eps, limit)
        gain = here.margins(cost, held)
        backward = 0
        if forward < limit:
            gain, turned, backward = there.bid(here, gain, forth, held[back], eps, limit)
        bids += forward + backward
        if max(forward, backward) >= limit:  # the prices were not near: begin with large steps after all
            cost, held = idle.copy(), np.zeros_like(held)
            eps, limit = coarse, NO_LIMIT
            continue
        cost = there.margins(gain, turned)
        held = turned[forth]
        if eps == 1:
            break
        eps = max(1, eps // STEP_RATIO)
    gain, cost = _rounded(gain, cost, scale)
    gain = _raised(network, number[held == 1], gain, cost)
    return Solution(made=number[held == 1], profit=gain, price=cost, bids=bids)


def _starts(who: Ints, size: int) -> Ints:
    return np.concatenate(([0], np.cumsum(np.bincount(who, minlength=size)))).astype(np.int64)


def reach(network: Network) -> int:
    """How far apart two values can be: no bid goes further."""
    ends = [np.zeros(1, dtype=np.int64), network.score, network.alone, network.fewer, network.idle]
    high = max(int(part.max(initial=0)) for part in ends)
    low = min(int(part.min(initial=0)) for part in ends)
    return 2 * (high - low) + 1


def _raised(network: Network, made: Ints, gain: Ints, cost: Ints) -> Ints:
    """Gains as high as what each mentee holds allows: the bound stays the same, and fewer other pairs exceed it."""
    least = np.full(len(gain), np.iinfo(np.int64).max)
    who = network.mentee[made]
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
