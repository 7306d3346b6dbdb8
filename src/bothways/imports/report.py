"""The account of an import: what was read, and what became of every row."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bothways.imports.records import Kind, LeftOut, Row

EXAMPLES = 50  # rows named on the screen; the rest are only counted


@dataclass
class Count:
    """What became of the rows of one kind."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    folded: int = 0  # part of another row now: a vote in its answer's score
    skipped: Counter[str] = field(default_factory=Counter)  # reason → rows

    @property
    def adds_up(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.read == self.created + self.updated + self.unchanged + self.folded + self.skipped.total()


class Report:
    """Counts per kind, and the rows that were left out for a fault of their own."""

    def __init__(self, on_bad: Callable[[str], None] = lambda line: None) -> None:
        self.counts: dict[Kind, Count] = {kind: Count() for kind in Kind}
        self.bad: list[str] = []
        self.bad_total = 0
        self.notes: list[str] = []
        self._on_bad = on_bad

    def leave_out(self, row: LeftOut) -> None:
        """Count a row as skipped, and name it where it is at fault."""
        self.counts[row.kind].skipped[row.reason] += 1
        if row.bad:
            where = f"{row.file} line {row.line}" if row.line else row.file or row.kind
            self._name(f"{where}: {row.reason}")

    def skip(self, row: Row, reason: str, *, bad: bool = False) -> None:
        """Count one row as skipped for `reason`."""
        self.leave_out(LeftOut(kind=row.kind, reason=reason, file=row.file, line=row.line, bad=bad))

    def _name(self, words: str) -> None:
        self.bad_total += 1
        if len(self.bad) < EXAMPLES:
            self.bad.append(words)
        self._on_bad(words)

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return any(count.created or count.updated for count in self.counts.values())

    @property
    def adds_up(self) -> bool:
        """Whether every row of every kind is accounted for."""
        return all(count.adds_up for count in self.counts.values())

    def figures(self) -> dict[str, dict[str, int]]:
        """The counts in plain values, for the history."""
        return {
            kind.value: {
                "read": count.read,
                "created": count.created,
                "updated": count.updated,
                "unchanged": count.unchanged,
                "folded": count.folded,
                "skipped": count.skipped.total(),
            }
            for kind, count in self.counts.items()
            if count.read
        }
