"""How much a small change moves, and how long it takes: a question "why not these two?", and a round solved again."""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bothways.pairing.matching import Match, Round
from bothways.pairing.people import People
from bothways.pairing.rules import UNIT
from devtools.bench.pairing import rounds
from devtools.bench.report import Sheet, Verdict, verdicts_sheet

ASKED = 5
LEAVE = 100
"""One in so many mentees leaves before the round is solved again."""


def _couples(match: Match) -> set[tuple[str, str]]:
    return {(pair.mentee, pair.mentor) for pair in match.pairs}


def what_moves(mentees: int) -> Iterator[Sheet]:
    """Ask what single pairs would cost; then let some people leave, with and without inertia for published pairs."""
    people, mentors, rules = rounds.tables(mentees)
    made = Round(people, mentors, rules)
    match = made.match()
    times = []
    for k in range(ASKED):
        mentee = match.pairs[k * len(match.pairs) // ASKED].mentee
        mentor = next(who for who in mentors.ids[k * 101 :] if not made.explain(mentee, who).forbidden)
        begun = time.perf_counter()
        made.why_not(match, mentee, mentor)
        times.append(time.perf_counter() - begun)
    stay = np.flatnonzero(np.arange(mentees) % LEAVE != LEAVE - 1)
    fewer = _taken(people, stay)
    published = _couples(match)
    there = {*fewer.ids}
    still = {pair for pair in published if pair[0] in there}
    plainly = Round(fewer, mentors, rules).match(price=match.price)
    keeping = Round(fewer, mentors, replace(rules, published=frozenset(published))).match(price=match.price)
    moved = [len(still - _couples(one)) / len(still) for one in (plainly, keeping)]
    bonus = rules.inertia * UNIT * len(_couples(keeping) & still)
    cost = (plainly.units - (keeping.units - bonus)) / plainly.units
    rows = [
        ("without inertia", f"{moved[0]:.2%}", ""),
        (f"{rules.inertia} points for staying", f"{moved[1]:.2%}", f"{cost:.3%}"),
    ]
    yield Sheet(
        f"{len(still):,} published pairs after 1 in {LEAVE} mentees left",
        ("solved again", "moved", "of the total"),
        rows,
    )
    middle = float(np.median(times))
    yield verdicts_sheet("Small changes", [
        Verdict(f"“why not?” exactly, at {mentees:,} ≤ 0.7 s", f"{middle:.2f} s", middle <= 0.7),  # noqa: PLR2004
        Verdict("moved with inertia ≤ 3 %", f"{moved[1]:.2%}", moved[1] <= 0.03),  # noqa: PLR2004
    ])  # fmt: skip


def _taken(people: People, order: np.ndarray) -> People:
    columns = {name: column.take(order) for name, column in people.columns.items()}
    return People(tuple(people.ids[k] for k in order), people.room[order], columns)
