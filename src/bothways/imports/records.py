"""What every reader makes of a file: rows of plain values, the same for all kinds of source."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

FINGERPRINT_VERSION = 1  # raise it when the same row should become something else here


class Kind(StrEnum):
    """What a row of a source becomes here, or what the report calls a row that becomes nothing."""

    PERSON = "person"
    TOPIC = "topic"
    QUESTION = "question"
    ANSWER = "answer"
    REPLY = "reply"
    VOTE = "vote"
    LINK = "link"
    OTHER = "other"


class Markup(StrEnum):
    """How the words of a row are written."""

    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row, where it stood, and the name by which its source knows it."""

    kind: ClassVar[Kind]

    key: str
    file: str = ""
    line: int = 0  # counted from 1; 0 where a row has no line of its own

    def fingerprint(self) -> str:
        """A digest of all that the row says, but not of where it stands."""
        said = {name: value for name, value in asdict(self).items() if name not in ("file", "line")}
        words = json.dumps([FINGERPRINT_VERSION, said], sort_keys=True, default=str)
        return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, kw_only=True)
class PersonRow(Row):
    """Somebody who asked, answered or replied."""

    kind = Kind.PERSON

    name: str
    bio: str = ""  # Markdown
    joined_at: datetime | None = None
    is_insider: bool = False
    role_title: str = ""
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class TopicRow(Row):
    """A word under which questions stand; its key is the word itself."""

    kind = Kind.TOPIC

    name: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionRow(Row):
    """A question. Its title may be longer than a title can be; then the whole of it opens the detail."""

    kind = Kind.QUESTION

    title: str
    detail: str = ""
    markup: Markup = Markup.MARKDOWN
    why_now: str = ""
    topics: tuple[str, ...] = ()
    author: str = ""  # key of a PersonRow; empty where nobody is known
    at: datetime | None = None  # None: the day of the import
    url: str = ""
    licence: str = ""
    for_anyone: bool = False  # whether any reader may answer there


@dataclass(frozen=True, kw_only=True)
class AnswerRow(Row):
    """An answer, signed with the by-line that it bore in the source."""

    kind = Kind.ANSWER

    question: str  # key of a QuestionRow
    body: str
    markup: Markup = Markup.MARKDOWN
    headline: str = ""  # empty: taken from its first sentence
    author: str = ""
    byline_name: str = ""  # empty: the author's name
    byline_role: str = ""
    byline_organisation: str = ""
    at: datetime | None = None
    url: str = ""
    licence: str = ""
    score: int = 0


@dataclass(frozen=True, kw_only=True)
class ReplyRow(Row):
    """A remark on a question or an answer."""

    kind = Kind.REPLY

    post: str  # key of a QuestionRow or an AnswerRow
    body: str
    author: str = ""
    author_name: str = ""
    at: datetime | None = None
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class VoteRow(Row):
    """One vote for (+1) or against (-1) a post."""

    kind = Kind.VOTE

    post: str
    value: int


@dataclass(frozen=True, kw_only=True)
class LinkRow(Row):
    """Two questions that belong together."""

    kind = Kind.LINK

    question: str
    related: str


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A row that was read and becomes nothing here, with the reason; `bad` where the row itself is at fault."""

    kind: Kind
    reason: str
    file: str = ""
    line: int = 0
    bad: bool = False


Read = Row | LeftOut


@dataclass(frozen=True, kw_only=True)
class Collection:
    """Where the rows come from, and the credit that is shown with them."""

    key: str
    name: str
    url: str = ""
    licence: str = ""
    licence_url: str = ""
    credit: str = ""
    topics: tuple[str, ...] = field(default=())  # of every question in it


class Refused(Exception):
    """The files cannot be brought in at all; nothing was written. The message is for the person who asked."""
