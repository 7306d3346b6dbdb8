from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.pairing import candidates, compiling
from bothways.pairing.explain import Explainer
from bothways.pairing.people import Labels, People
from bothways.pairing.rules import NEVER, Rules, Same, Shared, Zones
from bothways.pairing.terms import pairs_of, possible
from tests.pairing.oracle import INSTANCES
from tests.pairing.worlds import worlds

many = settings(max_examples=INSTANCES, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True)


@contextmanager
def everything_large() -> Iterator[None]:
    """Take the ways that only large rounds take: no small tables."""
    kept = compiling.SMALL
    compiling.SMALL = 1
    yield
    compiling.SMALL = kept


@pytest.mark.parametrize("large", [False, True])
@many
@given(worlds())
def test_blocks_score_what_single_pairs_explain(large: bool, world: tuple[People, People, Rules]) -> None:
    mentees, mentors, _ = world
    if large:
        with everything_large():
            terms = compiling.compile_terms(*world)
    else:
        terms = compiling.compile_terms(*world)
    rows, columns = np.arange(len(mentees)), np.arange(len(mentors))
    block = terms.scores(rows, columns)
    explainer = Explainer(*world)
    for i, a in enumerate(mentees.ids):
        for j, b in enumerate(mentors.ids):
            told = explainer.explain(a, b)
            assert bool(told.forbidden) != bool(possible(block)[i, j])
            assert told.forbidden or told.units == block[i, j]
    one_by_one = pairs_of(terms, np.repeat(rows, len(columns)), np.tile(columns, len(rows))).reshape(block.shape)
    singly = one_by_one.astype(np.float32)
    assert (np.where(possible(block), block, NEVER) == np.where(possible(singly), singly, NEVER)).all()


@many
@given(worlds(most=25))
def test_best_are_the_best_of_all(world: tuple[People, People, Rules]) -> None:
    terms = compiling.compile_terms(*world)
    all_ = candidates.everything(terms)
    best = candidates.best(terms, 3)
    for i in range(len(terms.wants)):
        mine = np.sort(all_.score[all_.mentee == i])[::-1][:3]
        assert np.sort(best.score[best.mentee == i])[::-1].tolist() == mine.tolist()
    whole = candidates.best(terms, len(terms.places))
    assert (whole.mentee == all_.mentee).all()
    assert (whole.mentor == all_.mentor).all()
    assert (whole.score == all_.score).all()


def test_names_the_column_that_is_not_there() -> None:
    one = People.of(["a"], 1, words=Labels.of([["x"]]))
    with pytest.raises(compiling.RulesError, match="The mentors have no column 'wrods'"):
        compiling.compile_terms(one, one, Rules(soft=(Shared("words", "wrods"),)))
    with pytest.raises(compiling.RulesError, match="holds Labels, not Numbers"):
        compiling.compile_terms(one, one, Rules(hard=(Zones("words", "words", 3),)))


def test_unknown_forbids_nothing() -> None:
    a, b = People.of(["a"], 1, lang=Labels.of([[]])), People.of(["b"], 1, lang=Labels.of([["en"]]))
    terms = compiling.compile_terms(a, b, Rules(hard=(Same("lang", "lang"),)))
    assert possible(terms.scores(np.array([0]), np.array([0]))).all()


@many
@given(worlds(most=25), st.integers(1, 6))
def test_best_are_the_same_with_and_without_compiling(world: tuple[People, People, Rules], size: int) -> None:
    coarse = replace(world[2], soft=world[2].soft[:1])  # many ties
    terms = compiling.compile_terms(world[0], world[1], coarse)
    with pytest.MonkeyPatch.context() as patch:
        compiled = candidates.best(terms, size)
        patch.setattr(candidates, "SLOW_REASON", "for once")
        plain = candidates.best(terms, size)
    assert compiled.mentee.tolist() == plain.mentee.tolist()
    assert compiled.mentor.tolist() == plain.mentor.tolist()
    assert compiled.score.tolist() == plain.score.tolist()
