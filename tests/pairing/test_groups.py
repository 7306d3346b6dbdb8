from functools import cache
from itertools import combinations, product

import numpy as np
from hypothesis import HealthCheck, given, settings

from bothways.pairing.circles import circles
from bothways.pairing.compiling import compile_terms
from bothways.pairing.peers import peers
from bothways.pairing.people import Labels, People
from bothways.pairing.rules import UNIT, Rules, Shared
from bothways.pairing.terms import possible
from tests.pairing.oracle import INSTANCES
from tests.pairing.worlds import worlds

many = settings(max_examples=INSTANCES, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True)


@many
@given(worlds(most=9, room=1))
def test_peer_pairs_equal_all_ways_tried(world: tuple[People, People, Rules]) -> None:
    people, _, rules = world
    terms = compile_terms(people, people, rules)
    block = terms.scores(np.arange(len(people)), np.arange(len(people)))
    open_ = possible(block) & possible(block.T)

    @cache
    def best(left: frozenset[int]) -> tuple[int, int]:
        if not left:
            return 0, 0
        one = min(left)
        found = best(left - {one})
        for other in left - {one}:
            if open_[one, other]:
                pairs, score = best(left - {one, other})
                found = max(found, (pairs + 1, score + int(block[one, other]) + int(block[other, one])))
        return found

    result = peers(people, rules)
    pairs, score = best(frozenset(np.flatnonzero(terms.wants).tolist()))
    assert (len(result.pairs), round(result.points * UNIT)) == (pairs, score)
    assert result.gap == 0


def test_three_who_like_each_other_leave_one_alone() -> None:
    people = People.of(["a", "b", "c"], 1, skills=Labels.of([["x"]] * 3))
    result = peers(people, Rules(soft=(Shared("skills", "skills"),)))
    assert (len(result.pairs), len(result.alone), result.gap) == (1, 1, 0)


@settings(max_examples=min(INSTANCES, 200), deadline=None, suppress_health_check=[*HealthCheck], derandomize=True)
@given(worlds(most=5, room=3))
def test_circles_equal_all_ways_tried(world: tuple[People, People, Rules]) -> None:
    mentees, mentors, rules = world
    result = circles(mentees, mentors, rules, hours="hours")
    block = compile_terms(mentees, mentors, rules).scores(np.arange(len(mentees)), np.arange(len(mentors)))
    mine_, theirs = mentees.columns["hours"], mentors.columns["hours"]
    assert isinstance(mine_, Labels)
    assert isinstance(theirs, Labels)
    hour = {("e", i): {*mine_[i]} for i in range(len(mentees))} | {("m", j): {*theirs[j]} for j in range(len(mentors))}
    joins = [i for i in range(len(mentees)) if mentees.room[i]]
    options = []
    for j in range(len(mentors)):
        mine: set[tuple[frozenset[int], int]] = {(frozenset(), 0)}
        for size in range(2, int(mentors.room[j]) + 1):
            for who in combinations(joins, size):
                together = set.intersection(hour["m", j], *(hour["e", i] for i in who))
                if together and all(possible(block)[i, j] for i in who):
                    mine.add((frozenset(who), int(sum(block[i, j] for i in who))))
        options.append(sorted(mine, key=lambda option: (sorted(option[0]), option[1])))
    best = 0
    for choice in product(*options):
        members = [i for who, _ in choice for i in who]
        if len(members) == len(set(members)):
            best = max(best, sum(score for _, score in choice))
    assert round(result.points * UNIT) == best
    assert result.gap == 0
    for circle in result.circles:
        free = [hour["e", mentees.ids.index(who)] for who in circle.mentees]
        assert circle.hour in set.intersection(hour["m", mentors.ids.index(circle.mentor)], *free)
