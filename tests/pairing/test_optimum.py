from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from bothways.pairing import candidates, compiling, optimum, threads
from bothways.pairing.certificate import certify
from bothways.pairing.network import plain, value
from bothways.pairing.people import People
from bothways.pairing.rules import Rules
from tests.pairing.oracle import INSTANCES, by_flow
from tests.pairing.worlds import worlds

many = settings(max_examples=INSTANCES, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True)


@pytest.mark.parametrize("few", [False, True])
@many
@given(worlds(most=30))
def test_from_tables_to_a_proved_optimum(few: bool, world: tuple[People, People, Rules]) -> None:
    terms = compiling.compile_terms(*world)
    with pytest.MonkeyPatch.context() as patch:
        if few:  # as in a large round: two mentors listed each, more by need
            patch.setattr(optimum, "ALL", -1)
            patch.setattr(optimum, "FIRST", 0)
            patch.setattr(optimum, "MORE", 1)
        all_ = candidates.everything(terms)
        for alone in (0, optimum.alone_for_all(terms, all_)):
            found = optimum.optimum(terms, alone=alone)
            network = plain(terms.wants, terms.places, all_.mentee, all_.mentor, all_.score, alone=alone)
            assert found.certificate.holds
            assert found.certificate.pairs == len(all_.mentee)
            assert found.certificate.value == value(found.network, found.solution.made) == by_flow(network)


@many
@given(worlds(most=12))
def test_the_certificate_sees_every_spoilt_proof(world: tuple[People, People, Rules]) -> None:
    terms = compiling.compile_terms(*world)
    found = optimum.optimum(terms)
    made, profit, price = (found.mentee, found.mentor), found.solution.profit, found.solution.price
    for k in np.flatnonzero(found.score > 0):
        rest = tuple(np.delete(side, k) for side in made)
        assert certify(terms, rest, profit, price).gap == found.score[k]  # type: ignore[arg-type]
    for who in np.flatnonzero(terms.wants)[:3]:
        lower = profit.copy()
        lower[who] -= 5
        assert certify(terms, made, lower, price).gap >= 0
    everywhere = np.nonzero(terms.scores(np.arange(len(terms.wants)), np.arange(len(terms.places))) < -(2**29))
    for a, b in list(zip(*everywhere, strict=True))[:2]:
        wider = replace(terms, wants=terms.wants + 1, places=terms.places + 1)
        spoilt = certify(wider, (np.append(made[0], a), np.append(made[1], b)), profit, price)
        assert not spoilt.holds
        assert spoilt.faults
    if len(made[0]):
        twice = tuple(np.append(side, side[:1]) for side in made)
        assert "a pair is made twice" in certify(terms, twice, profit, price).faults  # type: ignore[arg-type]


@many
@given(worlds(most=30))
def test_cores_and_block_sizes_change_nothing(world: tuple[People, People, Rules]) -> None:
    terms = compiling.compile_terms(*world)
    found = []
    for cores, block in ((1, 2**20), (4, 7)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(threads, "cores", lambda cores=cores: cores)
            patch.setattr(candidates, "BLOCK", block)
            patch.setattr(optimum, "ALL", -1)
            patch.setattr(optimum, "FIRST", 1)
            found.append(optimum.optimum(terms))
    one, other = found
    assert one.solution.made.tolist() == other.solution.made.tolist()
    assert one.solution.price.tolist() == other.solution.price.tolist()
    assert one.certificate == other.certificate
