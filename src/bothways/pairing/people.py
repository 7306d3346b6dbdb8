"""The two sides of a round, as tables: who they are, how many they want, and columns of what is known of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from bothways.pairing.arrays import Codes, Floats, Ints, Singles


@dataclass(frozen=True, slots=True)
class Labels:
    """For each person a set of words (skills, languages, free hours, …), or one word, or none."""

    names: tuple[str, ...]
    """All the words, sorted."""
    start: Ints
    code: Codes
    """The words of person i are names[c] for c in code[start[i]:start[i + 1]], ascending."""

    @classmethod
    def of(cls, values: Sequence[Iterable[str]]) -> "Labels":
        """Make the column from each person's words."""
        sets = [sorted(set(words)) for words in values]
        names = tuple(sorted({word for words in sets for word in words}))
        number = {word: code for code, word in enumerate(names)}
        start = np.concatenate(([0], np.cumsum([len(words) for words in sets], dtype=np.int64))).astype(np.int64)
        code = np.array([number[word] for words in sets for word in words], dtype=np.int32)
        return cls(names, start, code)

    def __len__(self) -> int:
        return len(self.start) - 1

    def __getitem__(self, person: int) -> tuple[str, ...]:
        return tuple(self.names[code] for code in self.code[self.start[person] : self.start[person + 1]])

    def take(self, order: Ints) -> "Labels":
        """Give the column for these people, in this order."""
        size = np.diff(self.start)[order]
        start = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
        within = np.arange(int(start[-1])) - np.repeat(start[:-1], size)
        return Labels(self.names, start, self.code[np.repeat(self.start[:-1][order], size) + within])


@dataclass(frozen=True, slots=True)
class Numbers:
    """For each person a number, or nan where it is not known."""

    values: Floats

    @classmethod
    def of(cls, values: Sequence[float | None]) -> "Numbers":
        """Make the column from each person's number or None."""
        return cls(np.array([np.nan if value is None else value for value in values], dtype=np.float64))

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, person: int) -> float | None:
        return None if np.isnan(self.values[person]) else float(self.values[person])

    def take(self, order: Ints) -> "Numbers":
        """Give the column for these people, in this order."""
        return Numbers(self.values[order])


@dataclass(frozen=True, slots=True)
class Texts:
    """For each person some free text, or the empty string."""

    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, person: int) -> str:
        return self.values[person]

    def take(self, order: Ints) -> "Texts":
        """Give the column for these people, in this order."""
        return Texts(tuple(self.values[person] for person in order))


@dataclass(frozen=True, slots=True)
class Vectors:
    """For each person a vector made elsewhere of what they wrote; all zeros where there is none."""

    values: Singles

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, person: int) -> Singles:
        row: Singles = self.values[person]
        return row

    def take(self, order: Ints) -> "Vectors":
        """Give the column for these people, in this order."""
        return Vectors(self.values[order])


Column: TypeAlias = Labels | Numbers | Texts | Vectors


@dataclass(frozen=True, slots=True)
class People:
    """One side of a round."""

    ids: tuple[str, ...]
    room: Ints
    """Mentees: how many mentors each wants. Mentors: how many places each has."""
    columns: Mapping[str, Column] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse tables that contradict themselves.

        Raises:
            ValueError: an id is there twice, a column has another length, or somebody has less than no room.

        """
        if len(set(self.ids)) != len(self.ids):
            twice = next(who for who, count in Counter(self.ids).items() if count > 1)
            raise ValueError(f"{twice!r} is there more than once.")
        for name, column in {"room": self.room, **self.columns}.items():
            if len(column) != len(self.ids):
                raise ValueError(f"{name!r} has {len(column)} rows, not {len(self.ids)}.")
        if len(self.ids) and self.room.min() < 0:
            raise ValueError("Nobody can have less than no room.")

    @classmethod
    def of(cls, ids: Sequence[str], room: Sequence[int] | int = 1, **columns: Column) -> "People":
        """Make a side from ids, the room of each (or of all) and columns by name."""
        rooms = np.full(len(ids), room) if isinstance(room, int) else np.array(room)
        return cls(tuple(ids), rooms.astype(np.int64), MappingProxyType(columns))

    def __len__(self) -> int:
        return len(self.ids)

    def sorted(self) -> "People":
        """Give the same people in the order of their ids: the order in which everything is computed."""
        if all(a < b for a, b in pairwise(self.ids)):
            return self
        order = np.array(sorted(range(len(self.ids)), key=self.ids.__getitem__), dtype=np.int64)
        taken = {name: column.take(order) for name, column in self.columns.items()}
        return People(tuple(self.ids[i] for i in order), self.room[order], MappingProxyType(taken))
