"""A scratch table on disk for the rows of one import, so that its size never becomes memory.

Rows arrive in any order and leave by kind. The file loses its name as soon as it is open, so that nobody else can open
it and it is gone when the process is, however it ends. (SQLite's own nameless databases stay in memory in some builds.)
"""

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Generic, Self, TypeVar

from bothways.imports.records import AnswerRow, Kind, QuestionRow, ReplyRow, Row, VoteRow

BATCH = 500  # rows
_CACHE = 16_000  # kilobytes
_FLUSH = 20_000  # votes
_TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
    CREATE TABLE rows (number INTEGER PRIMARY KEY, kind TEXT, key TEXT, payload BLOB);
    CREATE UNIQUE INDEX row_once ON rows (kind, key);
    CREATE TABLE mentions (kind TEXT, key TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
    CREATE TABLE votes (post TEXT PRIMARY KEY, net INTEGER, votes INTEGER) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Texts:
    """What is stored beside the words, made before the transaction opens."""

    markdown: str = ""
    html: str = ""
    words: int = 0
    headline: str = ""
    summary: str = ""


R_co = TypeVar("R_co", bound=Row, covariant=True)


@dataclass(frozen=True)
class Staged(Generic[R_co]):
    """One row on its way in; `fingerprint` and `texts` are there once it has been prepared."""

    row: R_co
    fingerprint: str = ""
    texts: Texts = Texts()


class Staging:
    """The scratch table. Use it as a context."""

    def __init__(self) -> None:
        with NamedTemporaryFile(prefix="bothways-import-") as file:
            self._db = sqlite3.connect(file.name, isolation_level=None)
            self._db.executescript(f"PRAGMA cache_size = -{_CACHE}; {_TABLES}")
        self._votes: dict[str, list[int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def add(self, row: Row) -> bool:
        """Keep one row; False where its kind has one of that key already."""
        if isinstance(row, VoteRow):
            self._count(row)
            return True
        self._mention(row)
        before = self._db.total_changes
        payload = pickle.dumps(Staged(row))
        self._db.execute(
            "INSERT OR IGNORE INTO rows (kind, key, payload) VALUES (?, ?, ?)", [row.kind, row.key, payload]
        )
        return self._db.total_changes > before

    def _mention(self, row: Row) -> None:
        if isinstance(row, QuestionRow | AnswerRow | ReplyRow) and row.author:
            self._db.execute("INSERT OR IGNORE INTO mentions VALUES (?, ?)", [Kind.PERSON, row.author])
        if isinstance(row, QuestionRow):
            pairs = [(Kind.TOPIC, topic) for topic in row.topics]
            self._db.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?)", pairs)

    def _count(self, vote: VoteRow) -> None:
        counted = self._votes.setdefault(vote.post, [0, 0])
        counted[0] += vote.value
        counted[1] += 1
        if len(self._votes) >= _FLUSH:
            self.flush()

    def flush(self) -> None:
        """Write the votes that were counted since the last time."""
        self._db.executemany(
            "INSERT INTO votes VALUES (?, ?, ?)"
            " ON CONFLICT (post) DO UPDATE SET net = net + excluded.net, votes = votes + excluded.votes",
            [(post, net, votes) for post, (net, votes) in self._votes.items()],
        )
        self._votes.clear()

    def size(self, kind: Kind) -> int:
        """How many rows of `kind` have something to bring."""
        query = "SELECT count(*) FROM rows WHERE kind = ? AND payload IS NOT NULL"
        return int(self._db.execute(query, [kind]).fetchone()[0])

    def batches(self, kind: Kind) -> Iterator[list[Staged[Row]]]:
        """The rows of `kind` in the order in which they came, some hundred at a time; they may be put back."""
        last = 0
        while True:
            with closing(
                self._db.execute(
                    "SELECT number, payload FROM rows"
                    " WHERE kind = ? AND number > ? AND payload IS NOT NULL ORDER BY number LIMIT ?",
                    [kind, last, BATCH],
                )
            ) as cursor:
                found = cursor.fetchall()
            if not found:
                return
            last = found[-1][0]
            yield [pickle.loads(payload) for _, payload in found]  # noqa: S301  our own bytes, in a file without a name

    def put(self, staged: list[Staged[Row]]) -> None:
        """Put prepared rows back in their places."""
        self._db.executemany(
            "UPDATE rows SET payload = ? WHERE kind = ? AND key = ?",
            [(pickle.dumps(one), one.row.kind, one.row.key) for one in staged],
        )

    def drop(self, kind: Kind, keys: list[str]) -> None:
        """Forget what rows say, for they have nothing to bring; that they were here is remembered."""
        query = "UPDATE rows SET payload = NULL WHERE kind = ? AND key = ?"
        self._db.executemany(query, [(kind, key) for key in keys])

    def mentioned(self, kind: Kind, keys: list[str]) -> set[str]:
        """Which of `keys` some other row speaks of."""
        marks = ",".join("?" * len(keys))
        query = f"SELECT key FROM mentions WHERE kind = ? AND key IN ({marks})"  # noqa: S608  only question marks
        return {key for (key,) in self._db.execute(query, [kind, *keys])}

    def unknown_topics(self) -> list[str]:
        """The topics that questions bear and that no row of their own names."""
        return [
            key
            for (key,) in self._db.execute(
                "SELECT key FROM mentions WHERE kind = ?"
                " AND key NOT IN (SELECT key FROM rows WHERE kind = ?) ORDER BY key",
                [Kind.TOPIC, Kind.TOPIC],
            )
        ]

    def scores(self, posts: list[str]) -> dict[str, int]:
        """The net of the votes on each of `posts` that has any."""
        marks = ",".join("?" * len(posts))
        query = f"SELECT post, net FROM votes WHERE post IN ({marks})"  # noqa: S608  only question marks
        return dict(self._db.execute(query, posts).fetchall())

    def votes_by_kind(self) -> Counter[str]:
        """How many votes fell on answers, on questions, and on posts that are not here."""
        query = """
            SELECT coalesce((SELECT kind FROM rows WHERE rows.key = votes.post AND kind IN ('question', 'answer')), ''),
                   sum(votes) FROM votes GROUP BY 1
        """
        return Counter(dict(self._db.execute(query).fetchall()))
