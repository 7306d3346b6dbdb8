"""Turn people, rules and criteria into terms."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from bothways.pairing import texts
from bothways.pairing.arrays import Codes, Floats, Ints, Singles
from bothways.pairing.people import Column, Labels, Numbers, People, Texts, Vectors
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
from bothways.pairing.terms import EXACT, Overlap, Single, Table, Terms

SMALL = 250_000
"""A table of at most so many entries is looked up rather than multiplied out."""
NUMBERS = 32_000_000
"""A table over two columns of numbers has at most so many entries."""


class RulesError(ValueError):
    """The rules ask for what the tables do not have; the message says which."""


class _Sum:
    """Terms being gathered."""

    def __init__(self, mentees: People, mentors: People, base: int) -> None:
        self.mentees, self.mentors = mentees, mentors
        self.row = np.full(len(mentees), base, dtype=np.float32)
        self.column = np.zeros(len(mentors), dtype=np.float32)
        self.left: list[Singles] = []
        self.right: list[Singles] = []
        self.tables: list[Table] = []
        self.overlaps: list[Overlap] = []
        self.single: dict[tuple[int, int], int] = {}
        self.only: dict[str, dict[int, set[str]]] = {"mentee": {}, "mentor": {}}
        self.mentee_number = {who: i for i, who in enumerate(mentees.ids)}
        self.mentor_number = {who: j for j, who in enumerate(mentors.ids)}

    def labels(self, mentee: str, mentor: str) -> tuple[Labels, Labels]:
        """Two columns of words over one common list of words."""
        return common(*columns(self.mentees, self.mentors, mentee, mentor, Labels))

    def numbers(self, mentee: str, mentor: str) -> tuple[Floats, Floats]:
        a, b = columns(self.mentees, self.mentors, mentee, mentor, Numbers)
        return a.values, b.values

    def couple(self, couples: Iterable[tuple[str, str]], points: int) -> None:
        """Give points to (or forbid) pairs by ids; ids that are not in this round do not matter."""
        for a, b in couples:
            if a in self.mentee_number and b in self.mentor_number:
                key = self.mentee_number[a], self.mentor_number[b]
                self.single[key] = max(NEVER, self.single.get(key, 0) + points)


def columns(mentees: People, mentors: People, mentee: str, mentor: str, kind: type[Column]) -> tuple:  # type: ignore[type-arg]
    """The two columns that a rule names.

    Raises:
        RulesError: there is no such column, or it holds something else.

    """
    found = []
    for side, people, name in (("mentees", mentees, mentee), ("mentors", mentors, mentor)):
        column = people.columns.get(name)
        if column is None:
            raise RulesError(f"The {side} have no column {name!r}.")
        if not isinstance(column, kind):
            raise RulesError(f"Column {name!r} of the {side} holds {type(column).__name__}, not {kind.__name__}.")
        found.append(column)
    return tuple(found)


def common(a: Labels, b: Labels) -> tuple[Labels, Labels]:
    """The same columns, with codes into one list of words."""
    names = tuple(sorted({*a.names, *b.names}))
    number = {word: code for code, word in enumerate(names)}

    def again(labels: Labels) -> Labels:
        code = np.array([number[word] for word in labels.names], dtype=np.int32)
        return Labels(names, labels.start, code[labels.code] if len(code) else labels.code)

    return again(a), again(b)


def patterns(labels: Labels) -> tuple[Codes, list[tuple[int, ...]]]:
    """A code of each person's set of words, and the sets by code."""
    found: dict[tuple[int, ...], int] = {}
    bounds = labels.start.tolist()
    words = labels.code.tolist()
    codes = [found.setdefault(tuple(words[a:b]), len(found)) for a, b in pairwise(bounds)]
    return np.array(codes, dtype=np.int32), list(found)


def marks(labels: Labels, kept: Codes | None = None) -> Singles:
    """One row per person with a 1 for each word, for all words or for those kept."""
    dense = np.zeros((len(labels), len(labels.names)), dtype=np.float32)
    dense[np.repeat(np.arange(len(labels)), np.diff(labels.start)), labels.code] = 1
    return dense if kept is None else np.ascontiguousarray(dense[:, kept])


def prefixed(labels: Labels) -> Labels:
    """The words with all that their paths lie in: "a/b" also stands for "a"."""
    rows = []
    for person in range(len(labels)):
        steps = [word.split("/") for word in labels[person]]
        rows.append({"/".join(part[: k + 1]) for part in steps for k in range(len(part))})
    return Labels.of(rows)


