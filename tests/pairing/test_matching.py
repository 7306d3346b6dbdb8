import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.pairing import optimum
from bothways.pairing.compiling import RulesError
from bothways.pairing.matching import Match, Objective, Round, standings
from bothways.pairing.people import Labels, Numbers, People
from bothways.pairing.rules import UNIT, Rules, Same, Shared, Zones
from tests.pairing.oracle import INSTANCES
from tests.pairing.worlds import worlds

many = settings(max_examples=INSTANCES, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True)
World = tuple[People, People, Rules]


def couples(match: Match) -> set[tuple[str, str]]:
    return {(pair.mentee, pair.mentor) for pair in match.pairs}


def shuffled(people: People, rng: np.random.Generator) -> People:
    order = rng.permutation(len(people))
    taken = {name: column.take(order) for name, column in people.columns.items()}
    return People(tuple(people.ids[i] for i in order), people.room[order], taken)


@many
@given(worlds(), st.integers(0, 2**32))
def test_the_order_of_rows_changes_nothing(world: World, seed: int) -> None:
    rng = np.random.default_rng(seed)
    mixed = shuffled(world[0], rng), shuffled(world[1], rng), world[2]
    for objective in Objective:
        one, other = Round(*world).match(objective), Round(*mixed).match(objective)
        assert one.pairs == other.pairs
        assert one.unmatched == other.unmatched


@many
@given(worlds())
def test_objectives_keep_what_they_promise(world: World) -> None:
    made = Round(*world)
    best, nobody, fair, steady = (result for result in standings(made).values())
    assert best.certificate is not None
    assert best.certificate.holds
    assert all(best.units >= other.units for other in (nobody, fair, steady))
    assert all(len(nobody.unmatched) <= len(other.unmatched) for other in (best, fair, steady))
    assert len(fair.unmatched) == len(nobody.unmatched)
    assert made.rather(steady) == 0


@many
@given(worlds(room=2))
def test_why_not_bounds_what_it_costs(world: World) -> None:
    made = Round(*world)
    match = made.match()
    for a in made.mentees.ids[:3]:
        for b in made.mentors.ids[:3]:
            trade = made.why_not(match, a, b)
            if trade.exactly is None:
                assert trade.forbidden
                continue
            assert 0 <= trade.at_least <= trade.exactly
            assert (a, b) in (couples(match) | {*trade.comes}) - {*trade.goes}


@pytest.mark.parametrize("few", [False, True])
@many
@given(worlds(room=2), st.sampled_from([Objective.BEST, Objective.NOBODY]))
def test_why_not_costs_what_a_lock_costs(few: bool, world: World, objective: Objective) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if few:  # as in a large round: only likely pairs are listed
            patch.setattr(optimum, "ALL", -1)
            patch.setattr(optimum, "FIRST", 0)
        made = Round(*world)
        match = made.match(objective)
        for a, b in itertools.product(made.mentees.ids[:3], made.mentors.ids[:2]):
            trade = made.why_not(match, a, b)
            if trade.exactly is None or (a, b) in couples(match):
                continue
            locked = Round(world[0], world[1], replace(world[2], locked=frozenset({(a, b)}))).match(objective)
            assert trade.exactly == match.points - locked.points
            assert trade.left_out == len(locked.unmatched) - len(match.unmatched)


@many
@given(worlds())
def test_locks_stay(world: World) -> None:
    first = Round(*world).match()
    if not first.pairs:
        return
    lock = frozenset({(pair.mentee, pair.mentor) for pair in first.pairs[::2]})
    again = Round(world[0], world[1], replace(world[2], locked=lock)).match()
    assert lock <= couples(again)
    assert again.units == first.units


@many
@given(worlds())
def test_every_absence_has_its_reason(world: World) -> None:
    made = Round(*world)
    match = made.match(Objective.NOBODY)
    for who in match.unmatched:
        why = made.why_unmatched(match, who)
        if why.mentees:
            room = dict(zip(made.mentors.ids, made.mentors.room.tolist(), strict=True))
            assert who in why.mentees
            assert sum(room[mentor] for mentor in why.mentors) < len(why.mentees)
            for one in why.mentees:
                open_ = {b for b in made.mentors.ids if room[b] and not made.explain(one, b).forbidden}
                assert open_ <= {*why.mentors}
        else:
            assert why.text.startswith(("The rules allow no mentor", "No mentor has a place"))


@many
@given(worlds(most=20))
def test_inertia_keeps_announced_pairs_unless_much_is_won(world: World) -> None:
    match = Round(*world).match()
    kept = replace(world[2], published=frozenset(couples(match)), inertia=10_000)
    assert couples(Round(world[0], world[1], kept).match()) == couples(match)


def speakers(*languages: str, room: int = 1, prefix: str = "a") -> People:
    ids = [f"{prefix}{k}" for k in range(len(languages))]
    return People.of(ids, room, lang=Labels.of([[one] for one in languages]), zone=Numbers.of([0.0] * len(ids)))


def test_says_which_mentees_share_too_few_places() -> None:
    mentees = speakers("fr", "fr", "fr", "en")
    mentors = speakers("fr", "en", "en", room=2, prefix="m")
    made = Round(mentees, mentors, Rules(hard=(Same("lang", "lang"),)))
    match = made.match(Objective.NOBODY)
    (left,) = match.unmatched
    why = made.why_unmatched(match, left)
    assert why.text == "3 mentees share 2 places with 1 mentors, and may have nobody else."
    assert why.mentors == ("m0",)


def test_says_which_rule_excludes_most() -> None:
    mentees = speakers("fr")
    mentors = speakers("en", "en", prefix="m")
    made = Round(
        mentees, mentors, Rules(hard=(Same("lang", "lang", label="No common language"), Zones("zone", "zone", 3)))
    )
    match = made.match()
    assert made.why_unmatched(match, "a0").text.endswith("what excludes most (2 of 2): No common language.")


def test_nobody_there_and_no_places() -> None:
    nobody, somebody = speakers(), speakers("en")
    for objective in Objective:
        assert Round(nobody, somebody, Rules()).match(objective).pairs == ()
        alone = Round(somebody, speakers("en", room=0, prefix="m"), Rules()).match(objective)
        assert alone.unmatched == ("a0",)
    assert Round(somebody, nobody, Rules()).why_unmatched(alone, "a0").text == "No mentor has a place."


def test_the_worked_example() -> None:
    mentees = People.of(["ada", "bo"], 1, wants=Labels.of([["python", "writing"], ["python"]]))
    mentors = People.of(["mo", "nia"], 1, offers=Labels.of([["python", "writing"], ["python"]]))
    made = Round(mentees, mentors, Rules(soft=(Shared("wants", "offers"),)))
    match = made.match()
    assert couples(match) == {("ada", "mo"), ("bo", "nia")}
    assert match.units == (300 + 300 + 50 + 50) * UNIT
    assert made.why_not(match, "ada", "nia").exactly == 150


@pytest.mark.parametrize(
    ("lock", "says"),
    [(("zz", "m0"), "not in this round"), (("a0", "m0"), "has room for 0")],
)
def test_refuses_locks_that_cannot_be(lock: tuple[str, str], says: str) -> None:
    with pytest.raises(RulesError, match=says):
        Round(speakers("en"), speakers("en", room=0, prefix="m"), Rules(locked=frozenset({lock})))
