"""Why a pair has the points that it has, and what forbids it: computed anew for one pair, from the tables."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from bothways.pairing import texts
from bothways.pairing.compiling import apart, breaks, choice_points, gap_points, lines
from bothways.pairing.people import Column, Labels, Numbers, People, Texts
from bothways.pairing.rules import (
    FULL,
    NEVER,
    UNIT,
    Alike,
    Choices,
    Criterion,
    Gap,
    Hours,
    LeftOut,
    Line,
    Pairing,
    Rule,
    Rules,
    Same,
    Shared,
    Strength,
    Zones,
)

MATCHED = "Matched at all"
"""The reason that every pair has."""
LONG = 5
"""Where all the words that two share are common ones, those of so many letters are named."""
WORDS = 4
"""So many of the words that two texts have in common are named."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation."""

    text: str
    points: float
    forbids: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that speaks for and against one pair."""

    mentee: str
    mentor: str
    reasons: tuple[Reason, ...]
    units: int
    """The score, in 256ths of a point."""

    @property
    def points(self) -> float:
        """The score in points."""
        return self.units / UNIT

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What forbids the pair, in words."""
        return tuple(reason.text for reason in self.reasons if reason.forbids)


class Explainer:
    """Explains pairs of one round."""

    def __init__(self, mentees: People, mentors: People, rules: Rules) -> None:
        self.mentees, self.mentors, self.rules = mentees, mentors, rules
        self.mentee_number = {who: i for i, who in enumerate(mentees.ids)}
        self.mentor_number = {who: j for j, who in enumerate(mentors.ids)}
        self._vectors: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self._lines: dict[int, set[tuple[str, str]]] = {}
        self._heard: dict[int, Counter[str]] = {}

    def explain(self, mentee: str, mentor: str) -> Explanation:
        """Explain one pair, by ids.

        Raises:
            KeyError: nobody has this id.

        """
        i, j = self.mentee_number[mentee], self.mentor_number[mentor]
        found: list[tuple[str, int]] = [(MATCHED, self.rules.base * UNIT)]
        found += [line for number, rule in enumerate(self.rules.hard) if (line := self._rule(number, rule, i, j))]
        for number, criterion in enumerate(self.rules.soft):
            found += self._criterion(number, criterion, i, j)
        found += self._couples(mentee, mentor)
        reasons = tuple(Reason(text, 0.0 if units <= NEVER else units / UNIT, units <= NEVER) for text, units in found)
        return Explanation(mentee, mentor, reasons, sum(units for _, units in found if units > NEVER))

    def _couples(self, mentee: str, mentor: str) -> list[tuple[str, int]]:
        couple, rules = (mentee, mentor), self.rules
        found = []
        if mentee == mentor:
            found.append(("Nobody mentors themselves", NEVER))
        for couples, text in (
            (rules.previous, "They were a pair before"),
            (rules.blocked, "This pair is not open"),
            (rules.forbidden, "This pair was ruled out by hand"),
        ):
            if couple in couples:
                found.append((text, NEVER))
        if couple in rules.published:
            found.append(("Already announced", rules.inertia * UNIT))
        return found

    def _rule(self, number: int, rule: Rule, i: int, j: int) -> tuple[str, int] | None:
        a: Any = self.mentees.columns[rule.mentee][i]
        b: Any = self.mentors.columns[rule.mentor][j]
        match rule:
            case Pairing():
                broken = breaks(rule, a, b)
                verb = "does not go with" if rule.allow else "must not meet"
                text = f"{rule.mentee} {_list(a)} {verb} {rule.mentor} {_list(b)}"
            case Same():
                both = sorted({*a} & {*b})
                broken = bool(a) and bool(b) and bool(both) == rule.differ
                text = f"Same {rule.mentor}: {_list(both)}" if rule.differ else f"No {rule.mentor} in common"
            case Zones():
                broken = a is not None and b is not None and bool(apart(np.array(a), np.array(b)) > rule.most)
                text = f"Clocks more than {rule.most:g} hours apart"
            case Line():
                if number not in self._lines:
                    columns = self.mentees.columns[rule.mentee], self.mentors.columns[rule.mentor]
                    assert isinstance(columns[0], Labels)
                    assert isinstance(columns[1], Labels)
                    self._lines[number] = lines(self.mentees, columns[0], self.mentors, columns[1])
                broken = (self.mentees.ids[i], self.mentors.ids[j]) in self._lines[number]
                text = "One is above the other in the reporting line"
        return (rule.label or text, NEVER) if broken else None

    def _criterion(self, number: int, criterion: Criterion, i: int, j: int) -> list[tuple[str, int]]:
        weight, must = criterion.strength.weight, criterion.strength is Strength.MUST
        name = criterion.label
        match criterion:
            case Shared():
                return self._shared(criterion, i, j, weight, must=must)
            case Gap():
                a, b = self.mentees.columns[criterion.mentee], self.mentors.columns[criterion.mentor]
                assert isinstance(a, Numbers)
                assert isinstance(b, Numbers)
                ahead = np.round(b.values[j : j + 1], 2) - np.round(a.values[i : i + 1], 2)
                units = int(gap_points(criterion, ahead, must=must)[0])
                if np.isnan(ahead[0]):
                    return [(f"{name or criterion.mentor} is not known", 0)]
                text = f"{name or criterion.mentor}: {_ahead(float(ahead[0]), criterion.ideal)}"
                return [(text, units * weight if units > NEVER else NEVER)]
            case Hours():
                a_, b_ = (
                    set(_labels(self.mentees.columns[criterion.mentee])[i]),
                    set(_labels(self.mentors.columns[criterion.mentor])[j]),
                )
                if not a_ or not b_:
                    return [(f"{name or 'Hours'} are not known", 0)]
                count = len(a_ & b_)
                if must and count < criterion.at_least:
                    return [(f"Only {count} {name or 'hours'} in common", NEVER)]
                units = FULL * min(count, criterion.enough) // criterion.enough
                return [(f"{count} {name or 'hours'} in common", units * weight)]
            case Alike():
                return [(self._in_common(number, criterion, i, j), self._alike(number, criterion, i, j) * weight)]
            case Choices():
                return self._choices(criterion, i, j, weight, must=must)
            case LeftOut():
                ids = {"mentee": self.mentees.ids[i], "mentor": self.mentors.ids[j]}
                sides = [side for side, who in ids.items() if who in criterion.people]
                return [(f"The {side} was left out last time", weight * FULL) for side in sides]

    def _shared(self, criterion: Shared, i: int, j: int, weight: int, *, must: bool) -> list[tuple[str, int]]:
        a = _spread(_labels(self.mentees.columns[criterion.mentee])[i], path=criterion.path)
        b = _spread(_labels(self.mentors.columns[criterion.mentor])[j], path=criterion.path)
        name = criterion.label or criterion.mentee
        if not a or not b:
            return [(f"{name}: not known", 0)]
        both = [word for word in a if word in b]
        units = sum(weight * (FULL * (a.index(word) + 1) // len(a) - FULL * a.index(word) // len(a)) for word in both)
        if must and len(both) < criterion.at_least:
            return [(f"{name}: {len(both)} of the wanted, {criterion.at_least} needed", NEVER)]
        if not both:
            return [(f"{name}: nothing in common", units)]
        part = "" if len(both) == len(a) else f" ({len(both)} of {len(a)} asked for)"
        return [(f"{name}: {_list(both)}{part}", units)]

    def _in_common(self, number: int, criterion: Alike, i: int, j: int) -> str:
        """The rarest words that both texts use; how alike two vectors are has no words."""
        name = criterion.label or criterion.mentee
        a, b = self.mentees.columns[criterion.mentee], self.mentors.columns[criterion.mentor]
        if not (isinstance(a, Texts) and isinstance(b, Texts)):
            return f"{name}: alike"
        if not a.values[i].strip() or not b.values[j].strip():
            return f"{name}: nothing is written"
        if number not in self._heard:
            self._heard[number] = Counter(word for text in (*a.values, *b.values) for word in {*texts.words(text)})
        heard, most = self._heard[number], max(2, (len(a) + len(b)) // 4)  # what many say tells little of two
        shared = texts.in_common(a.values[i], b.values[j], heard)
        telling = [word for word in shared if heard[texts.words(word)[0]] <= most]
        telling = telling or [word for word in shared if len(word) >= LONG]
        if telling:
            return f"{name}: both write of {_list(telling[:WORDS])}"
        return f"{name}: {'only everyday words' if shared else 'no word'} in common"

    def _alike(self, number: int, criterion: Alike, i: int, j: int) -> int:
        if number not in self._vectors:
            a, b = self.mentees.columns[criterion.mentee], self.mentors.columns[criterion.mentor]
            made = texts.vectors(a.values, b.values) if isinstance(a, Texts) else (a.values, b.values)  # type: ignore[union-attr,arg-type]
            self._vectors[number] = texts.quantised(*made)  # type: ignore[arg-type]
        left, right = self._vectors[number]
        return int(left[i].astype(np.int64) @ right[j].astype(np.int64))

    def _choices(self, criterion: Choices, i: int, j: int, weight: int, *, must: bool) -> list[tuple[str, int]]:
        ids = (self.mentees.ids[i], self.mentors.ids[j])
        who, one = ids if criterion.side == "mentee" else ids[::-1]
        points = choice_points(criterion, who)
        units = points.get(one)
        other = "mentor" if criterion.side == "mentee" else "mentee"
        if units is None:
            named = must and any(amount > 0 for amount in points.values())
            return [(f"The {criterion.side} asked for others only", NEVER)] if named else []
        if units <= NEVER or (must and units < 0):
            return [(f"The {criterion.side} said no to the {other}", NEVER)]
        if units < 0:
            return [(f"The {criterion.side} would rather not have the {other}", units * weight)]
        ranked = criterion.ranked.get(who, ())
        rank = f" (choice {ranked.index(one) + 1} of {len(ranked)})" if one in ranked else ""
        sure = "might like" if units < FULL and not rank else "chose"
        return [(f"The {criterion.side} {sure} the {other}{rank}", units * weight)]


def _ahead(ahead: float, ideal: tuple[float, float]) -> str:
    """How far the mentor is ahead, and what would be ideal."""
    how = (
        f"the mentor is {ahead:g} ahead"
        if ahead > 0
        else "both the same"
        if not ahead
        else f"the mentor is {-ahead:g} behind"
    )
    low, high = ideal
    wanted = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    return how if low <= ahead <= high else f"{how} (best would be {wanted} ahead)"


def _spread(words: tuple[str, ...], *, path: bool) -> list[str]:
    if not path:
        return sorted(words)
    steps = [word.split("/") for word in words]
    return sorted({"/".join(part[: k + 1]) for part in steps for k in range(len(part))})


def _labels(column: Column) -> Labels:
    assert isinstance(column, Labels)
    return column


def _list(words: object) -> str:
    return ", ".join(words) if isinstance(words, tuple | list) else str(words)
