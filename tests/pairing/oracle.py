"""What others compute: a brute force for small networks, OR-tools' minimum-cost flow for larger ones; and instances."""

import os
from functools import cache

import numpy as np
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from bothways.pairing.network import Network, plain

INSTANCES = int(os.environ.get("BOTHWAYS_PAIRING_INSTANCES", "60"))
"""How many instances each property test draws; the full run asks for thousands."""


def by_flow(network: Network) -> int:
    """The best value, by OR-tools."""
    flow = min_cost_flow.SimpleMinCostFlow()
    n, m = len(network.wants), len(network.places)
    source, sink = n + m, n + m + 1
    for i in range(n):
        wants = int(network.wants[i])
        flow.add_arc_with_capacity_and_unit_cost(source, i, wants, 0)
        if wants:
            flow.add_arc_with_capacity_and_unit_cost(i, sink, 1, -int(network.alone[i]))
            flow.add_arc_with_capacity_and_unit_cost(i, sink, wants - 1, -int(network.fewer[i]))
    for i, j, score in zip(network.mentee, network.mentor, network.score, strict=True):
        flow.add_arc_with_capacity_and_unit_cost(int(i), n + int(j), 1, -int(score))
    for j in range(m):
        flow.add_arc_with_capacity_and_unit_cost(n + j, sink, int(network.places[j]), int(network.idle[j]))
    flow.set_node_supply(source, int(network.wants.sum()))
    flow.set_node_supply(sink, -int(network.wants.sum()))
    assert flow.solve() == flow.OPTIMAL
    return int((network.places * network.idle).sum()) - int(flow.optimal_cost())


def by_force(network: Network) -> int:
    """The best value, by trying everything: mentee after mentee, over all sets of mentors and all places left."""
    n = len(network.wants)

    @cache
    def best(i: int, left: tuple[int, ...]) -> int:
        if i == n:
            return int(sum(free * idle for free, idle in zip(left, network.idle, strict=True)))
        pairs = range(int(network.start[i]), int(network.start[i + 1]))
        wants = int(network.wants[i])

        def choose(e: int, count: int, gained: int, left: tuple[int, ...]) -> int:
            if e == pairs.stop:
                short = wants - count
                missing = int(network.alone[i]) + (short - 1) * int(network.fewer[i]) if not count and wants else None
                return gained + (short * int(network.fewer[i]) if missing is None else missing) + best(i + 1, left)
            without = choose(e + 1, count, gained, left)
            j = int(network.mentor[e])
            if count == wants or not left[j]:
                return without
            taken = (*left[:j], left[j] - 1, *left[j + 1 :])
            return max(without, choose(e + 1, count + 1, gained + int(network.score[e]), taken))

        return choose(pairs.start, 0, 0, left)

    return best(0, tuple(int(place) for place in network.places))


@st.composite
def networks(draw: st.DrawFn, *, most: int = 30, outside: bool = True) -> Network:
    """Random and adversarial networks: empty sides, ties everywhere, huge scores, no places, crowds on one mentor."""
    n, m = draw(st.integers(0, most)), draw(st.integers(0, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    wants = rng.integers(0, draw(st.sampled_from([2, 2, 3, 5])), n)
    places = rng.integers(0, draw(st.sampled_from([1, 2, 4, 12])), m)
    mentee, mentor = np.nonzero(rng.random((n, m)) < draw(st.sampled_from([0.05, 0.3, 0.6, 1.0])))
    top = draw(st.sampled_from([0, 1, 3, 100, 10**6, 10**12]))
    score = rng.integers(draw(st.sampled_from([0, -top // 3])), top + 1, len(mentee))
    if draw(st.booleans()):  # nearly one order for all: the hardest for an auction
        score = np.abs(score // 1000 + (mentor + 1) * (mentee + 1) * (top // 1000))
    made = plain(wants, places, mentee, mentor, score, alone=draw(st.sampled_from([0, 0, -1, -(10**13)])))
    if not outside or draw(st.booleans()):
        return made
    fewer = rng.choice([0, -1, -5], n).astype(np.int64)
    idle = rng.choice([0, 0, -5, -(10**6), 3], m).astype(np.int64)
    return Network(
        made.wants, made.places, made.start, made.mentor, made.score, np.minimum(made.alone, fewer), fewer, idle
    )
