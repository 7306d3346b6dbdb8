"""Everything that a run has found, for the printed summary, the JSON and the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from bothways.pairing.arrays import Flags
from bothways.pairing.matching import WHOLE, Absence, Match, Objective, Round, Trade
from bothways.pairing.optimum import Told, untold
from bothways.pairing.rulebook import Book
from bothways.pairing.terms import possible

SIDE_BY_SIDE = 100_000
"""With at most so many possible pairs all objectives are compared without being asked to."""
LOOKED_INTO = 100
"""For so many people left out the reason is looked for, where it is not known from others; the rest are only named."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What one objective reaches, to be set beside the others."""

    objective: Objective
    pairs: int
    left_out: int
    points: float
    lowest: float | None
    rather: int | None
    """How many two would rather have each other; None where it was not counted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A round with its result and what is to be said of it."""

    book: Book
    made: Round
    match: Match
    others: tuple[Standing, ...] = ()
    """What every objective reaches, this one among them; none where they were not compared."""
    absences: tuple[Absence, ...] = ()
    trade: Trade | None = None

    @property
    def names(self) -> Mapping[str, str]:
        """What to call people, by id."""
        return self.book.names

    @property
    def wanting(self) -> int:
        """How many mentees want somebody."""
        return int((self.made.mentees.room > 0).sum())

    @property
    def matched(self) -> int:
        """How many of them have somebody."""
        return self.wanting - len(self.match.unmatched)

    @property
    def short(self) -> list[tuple[str, int, int]]:
        """Mentees who have somebody, but fewer than they want: who, how many, of how many."""
        ids, room = self.made.mentees.ids, self.made.mentees.room.tolist()
        number = {who: i for i, who in enumerate(ids)}
        have = np.bincount([number[pair.mentee] for pair in self.match.pairs], minlength=len(ids)).tolist()
        return [(who, has, wants) for who, has, wants in zip(ids, have, room, strict=True) if 0 < has < wants]


def compared(made: Round, match: Match, told: Told = untold) -> tuple[Standing, ...]:
    """What every objective that the size allows would reach."""
    whole = len(made.mentees) * len(made.mentors) <= WHOLE
    wanted = [*Objective] if whole else [Objective.BEST, Objective.NOBODY]
    found = [match if one is match.objective else made.match(one, told=told) for one in wanted]
    return tuple(_standing(one, made.rather(one) if whole else None) for one in found)


def _standing(match: Match, rather: int | None) -> Standing:
    return Standing(match.objective, len(match.pairs), len(match.unmatched), match.points, match.lowest, rather)


def absences(made: Round, match: Match) -> tuple[Absence, ...]:
    """Why those left out have nobody; what holds for one is not looked for again for the next."""
    open_ = np.flatnonzero(made.mentors.room > 0)
    number = {who: i for i, who in enumerate(made.mentees.ids)}
    wanting, places = int((made.mentees.room > 0).sum()), int(made.mentors.room.sum())
    crowd = f"There are {wanting:,} mentees for {places:,} places in all."
    sets: list[tuple[Flags, Absence]] = []
    looks: list[str] = []

    def look(who: str) -> Absence:
        allowed = possible(made.terms.scores(np.array([number[who]]), open_))[0]
        if allowed.any() and places < wanting and not match.free:
            return Absence(who, crowd)
        for within, known in sets:
            if allowed.any() and not (allowed & ~within).any():
                return replace(known, mentee=who, mentees=tuple(sorted({*known.mentees, who})))
        looks.append(who)
        if len(looks) > LOOKED_INTO:
            return Absence(who, "Not looked into: so many are left out.")
        found = made.why_unmatched(match, who)
        if found.mentors:
            sets.append((np.isin(np.array(made.mentors.ids, dtype=object)[open_], found.mentors), found))
        return found

    return tuple(look(who) for who in match.unmatched)


@dataclass(frozen=True, slots=True)
class Group:
    """Mentees who are left out for one and the same reason."""

    left_out: tuple[str, ...]
    text: str
    sharing: tuple[str, ...]
    """All who may have nobody but these mentors, those left out among them; none where another reason holds."""
    mentors: tuple[str, ...]
    places: int


def together(made: Round, found: Iterable[Absence]) -> list[Group]:
    """Put together who is left out for the same reason; sets that share the same mentors are one set."""
    groups: dict[str | tuple[str, ...], list[Absence]] = {}
    for one in found:
        groups.setdefault(one.mentors or one.text, []).append(one)
    room = dict(zip(made.mentors.ids, made.mentors.room.tolist(), strict=True))
    return [
        Group(
            tuple(one.mentee for one in members),
            members[0].text,
            tuple(dict.fromkeys(who for one in members for who in one.mentees)),
            members[0].mentors,
            sum(room[who] for who in members[0].mentors),
        )
        for members in groups.values()
    ]
