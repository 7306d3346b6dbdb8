"""Bringing a collection in: one transaction for the whole of it, so that all of it stands here or none of it.

The slow work, reading and rendering, is done before the transaction opens; while it is open other writers wait. An
import that is killed leaves nothing behind and is simply started again. Nothing is ever deleted: what a newer dump no
longer holds stays here, and what was removed here stays removed.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from bothways.history.actions.recording import record
from bothways.imports.actions.answers import AnswerWriter, ReplyWriter
from bothways.imports.actions.people import PersonWriter
from bothways.imports.actions.questions import LinkWriter, QuestionWriter, TopicWriter
from bothways.imports.actions.writing import Writer
from bothways.imports.preparing import ORDER, Advance, collect, prepare
from bothways.imports.records import Collection, Kind, Read
from bothways.imports.report import Report
from bothways.imports.staging import Staging
from bothways.insider.actions.indexing import refresh_all
from bothways.insider.models import Source
from bothways.people.models import Person

WRITERS: tuple[type[Writer[Any]], ...] = (
    PersonWriter,
    TopicWriter,
    QuestionWriter,
    AnswerWriter,
    ReplyWriter,
    LinkWriter,
)
Phase = Callable[[str, int], Advance]  # told a name and how many rows, gives what is told of each step


def silent(name: str, total: int) -> Advance:
    """A phase that nobody watches."""
    return lambda rows: None


def import_collection(
    *,
    collection: Collection,
    rows: Iterable[Read],
    report: Report,
    by: Person | None,
    at: datetime,
    phase: Phase = silent,
) -> Report:
    """Bring in everything that `rows` hold and that is new or has changed; `report` gets the account.

    Where nothing has changed, nothing is written, no history either. Raises Refused, with nothing written, when the
    rows break off.
    """
    source = Source.objects.filter(key=collection.key).first()
    with Staging() as staging:
        collect(rows, staging, report)
        prepare(source, staging, report, phase("Preparing", sum(staging.size(kind) for kind in ORDER)))
        if any(staging.size(kind) for kind in (*ORDER, Kind.LINK)) or _differs(source, collection):
            _write(collection, staging, report, by=by, at=at, phase=phase)
    return report


def _differs(source: Source | None, collection: Collection) -> bool:
    return source is None or any(getattr(source, name) != value for name, value in _fields(collection).items())


def _fields(collection: Collection) -> dict[str, str]:
    return {
        "name": collection.name[:160],
        "url": collection.url[:500],
        "licence": collection.licence[:80],
        "licence_url": collection.licence_url[:500],
        "credit": collection.credit[:300],
    }


def _write(
    collection: Collection, staging: Staging, report: Report, *, by: Person | None, at: datetime, phase: Phase
) -> None:
    advance = phase("Writing", sum(staging.size(kind) for kind in (*ORDER, Kind.LINK)))
    with transaction.atomic(durable=True):
        before = Source.objects.filter(key=collection.key).first()
        differs = _differs(before, collection)
        source = before
        if source is None or differs:
            source, _ = Source.objects.update_or_create(key=collection.key, defaults=_fields(collection))
        for writer_of in WRITERS:
            writer = writer_of(source=source, report=report, at=at)
            for batch in staging.batches(writer.kind):
                writer.write(batch)
                advance(len(batch))
        if not report.adds_up:
            raise RuntimeError("The account of this import does not add up, so nothing was written.")
        if report.changed:
            refresh_all()
        if differs or report.changed:
            record("source.imported", about=source, by=by, at=at, public=True, counts=report.figures())
