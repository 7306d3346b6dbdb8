"""Invented rounds of any size from a fixed seed: features as programs ask for them, and plain networks."""

import numpy as np

from bothways.pairing.arrays import Floats, Ints, Whole
from bothways.pairing.network import Network
from bothways.pairing.people import Column, Labels, Numbers, People
from bothways.pairing.rules import Gap, Hours, Rules, Same, Shared, Strength, Zones

SEED = 20_150_507
CHUNK = 20_000  # people drawn at a time
PER_MENTOR = 4  # mentees for each mentor
PLACES = (2, 9)  # of each mentor, evenly; 5.0 on average


def _words(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{k:03}" for k in range(count))


def _labels(
    rng: np.random.Generator, people: int, names: tuple[str, ...], least: int, most: int, skew: float
) -> Labels:
    """For each person `least` to `most` different words; the first words are the commonest where `skew` is above 0."""
    weight = 1 / (1 + np.arange(len(names))) ** skew
    parts = []
    for begin in range(0, people, CHUNK):
        size = min(CHUNK, people - begin)
        drawn = np.argsort(-np.log(rng.random((size, len(names)))) / weight, axis=1)[:, :most].astype(np.int32)
        drawn[np.arange(most) >= rng.integers(least, most + 1, (size, 1))] = len(names)
        parts.append(np.sort(drawn, axis=1))
    codes = np.concatenate(parts)
    real = codes < len(names)
    start = np.concatenate(([0], np.cumsum(real.sum(axis=1)))).astype(np.int64)
    return Labels(names, start, codes[real])


def _years(rng: np.random.Generator, people: int, most: int) -> Floats:
    years = rng.integers(0, most, people).astype(np.float64)
    years[rng.random(people) < 0.05] = np.nan  # noqa: PLR2004  not everybody says
    return years


def side(people: int, letter: str, room: Ints, rng: np.random.Generator, skills: tuple[int, int], years: int) -> People:
    """One side of a round: a language or two, a clock, skills, an industry, years of work, free hours, an employer."""
    zones = rng.choice(
        [-8, -5, -3, 0, 1, 2, 3, 5.5, 8, 10], people, p=[0.1, 0.15, 0.05, 0.15, 0.2, 0.1, 0.05, 0.1, 0.05, 0.05]
    )
    columns: dict[str, Column] = {
        "language": _labels(rng, people, _words("language", 12), 1, 2, 1.2),
        "zone": Numbers(zones),
        "skills": _labels(rng, people, _words("skill", 60), *skills, 0.5),
        "goals": _labels(rng, people, _words("goal", 16), 1, 3, 0),
        "industry": _labels(rng, people, _words("industry", 24), 0, 1, 0.5),
        "years": Numbers(_years(rng, people, years)),
        "hours": _labels(rng, people, _words("hour", 42), 3, 12, 0),
        "employer": _labels(rng, people, _words("employer", 300), 1, 1, 0.5),
    }
    return People(tuple(f"{letter}{k:07}" for k in range(people)), room, columns)


RULES = Rules(
    hard=(
        Same("language", "language"),
        Same("employer", "employer", differ=True),
        Zones("zone", "zone", 4),
    ),
    soft=(
        Shared("skills", "skills", Strength.HIGH),
        Shared("goals", "goals", Strength.MEDIUM),
        Shared("industry", "industry", Strength.MEDIUM),
        Gap("years", "years", (5, 12), (2, 25), Strength.MEDIUM),
        Hours("hours", "hours", 3, 1, Strength.MEDIUM),
    ),
)


def tables(mentees: int) -> tuple[People, People, Rules]:
    """A round of so many mentees, a quarter as many mentors, with five places for every four mentees."""
    rng = np.random.default_rng([SEED, mentees])
    mentors = max(1, mentees // PER_MENTOR)
    wants = np.ones(mentees, dtype=np.int64)
    places = rng.integers(*PLACES, mentors)
    return (
        side(mentees, "a", wants, rng, (1, 4), 15),
        side(mentors, "m", places, rng, (3, 9), 35),
        RULES,
    )


def dense(mentees: int, mentors: int) -> Network:
    """Every pair with a score of its own, and exactly as many places as mentees."""
    rng = np.random.default_rng([SEED, mentees, mentors])
    start = np.arange(mentees + 1, dtype=np.int64) * mentors
    mentor = np.tile(np.arange(mentors, dtype=np.int32), mentees)
    score = rng.integers(1, 100_000, mentees * mentors, dtype=np.int32)
    return _network(start, mentor, score, np.full(mentors, mentees // mentors, dtype=np.int64))


def sparse(mentees: int, mentors: int, each: int) -> Network:
    """So many random pairs for each mentee, two to six places with each mentor."""
    rng = np.random.default_rng([SEED, mentees, mentors, each])
    mentor = np.empty((mentees, each), dtype=np.int32)
    stride = mentors // each
    for k in range(each):  # one from each of so many equal parts: no pair twice, in order
        mentor[:, k] = rng.integers(k * stride, (k + 1) * stride, mentees, dtype=np.int32)
    start = np.arange(mentees + 1, dtype=np.int64) * each
    score = rng.integers(1, 100_000, mentees * each, dtype=np.int32)
    return _network(start, mentor.reshape(-1), score, rng.integers(2, 7, mentors))


def _network(start: Ints, mentor: Whole, score: Whole, places: Ints) -> Network:
    none = np.zeros(len(start) - 1, dtype=np.int64)
    return Network(none + 1, places, start, mentor, score, none, none, np.zeros(len(places), dtype=np.int64))
