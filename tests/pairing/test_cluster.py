import warnings
from collections.abc import Iterator

import numpy as np
import pytest

from bothways.pairing import candidates, compiling, optimum
from bothways.pairing.cluster import Cluster, ClusterError
from bothways.pairing.matching import Round
from tests.pairing.worlds import people, rules_for

distributed = pytest.importorskip("distributed", reason="the extra bothways[cluster] is not installed")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as local:
            yield local.scheduler_address


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_workers_find_the_very_same(address: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimum, "ALL", -1)
    monkeypatch.setattr(optimum, "FIRST", 2)
    rng = np.random.default_rng(seed)
    mentees, mentors = people(rng, 150, "a", 2, ["x001"]), people(rng, 40, "m", 4, ["x002"])
    rules = rules_for(rng, mentees, mentors)
    here = Round(mentees, mentors, rules).match()
    with Cluster(address) as cluster:
        there = Round(mentees, mentors, rules, spread=cluster).match()
        terms = compiling.compile_terms(mentees.sorted(), mentors.sorted(), rules)
        one, other = candidates.best(terms, 3), candidates.best(terms, 3, spread=cluster)
    assert here.pairs == there.pairs
    assert here.price.tobytes() == there.price.tobytes()
    assert here.certificate == there.certificate
    for mine, theirs in zip(
        (one.mentee, one.mentor, one.score), (other.mentee, other.mentor, other.score), strict=True
    ):
        assert mine.tobytes() == theirs.tobytes()


def test_says_when_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bothways.pairing.cluster.PATIENCE", 0.2)
    with pytest.raises(ClusterError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9")
