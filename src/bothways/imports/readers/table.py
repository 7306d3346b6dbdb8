"""Questions and answers from spreadsheets saved as CSV, as people really have them."""

import hashlib
import re
from collections import Counter
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path

from slugify import slugify

from bothways.imports.readers.columns import Advance, Cells, Table
from bothways.imports.readers.days import day_of
from bothways.imports.readers.words import one_line
from bothways.imports.records import AnswerRow, Collection, Kind, LeftOut, PersonRow, QuestionRow, Read


def collection(path: Path, *, name: str = "", url: str = "", licence: str = "", credit: str = "") -> Collection:
    """The source that a spreadsheet is: known by the name of its (first) file."""
    title = one_line(name) or path.stem.replace("_", " ").replace("-", " ").strip().capitalize() or "Spreadsheet"
    return Collection(
        key=f"csv-{slugify(path.stem, max_length=70) or 'table'}",
        name=title,
        url=url.rstrip("/"),
        licence=one_line(licence) or "All rights reserved",
        credit=one_line(credit) or title,
    )


def read(tables: list[Table], advance: Advance = lambda size: None) -> Iterator[Read]:
    """Every question and answer in the files. The same question in two rows is one question."""
    reader = _Reader()
    for table in tables:
        for line, cells in table.rows(advance):
            if isinstance(cells, str):
                yield LeftOut(kind=Kind.OTHER, reason=cells, file=table.path.name, line=line, bad=True)
                continue
            try:
                yield from reader.row(table, line, cells)
            except ValueError as fault:
                kind = Kind.ANSWER if cells.get("answer") else Kind.QUESTION
                yield LeftOut(kind=kind, reason=str(fault), file=table.path.name, line=line, bad=True)


class _Reader:
    """Remembers which questions and people have been met: digests of names, not their words."""

    def __init__(self) -> None:
        self.questions: set[bytes] = set()
        self.people: set[bytes] = set()
        self.answers: Counter[bytes] = Counter()

    def row(self, table: Table, line: int, cells: Cells) -> Iterator[Read]:
        """What one row says. Raises ValueError, in words for the report."""
        title = one_line(cells.get("question", ""))
        if not title and not cells.get("question_id"):
            raise ValueError("the question is empty")
        asked = _when(table, cells, "asked_at")
        answered = _when(table, cells, "answered_at")
        key = _question_key(cells, title)
        place = table.path.name, line
        if cells.get("answer"):
            yield from self._answer(cells, key, answered or asked, place)
        elif (
            title
            and "answer" in table.columns
            and "question_id" not in table.columns
            and _digest(key) in self.questions
        ):
            yield LeftOut(kind=Kind.ANSWER, reason="the answer is empty", file=place[0], line=line, bad=True)
        if title and _is_new(self.questions, key):
            yield from self._question(cells, key, title, asked or answered, place)

    def _question(
        self, cells: Cells, key: str, title: str, at: datetime | None, place: tuple[str, int]
    ) -> Iterator[Read]:
        asker = yield from self._person(cells.get("asked_by", ""), place)
        yield QuestionRow(
            key=key,
            file=place[0],
            line=place[1],
            title=title,
            detail=cells.get("detail", ""),
            why_now=one_line(cells.get("why_now", "")),
            topics=tuple(
                dict.fromkeys(
                    word for part in re.split(r"[,;|\n]", cells.get("topics", "")) if (word := one_line(part)[:200])
                )
            ),
            author=asker,
            at=at,
            url=_url(cells) if not cells.get("answer") else "",
            licence=one_line(cells.get("licence", "")),
        )

    def _answer(self, cells: Cells, question: str, at: datetime | None, place: tuple[str, int]) -> Iterator[Read]:
        name = one_line(cells.get("author", ""))
        role, organisation = one_line(cells.get("role", "")), one_line(cells.get("organisation", ""))
        author = yield from self._person(name, place, role, organisation, insider=True)
        base = f"{question}#{author}"
        self.answers[_digest(base)] += 1
        number = self.answers[_digest(base)]
        yield AnswerRow(
            key=base if number == 1 else f"{base}-{number}",
            file=place[0],
            line=place[1],
            question=question,
            body=cells["answer"],
            headline=one_line(cells.get("headline", "")),
            author=author,
            byline_name=name,
            byline_role=role,
            byline_organisation=organisation,
            at=at,
            url=_url(cells),
            licence=one_line(cells.get("licence", "")),
        )

    def _person(
        self, name: str, place: tuple[str, int], role: str = "", organisation: str = "", *, insider: bool = False
    ) -> Generator[Read, None, str]:
        """Yield the person's row where it is the first of that name, and give their key."""
        name = one_line(name)
        key = slugify(name, max_length=90)
        if key and _is_new(self.people, key):
            yield PersonRow(
                key=key,
                file=place[0],
                line=place[1],
                name=name,
                is_insider=insider,
                role_title=role,
                organisation=organisation,
            )
        return key


def _digest(words: str) -> bytes:
    return hashlib.blake2b(words.encode(), digest_size=8).digest()


def _is_new(met: set[bytes], words: str) -> bool:
    digest = _digest(words)
    if digest in met:
        return False
    met.add(digest)
    return True


def _question_key(cells: Cells, title: str) -> str:
    number = one_line(cells.get("question_id", ""))
    return f"id {number}"[:90] if number else slugify(title, max_length=90) or _digest(title).hex()


def _url(cells: Cells) -> str:
    url = one_line(cells.get("url", ""))
    return url if re.match(r"https?://[^\s/]+", url) else ""


def _when(table: Table, cells: Cells, field: str) -> datetime | None:
    value = one_line(cells.get(field, ""))
    return day_of(value, table.order) if value else None
