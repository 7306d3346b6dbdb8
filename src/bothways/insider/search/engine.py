"""What search asks of a database, whichever it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from django.db import connection

from bothways.insider.search.numbering import Span
from bothways.insider.search.words import Term

MOST_CANDIDATES: Final = 200  # rows that are ranked: the newest of those that match, so that a common word costs little
RAREST: Final = 5  # words of a title that say most about what it is near
TOO_COMMON: Final = 4000  # a word in so many documents says nothing about that

Facets = tuple[tuple[str, ...], ...]  # each of the groups must hold; of a group, any


@dataclass(frozen=True)
class Match:
    """One way to match: all terms, or any; in the title, or anywhere; among what the facets leave."""

    terms: tuple[Term, ...]
    facets: Facets = ()
    keys: Span | None = None  # of the documents that come into question
    title_only: bool = False
    any_term: bool = False


class Hit(NamedTuple):
    """A document that matches, by the first of the matches asked for."""

    document: int
    match: int


class Spelling(NamedTuple):
    """A word that documents hold and that looks like the one asked about; they may be the same."""

    asked: str
    word: str
    documents: int


Value = str | int | list[str] | None
Statement = tuple[str, list[Value]]


class Engine(Protocol):
    """The full-text index of one database."""

    def match(self, match: Match, *, score: bool) -> Statement:
        """Selects id and score (the lower the better) of the newest documents that match."""

    def spellings(self, words: Sequence[str]) -> Statement:
        """Selects asked, word and documents for what the words may have meant; nothing where it cannot be known."""

    def near(self, words: Sequence[str], question: int | None, limit: int) -> Statement:
        """Selects id, tier and score of questions with rare words of the title in theirs, then of the same topics."""


def engine() -> Engine:
    """The engine of the database in use."""
    if connection.vendor == "postgresql":
        from bothways.insider.search.postgresql import PostgreSQL

        return PostgreSQL()
    from bothways.insider.search.sqlite import SQLite

    return SQLite()


def ranked(matches: Sequence[Match], *, newest: bool) -> list[Hit]:
    """The documents that match, each once: the earlier match first and in it the better; or the newest first."""
    statements = [engine().match(match, score=not newest) for match in matches]
    parts = [
        f"SELECT id, {tier} AS tier, score FROM ({sql}) AS m{tier}"  # noqa: S608  our own words
        for tier, (sql, _) in enumerate(statements)
    ]
    order = "id DESC" if newest else "tier, score, id DESC"
    sql = f"SELECT id, tier FROM ({' UNION ALL '.join(parts)}) AS found ORDER BY {order}"  # noqa: S608  our own words
    hits: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in statements for value in values])
        for document, tier in cursor.fetchall():
            hits.setdefault(document, tier)
    return [Hit(document, tier) for document, tier in hits.items()]


def spellings(words: Sequence[str]) -> list[Spelling]:
    """Words that documents hold and that look like one of `words`."""
    sql, values = engine().spellings(words)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Spelling(*row) for row in cursor.fetchall()]
