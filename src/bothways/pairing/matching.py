"""A round of matching from tables to pairs: the way in for programs.

`Round` holds what one round heeds. `match` solves it by one objective; `why_not`, `why_unmatched` and `explain` answer
the questions that people ask of the result.
"""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from bothways.pairing import auction, candidates
from bothways.pairing.arrays import Flags, Ints
from bothways.pairing.certificate import Certificate
from bothways.pairing.cluster import HERE, Spread
from bothways.pairing.compiled import SLOW_REASON
from bothways.pairing.compiling import RulesError, compile_terms
from bothways.pairing.explain import Explainer, Explanation
from bothways.pairing.fairness import fairest
from bothways.pairing.network import Network, plain
from bothways.pairing.optimum import Optimum, Told, alone_for_all, listed, optimum, untold, with_pair
from bothways.pairing.people import People
from bothways.pairing.rules import UNIT, Choices, Rules
from bothways.pairing.stability import blocking, stable
from bothways.pairing.terms import pairs_of, possible

WHOLE = 20_000_000
"""With more allowed pairs than this, fairest and stable are not offered: they need all of them at once."""
ASKED = 2_000
"""So many mentors are looked at to say which rule excludes most."""


class Objective(StrEnum):
    """What a round is to reach; one visible choice."""

    BEST = "best"
    """The most points in total."""
    NOBODY = "nobody-left-out"
    """As many mentees as possible with somebody, then the most points."""
    FAIREST = "fairest"
    """As many as possible, the lowest pair as high as can be, then the next lowest, …"""
    STABLE = "stable"
    """No two who would rather have each other."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentee and a mentor, and the score in units (256ths of a point)."""

    mentee: str
    mentor: str
    units: int
    locked: bool = False

    @property
    def points(self) -> float:
        """The score in points."""
        return self.units / UNIT


@dataclass(frozen=True, slots=True)
class Match:
    """The result of a round by one objective."""

    objective: Objective
    pairs: tuple[Pair, ...]
    """Ordered by mentee and mentor."""
    unmatched: tuple[str, ...]
    """Mentees who want somebody and have nobody."""
    free: tuple[tuple[str, int], ...]
    """Mentors with places left, and how many."""
    certificate: Certificate | None
    """The proof, where the objective is a total."""
    profit: Ints
    price: Ints
    notes: tuple[str, ...] = ()
    """What whoever reads the result must know."""

    @property
    def units(self) -> int:
        """The total in units."""
        return sum(pair.units for pair in self.pairs)

    @property
    def points(self) -> float:
        """The total in points."""
        return self.units / UNIT

    @property
    def lowest(self) -> float | None:
        """The points of the lowest pair."""
        return min((pair.points for pair in self.pairs), default=None)


