"""One measurement in a process of its own: `python -m devtools.bench.pairing.alone HOW WHAT SIZE…`.

Prints one line of JSON: seconds, CPU seconds, what came out, and memory: the highest of the whole process, and how
much of that came on top of the input.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bothways.pairing import auction
from bothways.pairing.matching import Round
from bothways.pairing.network import Network, value
from devtools.bench.pairing import rounds

KB = 1024


def ours(network: Network) -> int:
    return value(network, auction.solve(network).made)


def ortools(network: Network) -> int:
    """By OR-tools' minimum-cost flow: everybody may stay alone."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    n, m = len(network.wants), len(network.places)
    source, sink = n + m, n + m + 1
    mentee, mentor = np.arange(n, dtype=np.int32), np.arange(n, n + m, dtype=np.int32)
    add = flow.add_arcs_with_capacity_and_unit_cost
    add(np.full(n, source, np.int32), mentee, network.wants, np.zeros(n, np.int64))
    add(mentee, np.full(n, sink, np.int32), network.wants, np.zeros(n, np.int64))
    add(mentor, np.full(m, sink, np.int32), network.places, np.zeros(m, np.int64))
    tail = np.repeat(mentee, np.diff(network.start))
    add(tail, network.mentor + np.int32(n), np.ones(len(tail), np.int64), -network.score.astype(np.int64))
    flow.set_node_supply(source, int(network.wants.sum()))
    flow.set_node_supply(sink, -int(network.wants.sum()))
    if flow.solve() != flow.OPTIMAL:
        raise SystemExit("OR-tools found no optimum.")
    return -int(flow.optimal_cost())


def _square(network: Network) -> np.ndarray:
    """The scores of a dense network, a column for each place."""
    n = len(network.wants)
    return np.repeat(network.score.reshape(n, -1), network.places, axis=1)


def scipy(network: Network) -> int:
    """By scipy's linear_sum_assignment, with a column for each place."""
    from scipy.optimize import linear_sum_assignment

    scores = _square(network).astype(np.float64)
    row, column = linear_sum_assignment(scores, maximize=True)
    return int(scores[row, column].sum())


def munkres(network: Network) -> int:
    """By the package munkres, with a column for each place."""
    from munkres import Munkres

    scores = _square(network)
    costs = (scores.max() - scores).tolist()
    return int(sum(scores[row, column] for row, column in Munkres().compute(costs)))


SOLVERS = {"ours": ours, "ortools": ortools, "scipy": scipy, "munkres": munkres}


def certified(mentees: int) -> tuple[float, dict[str, Any]]:
    """A round of feature tables, from the tables to the proof; solved once at a small size before."""
    people = rounds.tables(mentees)
    before = _highest()
    begun, spent = time.perf_counter(), time.process_time()
    match = Round(*people).match()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - spent
    proof = match.certificate
    if proof is None or not proof.holds:
        raise SystemExit(f"Not proved: {proof}")
    return seconds, {"cpu": cpu, "value": proof.value, "pairs": proof.pairs, "before": before}


def solved(how: Callable[[Network], int], network: Network) -> tuple[float, dict[str, Any]]:
    """One network by one solver."""
    before = _highest()
    begun, spent = time.perf_counter(), time.process_time()
    found = how(network)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - spent
    return seconds, {"cpu": cpu, "value": found, "before": before}


def _highest() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KB


def _kernel() -> str:
    from threadpoolctl import threadpool_info

    return ", ".join(sorted({str(one.get("architecture")) for one in threadpool_info() if one["user_api"] == "blas"}))


def main(how: str, what: str, *size: str) -> None:
    """Measure and print."""
    sizes = [int(one) for one in size]
    ours(rounds.dense(200, 50))  # the compiled loops are there before the clock runs
    if what == "tables":
        Round(*rounds.tables(2000)).match()
        Round(*rounds.tables(4000)).match()
        seconds, told = certified(*sizes)
    else:
        network = rounds.dense(sizes[0], sizes[1]) if what == "dense" else rounds.sparse(*sizes)
        seconds, told = solved(SOLVERS[how], network)
    peak = _highest()
    print(json.dumps({"seconds": seconds, **told, "peak": peak, "on top": peak - told["before"], "kernel": _kernel()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
