"""What a digest tells: today's answers since the last one, and new answers to what its reader follows.

Many digests are put together at once: what they share is read once, so a thousand cost little more than one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from bothways.insider.models import Answer, Edition, Follow, Question
from bothways.insider.queries.reading import answer_cards
from bothways.notifications.models import Digest

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


@dataclass
class _Follows:
    """What one reader follows, by keys."""

    questions: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    insiders: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Published:
    """An answer that appeared while some digest looked."""

    key: int
    at: datetime
    question: int
    author: int | None
    topics: frozenset[int]

    def is_followed(self, by: _Follows) -> bool:
        return self.question in by.questions or self.author in by.insiders or bool(self.topics & by.topics)


def news_of(digests: Sequence[Digest]) -> dict[int, News]:
    """What each of `digests` tells, by its key. Published answers are the same for every reader."""
    if not digests:
        return {}
    since, until = min(digest.since for digest in digests), max(digest.until for digest in digests)
    follows = _follows_of({digest.person_id for digest in digests})
    editions, published = _editions(since, until), _published(since, until, follows.values())
    return {digest.pk: _news(digest, follows.get(digest.person_id, _Follows()), editions, published)
            for digest in digests}  # fmt: skip


def cards_of(news: Iterable[News]) -> dict[int, Answer]:
    """The answers that `news` show, as lists show them, by their keys: those that may be read at this moment."""
    return answer_cards(None).in_bulk({key for one in news for key in one.answers})


def _news(digest: Digest, follows: _Follows, editions: list[tuple[int, datetime]], published: list[_Published]) -> News:
    shown = [key for key, at in editions if digest.since < at <= digest.until][:MOST_EDITIONS]
    found = [
        one.key
        for one in published
        if digest.since < one.at <= digest.until
        and one.key not in shown
        and one.author != digest.person_id
        and one.is_followed(follows)
    ]
    return News(shown, found[:MOST_FOLLOWED], len(found[MOST_FOLLOWED:]))


def _follows_of(people: set[int]) -> dict[int, _Follows]:
    found: dict[int, _Follows] = {}
    rows = Follow.objects.filter(person__in=people).values_list("person", "question", "topic", "insider")
    for person, question, topic, insider in rows:
        follows = found.setdefault(person, _Follows())
        for keys, key in ((follows.questions, question), (follows.topics, topic), (follows.insiders, insider)):
            if key is not None:
                keys.add(key)
    return found


def _editions(since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    readable = Exists(Answer.objects.visible_to(None).filter(pk=OuterRef("answer")))
    rows = Edition.objects.filter(readable, published_at__gt=since, published_at__lte=until).order_by("-published_at")
    return [(answer, at) for answer, at in rows.values_list("answer", "published_at") if at]


def _published(since: datetime, until: datetime, follows: Iterable[_Follows]) -> list[_Published]:
    questions, topics, insiders = set[int](), set[int](), set[int]()
    for one in follows:
        questions, topics, insiders = questions | one.questions, topics | one.topics, insiders | one.insiders
    ties = Question.topics.through.objects.filter(topic__in=topics)
    on_topic = Exists(ties.filter(question=OuterRef("question")))
    rows = list(
        Answer.objects.visible_to(None)
        .filter(published_at__gt=since, published_at__lte=until)
        .filter(Q(question__in=questions) | Q(author__in=insiders) | on_topic)
        .order_by("-published_at", "-pk")
        .values_list("pk", "published_at", "question", "author")[:MOST_CANDIDATES]
    )
    tied: dict[int, set[int]] = {}
    for question, topic in ties.filter(question__in={row[2] for row in rows}).values_list("question", "topic"):
        tied.setdefault(question, set()).add(topic)
    return [
        _Published(key, at, question, author, frozenset(tied.get(question, ())))
        for key, at, question, author in rows
        if at
    ]
