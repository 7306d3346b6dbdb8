"""What a digest tells: today's answers since the last one, and new answers to what its reader follows.

Many digests are put together at once: what they share is read once, so a thousand cost little more than one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from bothways.insider.models import Answer, Edition, Follow, Question
from bothways.insider.queries.reading import answer_cards
from bothways.notifications.models import Digest

KINDS = ("question", "topic", "insider")  # of what can be followed
MOST_EDITIONS = 7
MOST_FOLLOWED = 12  # a mail is read at breakfast; the rest is a number and a link
MOST_CANDIDATES = 3_000  # the newest, among which each reader's are looked for


@dataclass(frozen=True)
class News:
    """What one digest tells: keys of answers, the newest first, and how many more there are."""

    editions: list[int] = field(default_factory=list)
    followed: list[int] = field(default_factory=list)
    more: int = 0

    @property
    def answers(self) -> list[int]:
        """All answers that it shows."""
        return [*self.editions, *self.followed]


class _Published(NamedTuple):
    """An answer that appeared while some digest looked."""

    at: datetime
    key: int
    question: int
    author: int | None


class _Shelf:
    """Those answers, by what people follow."""

    def __init__(self, answers: Iterable[_Published], topics: Mapping[int, Iterable[int]]) -> None:
        self._of: dict[tuple[str, int], list[_Published]] = {}
        for answer in answers:
            self._put("question", answer.question, answer)
            if answer.author is not None:
                self._put("insider", answer.author, answer)
            for topic in topics.get(answer.question, ()):
                self._put("topic", topic, answer)

    def _put(self, kind: str, key: int, answer: _Published) -> None:
        self._of.setdefault((kind, key), []).append(answer)

    def followed(self, follows: Iterable[tuple[str, int]]) -> list[_Published]:
        """What appeared among `follows`, each once, the newest first."""
        return sorted({answer for followed in follows for answer in self._of.get(followed, ())}, reverse=True)


def news_of(digests: Sequence[Digest]) -> dict[int, News]:
    """What each of `digests` tells, by its key. Published answers are the same for every reader."""
    if not digests:
        return {}
    since, until = min(digest.since for digest in digests), max(digest.until for digest in digests)
    follows = _follows_of({digest.person_id for digest in digests})
    editions, shelf = _editions(since, until), _published(since, until, set().union(*follows.values()))
    return {digest.pk: _news(digest, follows.get(digest.person_id, []), editions, shelf) for digest in digests}


def cards_of(news: Iterable[News]) -> dict[int, Answer]:
    """The answers that `news` show, as lists show them, by their keys: those that may be read at this moment."""
    return answer_cards(None).in_bulk({key for one in news for key in one.answers})


def _news(digest: Digest, follows: list[tuple[str, int]], editions: list[tuple[int, datetime]], shelf: _Shelf) -> News:
    shown = [key for key, at in editions if digest.since < at <= digest.until][:MOST_EDITIONS]
    found = [
        answer.key
        for answer in shelf.followed(follows)
        if digest.since < answer.at <= digest.until and answer.key not in shown and answer.author != digest.person_id
    ]
    return News(shown, found[:MOST_FOLLOWED], len(found[MOST_FOLLOWED:]))


def _follows_of(people: set[int]) -> dict[int, list[tuple[str, int]]]:
    """What each of `people` follows: a kind of thing and its key."""
    found: dict[int, list[tuple[str, int]]] = {}
    for person, *keys in Follow.objects.filter(person__in=people).values_list("person", *KINDS):
        followed = next((kind, key) for kind, key in zip(KINDS, keys, strict=True) if key is not None)
        found.setdefault(person, []).append(followed)
    return found


def _editions(since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    readable = Exists(Answer.objects.visible_to(None).filter(pk=OuterRef("answer")))
    rows = Edition.objects.filter(readable, published_at__gt=since, published_at__lte=until).order_by("-published_at")
    return [(answer, at) for answer, at in rows.values_list("answer", "published_at") if at]


def _published(since: datetime, until: datetime, follows: set[tuple[str, int]]) -> _Shelf:
    questions, topics, insiders = ({key for kind, key in follows if kind == of} for of in KINDS)
    ties = Question.topics.through.objects.filter(topic__in=topics)
    on_topic = Exists(ties.filter(question=OuterRef("question")))
    rows = list(
        Answer.objects.visible_to(None)
        .filter(published_at__gt=since, published_at__lte=until)
        .filter(Q(question__in=questions) | Q(author__in=insiders) | on_topic)
        .order_by("-published_at", "-pk")
        .values_list("published_at", "pk", "question", "author")[:MOST_CANDIDATES]
    )
    tied: dict[int, set[int]] = {}
    for question, topic in ties.filter(question__in={row[2] for row in rows}).values_list("question", "topic"):
        tied.setdefault(question, set()).add(topic)
    return _Shelf((_Published(at, *others) for at, *others in rows if at), tied)
