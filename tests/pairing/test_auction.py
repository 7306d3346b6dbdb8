import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.pairing import auction, sifting
from bothways.pairing.network import Network, Solution, plain, value
from tests.pairing.oracle import INSTANCES, by_flow, by_force, networks

many = settings(max_examples=INSTANCES, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def bound(network: Network, solution: Solution) -> int:
    """The value that the prices allow at most, over the listed pairs."""
    open_ = (network.wants[network.mentee] > 0) & (network.places[network.mentor] > 0)
    excess = network.score - solution.profit[network.mentee] - solution.price[network.mentor]
    some = network.wants > 0
    total = (solution.profit * network.wants).sum() + (solution.price * network.places).sum()
    total += np.maximum(excess, 0)[open_].sum() + np.maximum(network.alone - solution.profit, 0)[some].sum()
    total += (np.maximum(network.fewer - solution.profit, 0) * np.maximum(network.wants - 1, 0)).sum()
    return int(total + (np.maximum(network.idle - solution.price, 0) * network.places).sum())


def holds(network: Network, solution: Solution) -> bool:
    held = np.bincount(network.mentee[solution.made], minlength=len(network.wants))
    taken = np.bincount(network.mentor[solution.made], minlength=len(network.places))
    return bool((held <= network.wants).all() and (taken <= network.places).all())


@many
@given(networks())
def test_equals_minimum_cost_flow_and_proves_itself(network: Network) -> None:
    solution = auction.solve(network)
    assert holds(network, solution)
    assert value(network, solution.made) == by_flow(network) == bound(network, solution)


@many
@given(networks(most=5))
def test_equals_brute_force(network: Network) -> None:
    assert value(network, auction.solve(network).made) == by_force(network)


@many
@given(networks(), st.integers(0, 2**32), st.sampled_from([1, 10, 10**6]))
def test_any_prices_to_begin_with_give_the_same_total(network: Network, seed: int, top: int) -> None:
    price = np.random.default_rng(seed).integers(0, top, len(network.places))
    warm = auction.solve(network, price=price, step=1)
    assert value(network, warm.made) == value(network, auction.solve(network).made) == bound(network, warm)


def test_says_when_scores_are_too_large() -> None:
    one = np.ones(1, dtype=np.int64)
    with pytest.raises(auction.TooLargeError, match="too large"):
        auction.solve(plain(one, one, one - 1, one - 1, np.array([2**60])))


@many
@given(networks())
def test_plain_and_compiled_loops_give_the_same_pairs_and_prices(network: Network) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auction, "PLAIN", 10**9)
        plainly = auction.solve(network)
        patch.setattr(auction, "PLAIN", -1)
        compiled = auction.solve(network)
    assert plainly.made.tolist() == compiled.made.tolist()
    assert plainly.profit.tolist() == compiled.profit.tolist()
    assert plainly.price.tolist() == compiled.price.tolist()
    assert plainly.bids == compiled.bids


@many
@given(networks(), st.integers(0, 2**32))
def test_earlier_pairs_to_begin_with_give_the_same_total(network: Network, seed: int) -> None:
    first = auction.solve(network)
    rng = np.random.default_rng(seed)
    moved = network.score + rng.integers(-2, 3, len(network.score)) * (rng.random(len(network.score)) < 0.2)
    other = Network(
        network.wants, network.places, network.start, network.mentor, moved, network.alone, network.fewer, network.idle
    )
    again = auction.solve(other, price=first.price, step=2, made=first.made)
    assert holds(other, again)
    assert value(other, again.made) == by_flow(other) == bound(other, again)


@many
@given(networks())
def test_sifting_gives_the_same_total_and_proves_it(network: Network) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sifting, "MANY", 1)
        patch.setattr(sifting, "EACH", 1 / 8)
        solution = sifting.solve(network)
    assert holds(network, solution)
    assert value(network, solution.made) == by_flow(network) == bound(network, solution)
