"""Invented rounds: people with features of every kind, holes in their data, and rules of every kind."""

import numpy as np
from hypothesis import strategies as st

from bothways.pairing.people import Column, Labels, Numbers, People, Texts, Vectors
from bothways.pairing.rules import (
    Alike,
    Choices,
    Gap,
    Hours,
    LeftOut,
    Line,
    Pairing,
    Rules,
    Same,
    Shared,
    Strength,
    Zones,
)

WORDS = ("garden", "budget", "public speaking", "python", "negotiating", "writing")
PLACES = ("fr/idf/paris", "fr/idf/sceaux", "fr/bre/brest", "pl/mz/warsaw", "pl")


def people(rng: np.random.Generator, size: int, letter: str, most: int, others: list[str]) -> People:
    """Invent one side; some are on both sides."""
    ids = [("x" if rng.random() < 0.1 else letter) + f"{k:03}" for k in rng.permutation(size)]

    def labels(words: tuple[str, ...], top: int) -> Labels:
        counts = rng.integers(0, top + 1, size)
        return Labels.of([[str(w) for w in rng.choice(words, count, replace=False)] for count in counts])

    columns: dict[str, Column] = {
        "skills": labels(WORDS, 4),
        "place": labels(PLACES, 1),
        "language": labels(("en", "fr", "pl"), 2),
        "employer": labels(("a", "b", "c"), 1),
        "boss": labels(tuple({*ids, *others}) or ("nobody",), 1),
        "hours": labels(tuple(f"h{k}" for k in range(12)), 8),
        "years": Numbers.of([None if rng.random() < 0.1 else float(y) for y in rng.integers(0, 30, size)]),
        "zone": Numbers.of([None if rng.random() < 0.1 else float(z) for z in rng.integers(-11, 13, size)]),
        "story": Texts(tuple(" ".join(rng.choice(WORDS, 6)) if rng.random() < 0.8 else "" for _ in range(size))),
        "vector": Vectors(rng.normal(size=(size, 5)).astype(np.float32)),
    }
    return People.of(ids, rng.integers(0, most + 1, size).tolist(), **columns)


def rules_for(rng: np.random.Generator, mentees: People, mentors: People) -> Rules:
    """Some rules and criteria of every kind, each by chance."""

    def couples(count: int) -> frozenset[tuple[str, str]]:
        if not mentees.ids or not mentors.ids:
            return frozenset()
        return frozenset((str(rng.choice(mentees.ids)), str(rng.choice(mentors.ids))) for _ in range(count))

    def some(side: People, count: int) -> tuple[str, ...]:
        return tuple(str(who) for who in rng.choice(side.ids, min(count, len(side)), replace=False)) if side.ids else ()

    def named(me: People, them: People) -> dict[str, tuple[str, ...]]:
        return {who: some(them, 3) for who in some(me, 3)}

    def chosen(items: list) -> tuple:  # type: ignore[type-arg]
        return tuple(item for item in items if rng.random() < 0.4)

    def strength() -> Strength:
        return Strength(rng.choice([*Strength]))

    hard = [
        Same("language", "language"),
        Same("employer", "employer", differ=True),
        Zones("zone", "zone", 5),
        Line("boss", "boss"),
        Pairing("employer", "employer", frozenset("a"), frozenset("bc")),
        Pairing("language", "language", frozenset({"fr"}), frozenset({"fr"}), allow=True),
        Pairing("employer", "employer", frozenset("c")),
    ]
    soft = [
        Shared("skills", "skills", strength()),
        Shared("skills", "skills", Strength.MUST, at_least=2),
        Shared("employer", "employer", strength()),
        Shared("place", "place", strength(), path=True),
        Gap("years", "years", (5, 12), (1, 20), strength()),
        Hours("hours", "hours", 3, 2, strength()),
        Alike("story", "story", strength()),
        Alike("vector", "vector", strength()),
        Choices("mentee", ranked=named(mentees, mentors), strength=strength()),
        Choices("mentor", yes=named(mentors, mentees), no=named(mentors, mentees), strength=strength()),
        Choices("mentee", maybe=named(mentees, mentors), no=named(mentees, mentors), no_forbids=True),
        LeftOut(frozenset((*some(mentees, 3), *some(mentors, 2))), strength()),
    ]
    return Rules(
        hard=chosen(hard),
        soft=chosen(soft),
        base=int(rng.integers(0, 60)),
        previous=couples(2),
        blocked=couples(1),
        forbidden=couples(1),
        published=couples(2),
        inertia=7,
    )


@st.composite
def worlds(draw: st.DrawFn, *, most: int = 14, room: int = 3) -> tuple[People, People, Rules]:
    """A round: mentees, mentors (each sorted by id) and rules."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    mentees = people(rng, draw(st.integers(0, most)), "a", draw(st.integers(1, room)), ["x001", "m002"])
    mentors = people(rng, draw(st.integers(0, most)), "m", draw(st.integers(0, room)), list(mentees.ids)[:4])
    return mentees.sorted(), mentors.sorted(), rules_for(rng, mentees, mentors)
