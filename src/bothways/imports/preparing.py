"""From files to rows that are ready to be written: all the slow work, before any transaction is open."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bothways.imports.queries import fingerprints
from bothways.imports.records import AnswerRow, Kind, LeftOut, Read, Row, TopicRow
from bothways.imports.report import Report
from bothways.imports.staging import Staged, Staging
from bothways.imports.wording import texts_of
from bothways.insider.models import Source

ORDER = (Kind.PERSON, Kind.TOPIC, Kind.QUESTION, Kind.ANSWER, Kind.REPLY)
LONGEST_KEY = 200
_UNMENTIONED = {
    Kind.PERSON: "wrote nothing that is brought in",
    Kind.TOPIC: "no question bears it",
}

Advance = Callable[[int], None]


def collect(read: Iterable[Read], staging: Staging, report: Report) -> None:
    """Read everything to its end. Raises Refused, with nothing written, where a file breaks off."""
    for row in read:
        report.counts[row.kind].read += 1
        if isinstance(row, LeftOut):
            report.leave_out(row)
        elif len(row.key) > LONGEST_KEY:
            report.skip(row, f"its name in the source is longer than {LONGEST_KEY} characters", bad=True)
        elif not staging.add(row):
            report.skip(row, f"a second row of that name; the first is kept: {row.key[:40]}", bad=True)
    staging.flush()
    for key in staging.unknown_topics():
        report.counts[Kind.TOPIC].read += 1
        staging.add(TopicRow(key=key, name=key))


def prepare(source: Source | None, staging: Staging, report: Report, advance: Advance = lambda rows: None) -> None:
    """Drop what has not changed since the last time, and make the texts of the rest."""
    for kind in ORDER:
        for batch in staging.batches(kind):
            wanted = _mentioned(staging, report, kind, batch)
            _prepare(source, staging, report, kind, wanted)
            advance(len(batch))
    _count_votes(staging, report)


def _mentioned(staging: Staging, report: Report, kind: Kind, batch: list[Staged[Row]]) -> list[Staged[Row]]:
    if kind not in _UNMENTIONED:
        return batch
    mentioned = staging.mentioned(kind, [one.row.key for one in batch])
    for one in batch:
        if one.row.key not in mentioned:
            report.skip(one.row, _UNMENTIONED[kind])
    staging.drop(kind, [one.row.key for one in batch if one.row.key not in mentioned])
    return [one for one in batch if one.row.key in mentioned]


def _prepare(source: Source | None, staging: Staging, report: Report, kind: Kind, batch: list[Staged[Row]]) -> None:
    known = fingerprints(source, kind, (one.row.key for one in batch))
    scores = staging.scores([one.row.key for one in batch]) if kind is Kind.ANSWER else {}
    ready = []
    for one in batch:
        row = _scored(one.row, scores)
        digest = row.fingerprint()
        if known.get(row.key) == digest:
            report.counts[kind].unchanged += 1
        else:
            ready.append(Staged(row, digest, texts_of(row)))
    staging.put(ready)
    changed = {one.row.key for one in ready}
    staging.drop(kind, [one.row.key for one in batch if one.row.key not in changed])


def _scored(row: Row, scores: dict[str, int]) -> Row:
    return replace(row, score=scores[row.key]) if isinstance(row, AnswerRow) and row.key in scores else row


def _count_votes(staging: Staging, report: Report) -> None:
    votes = report.counts[Kind.VOTE]
    for kind, number in staging.votes_by_kind().items():
        if kind == Kind.ANSWER:
            votes.folded += number
        elif kind == Kind.QUESTION:
            votes.skipped["on a question: only answers are ordered by votes"] += number
        else:
            votes.skipped["on a post that the dump does not hold as question or answer"] += number
