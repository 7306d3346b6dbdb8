"""What a round is to heed: hard rules that forbid pairs, and criteria that give them points.

What is not known forbids nothing and earns nothing, unless a criterion is a *must* and says `unknown="forbid"`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

UNIT = 256
"""Scores are whole numbers of 256ths of a point, so that they add up exactly."""
FULL = 100 * UNIT
"""What one criterion of weight 1 gives when it is met in full: 100 points."""
NEVER = -(2**30)
"""The score of a pair that is forbidden."""


class Strength(StrEnum):
    """How much a criterion counts, in words: three of one step are worth one of the next."""

    MUST = "must"
    """Counts as much as high, and forbids a pair that does not meet it at all."""
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def weight(self) -> int:
        """The factor on the criterion's 100 points."""
        return {"must": 9, "high": 9, "medium": 3, "low": 1}[self.value]


@dataclass(frozen=True, slots=True)
class Shared:
    """How much of what the mentee names (skills wanted, goals, industry, place, …) is among what the mentor names.

    Half of the wanted words found gives half of the points. `at_least` is what *must* asks for. With `path` on, a
    word such as "France/Brittany/Brest" also stands for "France/Brittany" and "France", so that near is worth more.
    """

    mentee: str
    mentor: str
    strength: Strength = Strength.MEDIUM
    at_least: int = 1
    path: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the mentor's number is ahead of the mentee's (years of experience, grade).

    Full points from `ideal[0]` to `ideal[1]`, falling evenly to none just outside `accept`, which is what *must*
    asks for.
    """

    mentee: str
    mentor: str
    ideal: tuple[float, float]
    accept: tuple[float, float]
    strength: Strength = Strength.MEDIUM
    label: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """How many hours of the week both have free; `enough` of them give full points, *must* asks for `at_least`."""

    mentee: str
    mentor: str
    enough: int = 3
    at_least: int = 1
    strength: Strength = Strength.MEDIUM
    label: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike two free texts are (TF-IDF cosine), or two vectors given."""

    mentee: str
    mentor: str
    strength: Strength = Strength.LOW
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one side said of the other: ranked, or yes, maybe and no, by id.

    A rank r of R gives (R - r + 1) / R of the points; yes all, maybe half, no takes all of them away. As a *must*, only
    those named (and not with no) are allowed, for whoever named any; a no always forbids when `no_forbids`.
    """

    side: str
    """`mentee` or `mentor`: who chose."""
    ranked: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    yes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    maybe: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    no: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    no_forbids: bool = False
    strength: Strength = Strength.HIGH
    label: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Whoever was left out last time comes first: their pairs earn these points."""

    people: frozenset[str]
    strength: Strength = Strength.HIGH
    label: str = ""


Criterion: TypeAlias = Shared | Gap | Hours | Alike | Choices | LeftOut


@dataclass(frozen=True, slots=True)
class Pairing:
    """A hard rule by values: a mentee with one of these must (or must not) have a mentor with one of those.

    An empty set stands for anything that is known.
    """

    mentee: str
    mentor: str
    mentee_values: frozenset[str] = frozenset()
    mentor_values: frozenset[str] = frozenset()
    allow: bool = False
    """On: such a mentee must have such a mentor. Off: must not."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Same:
    """A hard rule: the two must have a word in common (a language), or with `differ` must have none (an employer)."""

    mentee: str
    mentor: str
    differ: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Zones:
    """A hard rule: the clocks of the two are at most this many hours apart, the shorter way round the day."""

    mentee: str
    mentor: str
    most: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A hard rule: nobody is matched with somebody above them in their own reporting line.

    The column names managers by id; the line is followed upwards through everybody who is known. It is looked at both
    ways round.
    """

    mentee: str
    mentor: str
    label: str = ""


Rule: TypeAlias = Pairing | Same | Zones | Line
Couples: TypeAlias = frozenset[tuple[str, str]]
"""Pairs of ids: mentee, mentor."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a round heeds. Never self is always a rule."""

    hard: tuple[Rule, ...] = ()
    soft: tuple[Criterion, ...] = ()
    base: int = 50
    """Points for being matched at all."""
    previous: Couples = frozenset()
    """Pairs of earlier rounds: not again."""
    blocked: Couples = frozenset()
    """Pairs of which one has blocked the other: never, and nobody is told why."""
    forbidden: Couples = frozenset()
    locked: Couples = frozenset()
    """Pairs that stay, whatever the rules say of them, except a block."""
    published: Couples = frozenset()
    """Pairs already made known: `inertia` points are added to them, so that little moves."""
    inertia: int = 100