def compile_terms(mentees: People, mentors: People, rules: Rules) -> Terms:
    """Give the terms of all pairs of these people (each side sorted by id) under these rules.

    Raises:
        RulesError: a rule names a column that is not there, or one of another kind.

    """
    total = _Sum(mentees, mentors, rules.base * UNIT)
    for rule in rules.hard:
        _add_rule(total, rule)
    for criterion in rules.soft:
        _add_criterion(total, criterion)
    total.couple(rules.published, rules.inertia * UNIT)
    for couples in (rules.previous, rules.blocked, rules.forbidden, rules.locked, _selves(mentees, mentors)):
        total.couple(couples, NEVER)
    wants, places = mentees.room.copy(), mentors.room.copy()
    for a, b in rules.locked:
        wants[total.mentee_number[a]] -= 1
        places[total.mentor_number[b]] -= 1
    left = np.column_stack([total.row, np.ones(len(mentees), np.float32), *total.left]).astype(np.float32)
    right = np.column_stack([np.ones(len(mentors), np.float32), total.column, *total.right]).astype(np.float32)
    most = (
        2 * sum(FULL * getattr(c, "strength", Strength.LOW).weight for c in rules.soft)
        + (rules.base + rules.inertia) * UNIT
    )
    if most >= EXACT:
        raise RulesError("So many criteria cannot be added up exactly: leave some out, or make them weaker.")
    return Terms(wants, places, left, right, tuple(total.tables), tuple(total.overlaps), _single(total))


def _selves(mentees: People, mentors: People) -> set[tuple[str, str]]:
    return {(who, who) for who in {*mentees.ids} & {*mentors.ids}}


def _add_rule(total: _Sum, rule: Rule) -> None:
    match rule:
        case Pairing():
            _pair_rule(total, rule)
        case Same():
            a, b = total.labels(rule.mentee, rule.mentor)
            _overlap(total, a, b, lambda count: NEVER if (count > 0) == rule.differ else 0)
        case Zones():
            x, y = total.numbers(rule.mentee, rule.mentor)
            _by_numbers(total, x, y, lambda u, v: np.where(apart(u, v) > rule.most, NEVER, 0))
        case Line():
            a, b = columns(total.mentees, total.mentors, rule.mentee, rule.mentor, Labels)
            total.couple(lines(total.mentees, a, total.mentors, b), NEVER)


