"""Looking up what domains publish. Whoever needs it takes a `Lookup`, so that a test has its own."""

from collections.abc import Callable, Mapping


class Unreachable(Exception):
    """No name server has answered; a later try may have one."""


Lookup = Callable[[str], list[str]]
"""The records of a name, each as one text; [] where it has none. Raises Unreachable."""


def fixed(records: Mapping[str, str | list[str]]) -> Lookup:
    """A lookup that knows `records` and nothing else."""

    def look_up(name: str) -> list[str]:
        found = records.get(name.rstrip(".").lower(), [])
        return [found] if isinstance(found, str) else list(found)

    return look_up
