"""A rules file as tables that know where they stand: every mistake is told with its line."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.pairing.faults import BadInputError, Faults, nearest

HEADER = re.compile(r"\s*\[(\[?)\s*([\w-]+)\s*\]\]?\s*(?:#.*)?")
KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([\w-]+))\s*=""")


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of the file."""

    values: Mapping[str, Any]
    where: str
    """What it is called in a message: file, line and number."""
    lines: Mapping[str, int]
    """The line of each key, where it was found."""
    file: str

    def at(self, key: str) -> str:
        """What a key of this table is called in a message."""
        return f"{self.file}, line {self.lines[key]}" if key in self.lines else self.where

    def bad(self, key: str, text: str) -> BadInputError:
        """A fault of one key."""
        return BadInputError(f"{self.at(key)}: {text}")

    def only(self, keys: Collection[str], faults: Faults) -> None:
        """Note every key that is not one of these."""
        for key in self.values:
            if key not in keys:
                faults.add(f"{self.at(key)}: {key!r} is not known here. {nearest(key, sorted(keys))}")

    def need(self, key: str) -> Any:
        """A value that must be there.

        Raises:
            BadInputError: it is not.

        """
        if key not in self.values:
            raise BadInputError(f"{self.where}: {key!r} is missing.")
        return self.values[key]

    def texts(self, key: str, *, otherwise: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """One text or a list of them.

        Raises:
            BadInputError: it is something else, or missing where there is no `otherwise`.

        """
        if otherwise is not None and key not in self.values:
            return otherwise
        value = self.need(key)
        many = value if isinstance(value, list) else [value]
        if not many or not all(isinstance(one, str) and one.strip() for one in many):
            raise self.bad(key, f"{key!r} must be a text, or a list of texts, not {value!r}.")
        return tuple(many)

    def text(self, key: str, otherwise: str | None = None) -> str:
        """One text.

        Raises:
            BadInputError: it is something else, or missing where there is no `otherwise`.

        """
        value = self.need(key) if otherwise is None else self.values.get(key, otherwise)
        if not isinstance(value, str):
            raise self.bad(key, f"{key!r} must be a text, not {value!r}.")
        return value

    def one_of(self, key: str, known: Collection[str], otherwise: str | None = None) -> str:
        """One of some words.

        Raises:
            BadInputError: it is none of them.

        """
        value = self.text(key, otherwise)
        if value not in known:
            raise self.bad(key, f"{key} {value!r} is not known. {nearest(value, known)}")
        return value

    def whole(self, key: str, otherwise: int) -> int:
        """A whole number from 0 up.

        Raises:
            BadInputError: it is none.

        """
        value = self.values.get(key, otherwise)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.bad(key, f"{key!r} must be a whole number from 0 up, not {value!r}.")
        return value

    def number(self, key: str) -> float:
        """A number.

        Raises:
            BadInputError: it is none.

        """
        value = self.need(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.bad(key, f"{key!r} must be a number, not {value!r}.")
        return float(value)

    def yes(self, key: str) -> bool:
        """Whether something is on; off where it is not said.

        Raises:
            BadInputError: it is neither true nor false.

        """
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.bad(key, f"{key!r} must be true or false, not {value!r}.")
        return value


class TomlFile:
    """A file of tables."""

    def __init__(self, name: str, text: str) -> None:
        """Read it.

        Raises:
            BadInputError: it is not TOML; the message gives the line.

        """
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BadInputError(f"{name}: {error}.") from error
        self.name, self._places = name, _places(text)

    def top(self) -> Entry:
        """What stands above the first table."""
        tables = {name: lines[""] for (name, number), lines in self._places.items() if number == 1 and "" in lines}
        return Entry(self.data, self.name, tables | self._places[("", 1)], self.name)

    def table(self, name: str) -> Entry | None:
        """A table that is there once, or None.

        Raises:
            BadInputError: it is something else.

        """
        if name not in self.data:
            return None
        value = self.data[name]
        if not isinstance(value, dict):
            raise BadInputError(f"{self.name}: {name!r} must be a table, written [{name}].")
        return self._entry(name, 1, value, name)

    def tables(self, name: str) -> list[Entry]:
        """Tables that are there any number of times.

        Raises:
            BadInputError: it is something else.

        """
        value = self.data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise BadInputError(f"{self.name}: {name!r} must be tables, each written [[{name}]].")
        return [self._entry(name, number, one, f"{name} {number}") for number, one in enumerate(value, start=1)]

    def _entry(self, name: str, number: int, values: Mapping[str, Any], called: str) -> Entry:
        lines = self._places.get((name, number), {})
        line = f", line {lines['']}" if "" in lines else ""
        return Entry(values, f"{self.name}{line}, {called}", lines, self.name)


def read_toml(path: Path) -> TomlFile:
    """Read a file.

    Raises:
        BadInputError: it is not there, or not TOML.

    """
    if not path.is_file():
        raise BadInputError(f"There is no file {str(path)!r}.")
    try:
        return TomlFile(path.name, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path.name} must be saved as UTF-8.") from error


def _places(text: str) -> dict[tuple[str, int], dict[str, int]]:
    """The line of each key, by table and its number; under the key "" the line of the table. Good enough to point."""
    found: dict[tuple[str, int], dict[str, int]] = {("", 1): {}}
    here, counts = found["", 1], dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.fullmatch(line):
            counts[header[2]] = counts.get(header[2], 0) + 1
            here = found.setdefault((header[2], counts[header[2]]), {"": number})
        elif key := KEY.match(line):
            here.setdefault(key[1] or key[2] or key[3], number)
    return found