@dataclass(frozen=True, slots=True)
class Trade:
    """What it would cost to make one pair that was not made."""

    mentee: str
    mentor: str
    forbidden: tuple[str, ...]
    """What forbids it; then there is no trade."""
    at_least: float
    """The cost in points that the prices show at once."""
    exactly: float | None = None
    """The cost in points by solving again; 0 means that it would be as good. None: not asked for, or too large."""
    left_out: int = 0
    """How many more would have nobody."""
    comes: tuple[tuple[str, str], ...] = ()
    goes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a mentee has nobody."""

    mentee: str
    text: str
    mentees: tuple[str, ...] = ()
    """Those who share the same mentors, with this one."""
    mentors: tuple[str, ...] = ()
    """All the mentors whom they may have."""


class Round:
    """One round: people and rules, made ready."""

    def __init__(self, mentees: People, mentors: People, rules: Rules, *, spread: Spread = HERE) -> None:
        """Make a round ready.

        Args:
            mentees: who wants mentors.
            mentors: who has places.
            rules: what to heed.
            spread: where the pairs of a large round are looked through: here, or on a `Cluster`.

        Raises:
            RulesError: the rules ask for columns that are not there, or locks for places that are not there.

        """
        self.mentees, self.mentors = mentees.sorted(), mentors.sorted()
        self.rules, self.spread = rules, spread
        self._solved: dict[Objective, Optimum] = {}
        _check_locks(self.mentees, self.mentors, rules)
        self.terms = compile_terms(self.mentees, self.mentors, rules)

    @cached_property
    def explainer(self) -> Explainer:
        """Explains single pairs."""
        return Explainer(self.mentees, self.mentors, self.rules)

    @cached_property
    def _all(self) -> candidates.Found:
        return candidates.everything(self.terms)

    @cached_property
    def _listed(self) -> candidates.Found:
        return listed(self.terms, self.spread)

    def explain(self, mentee: str, mentor: str) -> Explanation:
        """The reasons for and against one pair, by ids."""
        return self.explainer.explain(mentee, mentor)

    def match(self, objective: Objective = Objective.BEST, *, price: Ints | None = None, told: Told = untold) -> Match:
        """Solve the round.

        Args:
            objective: what to reach.
            price: places' prices of an earlier result, to begin from; they change no total.
            told: hears about progress.

        Raises:
            RulesError: the round is too large for this objective.

        """
        if objective in {Objective.BEST, Objective.NOBODY}:
            return self._by_total(objective, price, told)
        told("Listing pairs", 0.0)
        if int(self.terms.wants.size) * int(self.terms.places.size) > WHOLE:
            raise RulesError(f"{objective.value!r} is for rounds of up to {WHOLE:,} possible pairs.")
        return self._fairest(told) if objective is Objective.FAIREST else self._stable()

    def _by_total(self, objective: Objective, price: Ints | None, told: Told) -> Match:
        terms = self.terms
        notes: tuple[str, ...] = ()
        alone = np.zeros(len(terms.wants), dtype=np.int64)
        if objective is Objective.NOBODY:
            alone[~self._locked_mentees()] = alone_for_all(terms, self._listed)
        try:
            best = optimum(terms, alone=alone, found=self._listed, price=price, told=told, spread=self.spread)
        except auction.TooLargeError:
            if objective is Objective.BEST:
                raise
            largest = auction.LIMIT // (2 * len(alone) + 3) // 8
            alone = np.maximum(alone, -largest)
            best = optimum(terms, alone=alone, found=self._listed, price=price, told=told, spread=self.spread)
            notes = (f"Each person left out counts {largest / UNIT:,.0f} points: the round is too large for more.",)
        self._solved[objective] = best
        return self._made(
            objective,
            best.mentee,
            best.mentor,
            best.score,
            best.solution.profit,
            best.solution.price,
            best.certificate,
            notes,
        )

    def _locked_mentees(self) -> Flags:
        return np.isin(np.array(self.mentees.ids, dtype=object), [a for a, _ in self.rules.locked])

    def _fairest(self, told: Told) -> Match:
        terms, found = self.terms, self._all
        one = np.minimum(terms.wants, 1)
        one[self._locked_mentees()] = 0
        network = plain(one, terms.places, found.mentee, found.mentor, found.score, alone=-1)
        told("Finding who can be matched", 0.1)
        first = auction.solve(replace(network, score=np.zeros_like(network.score)))
        told("Raising the lowest", 0.3)
        fair = fairest(network, first)
        mentee, mentor, score = network.mentee[fair.made], network.mentor[fair.made], network.score[fair.made]
        notes = [f"{len(fair.levels)} levels were decided exactly, the lowest first."]
        if not fair.complete:
            notes.append(f"Above {fair.levels[-1] / UNIT:,.1f} points the pairs are by best total.")
        wants = terms.wants - np.bincount(mentee, minlength=len(one))
        if wants.any():
            places = terms.places - np.bincount(mentor, minlength=len(terms.places))
            taken = np.isin(found.mentee * len(places) + found.mentor, mentee * len(places) + mentor)
            rest = plain(wants, places, found.mentee[~taken], found.mentor[~taken], found.score[~taken])
            more = auction.solve(rest).made
            mentee, mentor = np.append(mentee, rest.mentee[more]), np.append(mentor, rest.mentor[more])
            score = np.append(score, rest.score[more])
            notes.append("First everybody's one mentor by fairness, then further mentors by best total.")
        return self._made(Objective.FAIREST, mentee, mentor, score, *self._no_prices(), None, tuple(notes))

    def _no_prices(self) -> tuple[Ints, Ints]:
        return np.zeros(len(self.mentees), dtype=np.int64), np.zeros(len(self.mentors), dtype=np.int64)

    @cached_property
    def _views(self) -> tuple[Ints, Ints]:
        """What each side thinks of each allowed pair: its points without what the other side chose."""
        views = []
        for other in ("mentor", "mentee"):
            mine = tuple(c for c in self.rules.soft if not (isinstance(c, Choices) and c.side == other))
            terms = compile_terms(self.mentees, self.mentors, replace(self.rules, soft=mine))
            views.append(pairs_of(terms, self._all.mentee, self._all.mentor))
        return views[0], views[1]

    def _stable(self) -> Match:
        found, terms = self._all, self.terms
        made = stable(found, *self._views, terms.wants, terms.places)
        pairs = found.mentee[made], found.mentor[made], found.score[made]
        return self._made(Objective.STABLE, *pairs, *self._no_prices(), None, ())

    def rather(self, match: Match) -> int:
        """How many pairs would rather have each other than what they have by this result (0 when it is stable)."""
        number_a = {who: i for i, who in enumerate(self.mentees.ids)}
        number_b = {who: j for j, who in enumerate(self.mentors.ids)}
        size = len(self.mentors)
        keys = [number_a[p.mentee] * size + number_b[p.mentor] for p in match.pairs if not p.locked]
        made = np.flatnonzero(np.isin(self._all.mentee * size + self._all.mentor, keys))
        return len(blocking(self._all, *self._views, self.terms.wants, self.terms.places, made))

    def _made(
        self,
        objective: Objective,
        mentee: Ints,
        mentor: Ints,
        score: Ints,
        profit: Ints,
        price: Ints,
        proof: Certificate | None,
        notes: tuple[str, ...],
    ) -> Match:
        a, b = self.mentees.ids, self.mentors.ids
        pairs = [
            Pair(a[i], b[j], int(s)) for i, j, s in zip(mentee.tolist(), mentor.tolist(), score.tolist(), strict=True)
        ]
        pairs += [Pair(x, y, self.explainer.explain(x, y).units, locked=True) for x, y in self.rules.locked]
        held = Counter(pair.mentee for pair in pairs)
        taken = Counter(pair.mentor for pair in pairs)
        rooms = zip(b, self.mentors.room.tolist(), strict=True)
        if SLOW_REASON:
            notes = (*notes, SLOW_REASON)
        return Match(
            objective=objective,
            pairs=tuple(sorted(pairs, key=lambda pair: (pair.mentee, pair.mentor))),
            unmatched=tuple(w for w, room in zip(a, self.mentees.room.tolist(), strict=True) if room and not held[w]),
            free=tuple((who, room - taken[who]) for who, room in rooms if room > taken[who]),
            certificate=proof,
            profit=profit,
            price=price,
            notes=notes,
        )

    def why_not(self, match: Match, mentee: str, mentor: str, *, exact: bool = True) -> Trade:
        """What it would cost to make this pair: the bound by the prices, and by solving again the cost itself.

        `match` is a result by best total or nobody left out.

        Raises:
            KeyError: nobody has this id.
            RulesError: the result has no prices.

        """
        told = self.explain(mentee, mentor)
        if told.forbidden:
            return Trade(mentee, mentor, told.forbidden, 0.0)
        if match.certificate is None:
            raise RulesError(f"A trade can be told of best or nobody-left-out, not of {match.objective.value}.")
        i, j = self.mentees.ids.index(mentee), self.mentors.ids.index(mentor)
        if any(pair.mentee == mentee and pair.mentor == mentor for pair in match.pairs):
            return Trade(mentee, mentor, (), 0.0, 0.0)
        if self.terms.wants[i] == 0 or self.terms.places[j] == 0:
            return Trade(mentee, mentor, ("One of the two has no room left beside what is locked",), 0.0)
        bound = max(0.0, float(match.profit[i] + match.price[j] - told.units) / UNIT)
        if not exact:
            return Trade(mentee, mentor, (), bound)
        before = self._solved.get(match.objective)
        if before is None or before.solution.price is not match.price:  # a result that was kept elsewhere
            self.match(match.objective, price=match.price)
            before = self._solved[match.objective]
        try:
            network, kept = with_pair(self.terms, before, i, j)
        except auction.TooLargeError:
            return Trade(mentee, mentor, (), bound)
        return self._trade(Trade(mentee, mentor, (), bound), before, network, kept)

    def _trade(self, trade: Trade, before: Optimum, network: Network, made: Ints) -> Trade:
        """What changes from one optimum to another with other pairs made."""
        size = len(self.mentors)
        mentee = network.whose(made)
        keys = before.mentee * size + before.mentor, mentee * size + network.mentor[made]
        comes, goes = np.setdiff1d(keys[1], keys[0]), np.setdiff1d(keys[0], keys[1])
        cost = int(before.score.sum()) - int(network.score[made].sum())
        held = [np.bincount(who, minlength=len(self.mentees)) > 0 for who in (before.mentee, mentee)]
        wanting = self.terms.wants > 0
        if self.rules.locked:
            wanting &= ~self._locked_mentees()
        more = int((wanting & held[0]).sum() - (wanting & held[1]).sum())
        return replace(trade, exactly=cost / UNIT, left_out=more, comes=self._couples(comes), goes=self._couples(goes))

    def _couples(self, keys: Ints) -> tuple[tuple[str, str], ...]:
        pairs = zip(*np.divmod(keys, len(self.mentors)), strict=True)
        return tuple((self.mentees.ids[i], self.mentors.ids[j]) for i, j in pairs)

    def why_unmatched(self, match: Match, mentee: str) -> Absence:
        """Why this mentee has nobody: no mentor is allowed, too many share too few, or another total is better."""
        start = self.mentees.ids.index(mentee)
        columns = np.flatnonzero(self.mentors.room > 0)
        if not self._allowed(start, columns).any():
            return Absence(mentee, self._excluded(mentee))
        holders: dict[str, list[str]] = {}
        for pair in match.pairs:
            holders.setdefault(pair.mentor, []).append(pair.mentee)
        number = {who: i for i, who in enumerate(self.mentees.ids)}
        room = {who: int(room) for who, room in zip(self.mentors.ids, self.mentors.room, strict=True)}
        sharing, reached, waiting = {start}, set[int](), [start]
        while waiting:
            for j in columns[self._allowed(waiting.pop(), columns)].tolist():
                if j in reached:
                    continue
                reached.add(j)
                who = self.mentors.ids[j]
                if len(holders.get(who, ())) < room[who]:
                    text = "A place could be had by moving others, but fewer points would come of it in all"
                    return Absence(
                        mentee, text + (": choose nobody-left-out." if match.objective is Objective.BEST else ".")
                    )
                for other in holders[who]:
                    if number[other] not in sharing:
                        sharing.add(number[other])
                        waiting.append(number[other])
        people = tuple(self.mentees.ids[i] for i in sorted(sharing))
        mentors = tuple(self.mentors.ids[j] for j in sorted(reached))
        places = sum(room[who] for who in mentors)
        text = f"{len(people)} mentees share {places} places with {len(mentors)} mentors, and may have nobody else."
        return Absence(mentee, text, people, mentors)

    def _allowed(self, i: int, columns: Ints) -> Flags:
        row: Flags = possible(self.terms.scores(np.array([i]), columns))[0]
        return row

    def _excluded(self, mentee: str) -> str:
        """Which rule leaves this mentee without anybody."""
        mentors = [who for who, room in zip(self.mentors.ids, self.mentors.room, strict=True) if room][:ASKED]
        if not mentors:
            return "No mentor has a place."
        counts = Counter(reason for who in mentors for reason in {*self.explain(mentee, who).forbidden})
        rule, count = max(counts.items(), key=lambda item: (item[1], item[0]))
        return f"The rules allow no mentor; what excludes most ({count} of {len(mentors)}): {rule}."


def _check_locks(mentees: People, mentors: People, rules: Rules) -> None:
    """Refuse locks of people who are not there, blocked pairs, and more locks than places."""
    for side, people, which in (("mentee", mentees, 0), ("mentor", mentors, 1)):
        room = dict(zip(people.ids, people.room.tolist(), strict=True))
        for who, count in sorted(Counter(pair[which] for pair in rules.locked).items()):
            if who not in room:
                raise RulesError(f"A locked pair names the {side} {who!r}, who is not in this round.")
            if count > room[who]:
                raise RulesError(f"{count} pairs are locked for the {side} {who!r}, who has room for {room[who]}.")
    for a, b in sorted(rules.locked & rules.blocked):
        raise RulesError(f"{a!r} and {b!r} are locked, but one has blocked the other.")


def standings(round_: Round, told: Told = untold) -> dict[Objective, Match]:
    """The round by every objective that its size allows, to be set side by side."""
    small = len(round_.mentees) * len(round_.mentors) <= WHOLE
    wanted = [*Objective] if small else [Objective.BEST, Objective.NOBODY]
    return {objective: round_.match(objective, told=told) for objective in wanted}


__all__ = ["Absence", "Match", "Objective", "Pair", "Round", "Trade", "standings"]
