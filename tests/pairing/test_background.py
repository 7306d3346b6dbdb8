"""A round solved in a process of its own: the same result, heard of on the way, and ended at any time."""

import os
import signal

import numpy as np
import pytest

from bothways.pairing.background import Background, DiedError
from bothways.pairing.compiling import RulesError
from bothways.pairing.matching import Match, Objective, Round
from bothways.pairing.people import Labels, People
from bothways.pairing.rules import Rules, Shared

PATIENCE = 60  # seconds
RULES = Rules(soft=(Shared("wants", "offers"),))


def sides(size: int) -> tuple[People, People]:
    rng = np.random.default_rng(7)
    words = [[str(word) for word in rng.choice(40, 3, replace=False)] for _ in range(2 * size)]
    mentees = People.of([f"a{k}" for k in range(size)], 1, wants=Labels.of(words[:size]))
    return mentees, People.of([f"b{k}" for k in range(size)], 1, offers=Labels.of(words[size:]))


def whole(work: Background) -> Match:
    """The result, waited for to the end."""
    while (found := work.wait(PATIENCE)) is None:
        pass
    return found


@pytest.mark.parametrize("objective", [Objective.BEST, Objective.FAIREST])
def test_it_finds_what_is_found_here_and_tells_how_far_it_is(objective: Objective) -> None:
    mentees, mentors = sides(30)
    with Background(mentees, mentors, RULES, objective) as work:
        found = whole(work)
        assert work.progress.stage != "Starting"
        assert work.wait(0) is found
    assert found.pairs == Round(mentees, mentors, RULES).match(objective).pairs


def test_who_does_not_wait_gets_nothing_yet() -> None:
    with Background(*sides(30), RULES) as work:
        assert work.wait(0) is None
        assert work.progress.part == 0


def test_cancelled_it_leaves_no_process() -> None:
    work = Background(*sides(30), RULES)
    work.cancel()
    work.cancel()
    assert not work._process.is_alive()
    with pytest.raises(DiedError):
        work.wait(PATIENCE)


def test_a_process_that_is_killed_is_an_error() -> None:
    with Background(*sides(30), RULES) as work:
        os.kill(work._process.pid or 0, signal.SIGKILL)
        with pytest.raises(DiedError):
            whole(work)


def test_wrong_rules_are_told_as_here() -> None:
    rules = Rules(soft=(Shared("nothing", "offers"),))
    with Background(*sides(3), rules) as work, pytest.raises(RulesError, match="nothing"):
        whole(work)
