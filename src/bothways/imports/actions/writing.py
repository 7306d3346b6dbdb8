"""What the writers of all kinds have in common. They run inside the transaction that the import has opened."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models

from bothways.imports.models import Origin
from bothways.imports.queries import MODELS, every, present
from bothways.imports.records import Kind, Row
from bothways.imports.report import Report
from bothways.imports.staging import Staged
from bothways.insider.models import Source

R = TypeVar("R", bound=Row)
Fields = dict[str, Any]
Placed = list[tuple[Staged[R], int]]  # rows with the keys of what they are here

REMOVED = "removed on this site since it was brought in"
ORPHAN = "what it belongs to is not here"


class Writer(Generic[R]):
    """Writes batches of rows of one kind, all of them new or changed."""

    kind: ClassVar[Kind]

    def __init__(self, *, source: Source, report: Report, at: datetime) -> None:
        self.source, self.report, self.at = source, report, at
        self.count = report.counts[self.kind]

    def write(self, batch: list[Staged[R]]) -> None:
        """Write one batch."""
        raise NotImplementedError

    def ids(self, kind: Kind, keys: Iterable[str]) -> dict[str, int]:
        """The keys that rows of another kind have here."""
        return present(self.source, kind, keys)

    def sort(self, batch: list[Staged[R]]) -> tuple[list[Staged[R]], Placed[R]]:
        """The rows that are new, and those that stand here; what was removed here is left alone."""
        keys = [one.row.key for one in batch]
        there = self.ids(self.kind, keys)
        gone = set(self._origins(keys).values_list("external_id", flat=True)) - there.keys()
        for one in batch:
            if one.row.key in gone:
                self.report.skip(one.row, REMOVED)
        new = [one for one in batch if one.row.key not in there and one.row.key not in gone]
        return new, [(one, there[one.row.key]) for one in batch if one.row.key in there]

    def with_parent(self, rows: list[Staged[R]], has: Callable[[R], bool]) -> list[Staged[R]]:
        """The rows whose question, or post, is here; the others are skipped and named."""
        for one in rows:
            if not has(one.row):
                self.report.skip(one.row, ORPHAN, bad=True)
        return [one for one in rows if has(one.row)]

    def created(self, rows: list[Staged[R]], things: Sequence[models.Model]) -> Placed[R]:
        """Remember where new things came from."""
        Origin.objects.bulk_create(
            Origin(
                source=self.source,
                kind=self.kind,
                external_id=one.row.key,
                object_id=thing.pk,
                fingerprint=one.fingerprint,
            )
            for one, thing in zip(rows, things, strict=True)
        )
        self.count.created += len(rows)
        return [(one, thing.pk) for one, thing in zip(rows, things, strict=True)]

    def update(self, old: Placed[R], fields_of: Callable[[Staged[R]], Fields]) -> None:
        """Set the fields of things that stand here, and remember what their rows say now."""
        if not old:
            return
        rows = every(MODELS[self.kind])
        things = rows.in_bulk([number for _, number in old])
        names: dict[str, None] = {}
        for one, number in old:
            for name, value in fields_of(one).items():
                setattr(things[number], name, value)
                names[name.removesuffix("_id")] = None
        rows.bulk_update(things.values(), names, batch_size=100)
        digests = {one.row.key: one.fingerprint for one, _ in old}
        origins = list(self._origins(digests))
        for origin in origins:
            origin.fingerprint = digests[origin.external_id]
        Origin.objects.bulk_update(origins, ["fingerprint"], batch_size=250)
        self.count.updated += len(old)

    def _origins(self, keys: Iterable[str]) -> models.QuerySet[Origin]:
        return Origin.objects.filter(source=self.source, kind=self.kind, external_id__in=list(keys))
