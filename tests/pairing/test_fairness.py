from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.pairing import auction
from bothways.pairing.face import face, scaled
from bothways.pairing.fairness import fairest
from bothways.pairing.network import Network, plain, value
from tests.pairing.oracle import INSTANCES, by_flow, networks

many = settings(max_examples=INSTANCES, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True)


@many
@given(networks(most=9), st.integers(0, 2**32))
def test_a_second_wish_chooses_among_the_best_by_the_first(network: Network, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = replace(
        network, score=network.score % 4, alone=np.maximum(network.alone, -8), idle=np.maximum(network.idle, -8)
    )
    second = rng.integers(0, 9, len(network.score))
    free = face(network, auction.solve(network))
    wish = scaled(replace(free.network, score=second[free.number]))
    made = np.concatenate([free.fixed, free.number[auction.solve(wish).made]])
    both = 10_000
    together = replace(
        network,
        score=network.score * both + second,
        alone=network.alone * both,
        fewer=network.fewer * both,
        idle=network.idle * both,
    )
    assert value(together, np.sort(made)) == by_flow(together)


def leximin(network: Network) -> list[int]:
    """The scores of the fairest matching, lowest first, by trying everything."""
    best: tuple[int, list[int]] = (0, [])

    def better(one: tuple[int, list[int]], other: tuple[int, list[int]]) -> bool:
        return one > other

    def go(i: int, left: list[int], scores: list[int]) -> None:
        nonlocal best
        if i == len(network.wants):
            found = (len(scores), sorted(scores))
            if better(found, best):
                best = found
            return
        go(i + 1, left, scores)
        if network.wants[i]:
            for e in range(int(network.start[i]), int(network.start[i + 1])):
                j = int(network.mentor[e])
                if left[j]:
                    go(i + 1, [*left[:j], left[j] - 1, *left[j + 1 :]], [*scores, int(network.score[e])])

    go(0, network.places.tolist(), [])
    return best[1]


@st.composite
def single(draw: st.DrawFn, most: int) -> Network:
    n, m = draw(st.integers(0, most)), draw(st.integers(0, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    mentee, mentor = np.nonzero(rng.random((n, m)) < draw(st.sampled_from([0.3, 0.6, 1.0])))
    score = rng.integers(0, draw(st.sampled_from([2, 5, 1000])), len(mentee))
    return plain(rng.integers(0, 2, n), rng.integers(0, 3, m), mentee, mentor, score, alone=-1)


@many
@given(single(6))
def test_equals_the_fairest_by_trying_everything(network: Network) -> None:
    found = fairest(network, auction.solve(replace(network, score=np.zeros_like(network.score))))
    assert found.complete
    assert np.sort(network.score[found.made]).tolist() == leximin(network)
    assert {*found.levels} <= {*network.score[found.made].tolist()}


@many
@given(single(25))
def test_a_depth_stops_it_and_the_lowest_still_holds(network: Network) -> None:
    first = auction.solve(replace(network, score=np.zeros_like(network.score)))
    whole, one = fairest(network, first, depth=100), fairest(network, first, depth=1)
    assert len(whole.made) == len(one.made)
    if len(one.levels):
        assert network.score[one.made].min() == network.score[whole.made].min()
        assert network.score[one.made].sum() >= network.score[whole.made].sum()