def _add_criterion(total: _Sum, criterion: Criterion) -> None:
    weight, must = criterion.strength.weight, criterion.strength is Strength.MUST
    match criterion:
        case Shared():
            a, b = total.labels(criterion.mentee, criterion.mentor)
            if criterion.path:
                a, b = common(prefixed(a), prefixed(b))
            if must:
                least = criterion.at_least
                _overlap(total, a, b, lambda count: NEVER if count < least else 0)
            _share(total, a, b, weight)
        case Gap():
            x, y = total.numbers(criterion.mentee, criterion.mentor)
            _by_numbers(total, x, y, lambda u, v: gap_points(criterion, v - u, must=must) * weight)
        case Hours():
            a, b = total.labels(criterion.mentee, criterion.mentor)
            least = criterion.at_least if must else 0
            enough = criterion.enough
            _overlap(total, a, b, lambda c: NEVER if c < least else weight * (FULL * min(c, enough) // enough))
        case Alike():
            _alike(total, criterion, weight)
        case Choices():
            _choices(total, criterion, weight, must=must)
        case LeftOut():
            total.row += weight * FULL * np.isin(total.mentees.ids, list(criterion.people))
            total.column += weight * FULL * np.isin(total.mentors.ids, list(criterion.people))


def breaks(rule: Pairing, mentee: tuple[str, ...], mentor: tuple[str, ...]) -> bool:
    """Whether a pair with these words breaks the rule."""
    meant = bool(mentee) and (not rule.mentee_values or not rule.mentee_values.isdisjoint(mentee))
    if not meant or not mentor:
        return False
    named = not rule.mentor_values or not rule.mentor_values.isdisjoint(mentor)
    return named != rule.allow


def apart(u: Floats, v: Floats) -> Floats:
    """How many hours apart two clocks are, the shorter way round; nan where one is not known."""
    ahead = np.abs(u - v) % 24
    shorter: Floats = np.minimum(ahead, 24 - ahead)
    return shorter


def gap_points(criterion: Gap, ahead: Floats, *, must: bool) -> Ints:
    """Points (of 100, in units) for being so far ahead; NEVER outside what a must accepts; 0 where not known."""
    (low, high), (least, most) = criterion.ideal, criterion.accept
    short = np.maximum(low - ahead, 0) / (low - least + 1)
    long = np.maximum(ahead - high, 0) / (most - high + 1)
    points = np.floor(FULL * np.clip(1 - np.maximum(short, long), 0, 1))
    if must:
        points = np.where((ahead < least) | (ahead > most), NEVER, points)
    return np.where(np.isnan(ahead), 0, points).astype(np.int64)


def lines(mentees: People, mentee_boss: Labels, mentors: People, mentor_boss: Labels) -> set[tuple[str, str]]:
    """All pairs of which one is above the other in the reporting line."""
    boss: dict[str, tuple[str, ...]] = {}
    for people, column in ((mentees, mentee_boss), (mentors, mentor_boss)):
        for person, who in enumerate(people.ids):
            boss[who] = tuple({*boss.get(who, ()), *column[person]})

    def above(who: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(boss.get(who, ()))
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += boss.get(one, ())
        return seen

    up = {(who, one) for who in mentees.ids for one in above(who)}
    return up | {(one, who) for who in mentors.ids for one in above(who)}


def _pair_rule(total: _Sum, rule: Pairing) -> None:
    """A table over three states of each side: not known, one of the values meant, another."""

    def states(labels: Labels, values: frozenset[str]) -> Codes:
        state = np.where(np.diff(labels.start) > 0, 1 if not values else 2, 0).astype(np.int32)
        meant = np.array([not values or word in values for word in labels.names], dtype=bool)
        who = np.repeat(np.arange(len(labels)), np.diff(labels.start))
        state[who[meant[labels.code]]] = 1
        return state

    a, b = total.labels(rule.mentee, rule.mentor)
    entries = np.zeros((3, 3), dtype=np.float32)
    entries[1, 2 if rule.allow else 1] = NEVER
    total.tables.append(Table(states(a, rule.mentee_values), states(b, rule.mentor_values), entries))


def _overlap(total: _Sum, a: Labels, b: Labels, points: Callable[..., Any]) -> None:
    """Points by how many words both have; nothing where one side has none at all, which means: not known."""
    code_a, sets_a = patterns(a)
    code_b, sets_b = patterns(b)
    kept = np.intersect1d(a.code, b.code)
    counted = [float(points(c)) for c in range(len(kept) + 1)] + [0.0]
    if len(sets_a) * len(sets_b) <= SMALL:
        first_a = np.unique(code_a, return_index=True)[1]
        first_b = np.unique(code_b, return_index=True)[1]
        mine, theirs = marks(a.take(first_a), kept), marks(b.take(first_b), kept)
        entries = np.array(counted, dtype=np.float32)[(mine @ theirs.T).astype(np.int64)]
        entries[[not words for words in sets_a], :] = 0
        entries[:, [not words for words in sets_b]] = 0
        total.tables.append(Table(code_a, code_b, entries))
        return
    unknown = len(counted) - 1
    none_a, none_b = (np.diff(labels.start) == 0 for labels in (a, b))
    left = np.column_stack([marks(a, kept), none_a * unknown, np.ones(len(a))])
    right = np.column_stack([marks(b, kept), np.ones(len(b)), none_b * unknown])
    points_ = np.array(counted, dtype=np.float32)
    total.overlaps.append(Overlap(left.astype(np.float32), right.astype(np.float32), points_))


def _share(total: _Sum, a: Labels, b: Labels, weight: int) -> None:
    """Points for the part of the wanted words that is offered."""
    size = np.diff(a.start)
    if size.max(initial=0) <= 1 and np.diff(b.start).max(initial=0) <= 1 and len(a.names) ** 2 <= SMALL:
        entries = np.zeros((len(a.names) + 1, len(a.names) + 1), dtype=np.float32)
        np.fill_diagonal(entries[:-1, :-1], weight * FULL)
        total.tables.append(Table(_word(a), _word(b), entries))
        return
    kept = np.intersect1d(a.code, b.code)
    rank = np.arange(len(a.code)) - np.repeat(a.start[:-1], size)
    each = np.maximum(np.repeat(size, size), 1)
    wanted = np.zeros((len(a), len(a.names)), dtype=np.float32)
    who = np.repeat(np.arange(len(a)), size)
    wanted[who, a.code] = weight * (FULL * (rank + 1) // each - FULL * rank // each)
    total.left.append(wanted[:, kept])
    total.right.append(marks(b, kept))


def _word(labels: Labels) -> Codes:
    """The code of each person's only word, or one more than the last where there is none."""
    code = np.full(len(labels), len(labels.names), dtype=np.int32)
    code[np.diff(labels.start) > 0] = labels.code
    return code


def _by_numbers(total: _Sum, x: Floats, y: Floats, points: Callable[..., Any]) -> None:
    """A table over the different numbers of both sides; unknown counts nothing."""
    seen_x, code_x = np.unique(np.round(x, 2), return_inverse=True)
    seen_y, code_y = np.unique(np.round(y, 2), return_inverse=True)
    if len(seen_x) * len(seen_y) > NUMBERS:
        raise RulesError("A column of numbers has too many different values: round them.")
    entries = points(seen_x[:, None], seen_y[None, :])
    entries = np.where(np.isnan(seen_x)[:, None] | np.isnan(seen_y)[None, :], 0, entries)
    total.tables.append(Table(code_x.astype(np.int32), code_y.astype(np.int32), entries.astype(np.float32)))


def _alike(total: _Sum, criterion: Alike, weight: int) -> None:
    kind = Texts if isinstance(total.mentees.columns.get(criterion.mentee), Texts) else Vectors
    a, b = columns(total.mentees, total.mentors, criterion.mentee, criterion.mentor, kind)
    left, right = (
        texts.quantised(*texts.vectors(a.values, b.values)) if kind is Texts else texts.quantised(a.values, b.values)
    )
    total.left.append(left * np.float32(weight))
    total.right.append(right)


def choice_points(criterion: Choices, who: str) -> Mapping[str, int]:
    """The points (of 100, in units) that this person's choices give to whom."""
    ranked = criterion.ranked.get(who, ())
    points = {one: FULL * (len(ranked) - r) // len(ranked) for r, one in reversed(list(enumerate(ranked)))}
    points |= dict.fromkeys(criterion.maybe.get(who, ()), FULL // 2)
    points |= dict.fromkeys(criterion.yes.get(who, ()), FULL)
    points |= dict.fromkeys(criterion.no.get(who, ()), NEVER if criterion.no_forbids else -FULL)
    return points


def _choices(total: _Sum, criterion: Choices, weight: int, *, must: bool) -> None:
    mine = total.mentee_number if criterion.side == "mentee" else total.mentor_number
    for who in {*criterion.ranked, *criterion.yes, *criterion.maybe, *criterion.no} & mine.keys():
        points = choice_points(criterion, who)
        named = {one for one, amount in points.items() if amount > 0}
        if must and named:
            total.only[criterion.side][mine[who]] = total.only[criterion.side].get(mine[who], named) & named
        for one, amount in points.items():
            couple = (who, one) if criterion.side == "mentee" else (one, who)
            refused = amount <= NEVER or (must and amount < 0)
            total.couple([couple], NEVER if refused else amount * weight)


def _single(total: _Sum) -> Single:
    opens = {
        "mentee": {(a, total.mentor_number.get(one, -1)) for a, named in total.only["mentee"].items() for one in named},
        "mentor": {(total.mentee_number.get(one, -1), b) for b, named in total.only["mentor"].items() for one in named},
    }
    pairs = sorted(pair for pair in {*total.single, *opens["mentee"], *opens["mentor"]} if min(pair) >= 0)
    mentee = np.array([a for a, _ in pairs], dtype=np.int64)
    only = [np.zeros(len(people), dtype=bool) for people in (total.mentees, total.mentors)]
    only[0][list(total.only["mentee"])] = True
    only[1][list(total.only["mentor"])] = True
    return Single(
        start=np.searchsorted(mentee, np.arange(len(total.mentees) + 1)).astype(np.int64),
        mentor=np.array([b for _, b in pairs], dtype=np.int64),
        points=np.array([total.single.get(pair, 0) for pair in pairs], dtype=np.int64),
        opens_mentee=np.array([pair in opens["mentee"] for pair in pairs], dtype=bool),
        opens_mentor=np.array([pair in opens["mentor"] for pair in pairs], dtype=bool),
        mentee_only=only[0],
        mentor_only=only[1],
    )
