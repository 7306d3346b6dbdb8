import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bothways.pairing import candidates, compiling, optimum
from bothways.pairing.cluster import Cluster, ClusterError
from bothways.pairing.commands import app
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


def test_the_command_takes_a_cluster_and_finds_the_same(address: str, tmp_path: Path) -> None:
    (tmp_path / "mentees.csv").write_text("E-mail,Name,I want to learn\na@x.example,Ada,python\nb@x.example,Bo,law\n")
    (tmp_path / "mentors.csv").write_text("E-mail,Name,I can teach\nm@x.example,Mo,law\nn@x.example,Nia,python\n")
    files = [str(tmp_path / "mentees.csv"), str(tmp_path / "mentors.csv")]
    there = CliRunner().invoke(app, ["match", *files, "--cluster", address])
    here = CliRunner().invoke(app, ["match", *files])
    assert (there.exit_code, there.stdout) == (0, here.stdout)


def test_the_command_says_when_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bothways.pairing.cluster.PATIENCE", 0.2)
    (tmp_path / "people.csv").write_text("E-mail,Name\na@x.example,Ada\n")
    told = CliRunner().invoke(app, ["match", *[str(tmp_path / "people.csv")] * 2, "--cluster", "tcp://127.0.0.1:9"])
    assert told.exit_code == 1
    assert told.stderr == "No scheduler answers at tcp://127.0.0.1:9.\nNothing was written.\n"
