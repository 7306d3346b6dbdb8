"""Indexing: keeping what search knows equal to what everybody may read.

Whoever changes a question, an answer, a by-line or a topic calls `refresh` with its key, in the same transaction; an
import that changed much calls `refresh_all` at its end. Both write only what is different, so that repeating them
changes nothing. Nothing is recorded in history: a document is a copy, and says nothing new.

The key of a document grows with the day on which it appeared, whenever it was brought in. So the newest of many that
match can be read first and the rest left alone, on both databases.
"""

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import connection, models, transaction

from bothways.foundation.text import plain
from bothways.insider.models import Answer, Question, SearchDocument, SearchTerm, Topic, searchable_people
from bothways.insider.search.numbering import day_of, keys_of_day
from bothways.insider.search.words import vocabulary

CHUNK: Final = 500  # rows held in memory at a time
MOST_WORDS: Final = 200_000  # counted before they are written
LONGEST: Final = 50_000  # characters of one document
_LOCK: Final = 0x73656172  # "sear": the advisory lock under which PostgreSQL numbers documents
COPIED: Final = ("at", "slug", "title", "subtitle", "about", "topics", "facets", "words")

Kind = SearchDocument.Kind


def refresh(
    *,
    questions: Iterable[int] = (),
    answers: Iterable[int] = (),
    people: Iterable[int] = (),
    topics: Iterable[int] = (),
) -> int:
    """Make search know what is true now of these keys, and of whatever shows them; the number of documents changed.

    Answers follow their question, authors their answers, questions their topics.
    """
    topic_keys, person_keys = set(topics), set(people)
    question_keys, answer_keys = set(questions), set(answers)
    with transaction.atomic():
        question_keys |= _keys(Question.topics.through.objects, "question_id", "topic_id", topic_keys)
        answer_keys |= _keys(Answer.objects, "pk", "question_id", question_keys)
        person_keys |= _keys(Answer.objects, "author_id", "pk", answer_keys)
        return _Indexer().run(
            {
                Kind.TOPIC: sorted(topic_keys),
                Kind.PERSON: sorted(person_keys),
                Kind.QUESTION: sorted(question_keys),
                Kind.ANSWER: sorted(answer_keys),
            }
        )


def refresh_all() -> int:
    """Make search know everything that is true now and nothing else; the number of documents changed."""
    with transaction.atomic():
        return _Indexer().run(
            {
                Kind.TOPIC: _every(Kind.TOPIC, Topic.objects.order_by("pk")),
                Kind.PERSON: _every(Kind.PERSON, searchable_people(None).order_by("pk")),
                Kind.QUESTION: _every(Kind.QUESTION, Question.objects.visible_to(None).order_by("opened_at", "pk")),
                Kind.ANSWER: _every(Kind.ANSWER, Answer.objects.visible_to(None).order_by("published_at", "pk")),
            }
        )


def _every(kind: Kind, rows: models.QuerySet[Any]) -> Sequence[int]:
    """Keys of all that may be found, in order of time, after those of documents that may be found no longer."""
    gone = SearchDocument.objects.filter(kind=kind).exclude(pk__in=SearchDocument.objects.visible_to(None).values("pk"))
    keys = array("q", gone.values_list("object_id", flat=True))
    keys.extend(rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    return keys


def _keys(rows: models.Manager[Any], wanted: str, by: str, keys: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for chunk in _chunks(sorted(keys)):
        found.update(rows.filter(**{f"{by}__in": chunk, f"{wanted}__isnull": False}).values_list(wanted, flat=True))
    return found


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


class _Indexer:
    """One run over many documents: numbers the new ones, and counts words until they are worth writing."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}  # the last number given out, by day
        self._counts: Counter[str] = Counter()
        self._changed = 0

    def run(self, keys: dict[Kind, Sequence[int]]) -> int:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for kind, every in keys.items():
            for chunk in _chunks(every):
                self._refresh(kind, chunk)
        self._write_counts()
        return self._changed

    def _refresh(self, kind: Kind, keys: Sequence[int]) -> None:
        old = {row.object_id: row for row in SearchDocument.objects.filter(kind=kind, object_id__in=keys)}
        new = {row.object_id: row for row in MAKERS[kind](keys)}
        changed = [row for key, row in new.items() if key not in old or _differs(row, old[key])]
        gone = [row for key, row in old.items() if key not in new]
        replaced = [old[row.object_id] for row in changed if row.object_id in old]
        numbers = {row.object_id: row.pk for row in replaced if day_of(row.at) == day_of(new[row.object_id].at)}
        moved = [row for row in replaced if row.object_id not in numbers]
        if gone or moved:
            SearchDocument.objects.filter(pk__in=[row.pk for row in (*gone, *moved)]).delete()
        for row in changed:
            row.pk = numbers.get(row.object_id) or self._number(day_of(row.at))
        changed.sort(key=lambda row: row.pk)
        SearchDocument.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=COPIED)
        self._changed += len(changed) + len(gone)
        self._count([*replaced, *gone], -1)
        self._count(changed, 1)

    def _number(self, day: int) -> int:
        """The next free key of a day."""
        if day not in self._last:
            first, end = keys_of_day(day)
            last = SearchDocument.objects.filter(pk__gte=first, pk__lt=end).order_by("-pk")
            self._last[day] = last.values_list("pk", flat=True).first() or first
        self._last[day] += 1
        return self._last[day]

    def _count(self, rows: Iterable[SearchDocument], by: int) -> None:
        for row in rows:
            for word in vocabulary(f"{row.title}\n{row.subtitle}\n{row.about}\n{row.topics}\n{row.words}"):
                self._counts[word] += by
        if len(self._counts) > MOST_WORDS:
            self._write_counts()

    def _write_counts(self) -> None:
        """Add what was counted; words that no document holds any longer go. One statement each, however many words."""
        more = {word: count for word, count in sorted(self._counts.items()) if count > 0}
        fewer = {word: -count for word, count in sorted(self._counts.items()) if count < 0}
        with connection.cursor() as cursor:
            if more:
                cursor.execute(
                    f"INSERT INTO insider_searchterm (word, documents) {_pairs()} WHERE true ORDER BY 1"
                    " ON CONFLICT (word) DO UPDATE SET documents = insider_searchterm.documents + excluded.documents",
                    [json.dumps(more)],
                )
            if fewer:
                cursor.execute(
                    "UPDATE insider_searchterm SET documents = documents - pairs.held"  # noqa: S608
                    f" FROM ({_pairs()}) AS pairs WHERE pairs.word = insider_searchterm.word",
                    [json.dumps(fewer)],
                )
                SearchTerm.objects.filter(documents=0).delete()
        self._counts.clear()


def _pairs() -> str:
    """The statement that makes rows of words and numbers from one JSON object."""
    make = "json_each_text(%s)" if connection.vendor == "postgresql" else "json_each(%s)"
    return f"SELECT key AS word, CAST(value AS integer) AS held FROM {make}"  # noqa: S608  our own words


def _differs(one: SearchDocument, other: SearchDocument) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in COPIED)


# --- One maker for each kind ------------------------------------------------------------------


def _joined(*parts: str, by: str = "\n") -> str:
    return by.join(part for part in parts if part)


def _words(*parts: str) -> str:
    return _joined(*parts)[:LONGEST].replace("\x00", " ")


def _facets(*marks: str, topics: Iterable[Topic] = ()) -> str:
    return " ".join([*marks, *(f"t{topic.pk}" for topic in topics)])


def _by_name(question: Question) -> list[Topic]:
    return sorted(question.topics.all(), key=lambda topic: (topic.name, topic.pk))


def _questions(keys: Sequence[int]) -> Iterator[SearchDocument]:
    rows = Question.objects.visible_to(None).filter(pk__in=keys).order_by("opened_at", "pk").defer("detail")
    for row in rows.prefetch_related("topics"):
        topics = _by_name(row)
        yield SearchDocument(
            kind=Kind.QUESTION,
            object_id=row.pk,
            at=row.opened_at,
            slug=row.slug,
            title=row.title,
            topics="\n".join(topic.name for topic in topics),
            facets=_facets("kq", topics=topics),
            words=_words(row.why_now, plain(row.detail_html)),
        )


def _answers(keys: Sequence[int]) -> Iterator[SearchDocument]:
    rows = Answer.objects.visible_to(None).filter(pk__in=keys).order_by("published_at", "pk")
    rows = rows.select_related("question").defer("body", "question__detail", "question__detail_html")
    for row in rows.prefetch_related("question__topics"):
        topics = _by_name(row.question)
        author = [f"p{row.author_id}"] if row.author_id else []
        yield SearchDocument(
            kind=Kind.ANSWER,
            object_id=row.pk,
            at=row.published_at,
            slug=row.slug,
            title=row.headline,
            subtitle=_joined(row.byline_name, row.byline_role, row.byline_organisation, by=", "),
            about=row.question.title,
            topics="\n".join(topic.name for topic in topics),
            facets=_facets("ka", *author, topics=topics),
            words=_words(row.summary, plain(row.body_html)),
        )


def _people(keys: Sequence[int]) -> Iterator[SearchDocument]:
    rows = searchable_people(None).filter(pk__in=keys).select_related("insider").order_by("pk")
    for row in rows:
        by_line = getattr(row, "insider", None)
        yield SearchDocument(
            kind=Kind.PERSON,
            object_id=row.pk,
            slug=row.slug,
            title=row.name,
            subtitle=_joined(by_line.role_title, by_line.organisation, by=", ") if by_line else row.headline,
            facets=_facets("kp", *(["ki"] if by_line else []), f"p{row.pk}"),
            words=_words(row.headline if by_line else "", plain(row.bio_html)),
        )


def _topics(keys: Sequence[int]) -> Iterator[SearchDocument]:
    for row in Topic.objects.filter(pk__in=keys).order_by("pk"):
        yield SearchDocument(
            kind=Kind.TOPIC,
            object_id=row.pk,
            slug=row.slug,
            title=row.name,
            facets=_facets("kt", f"t{row.pk}"),
            words=_words(row.description),
        )


MAKERS: Final[dict[Kind, Callable[[Sequence[int]], Iterator[SearchDocument]]]] = {
    Kind.QUESTION: _questions,
    Kind.ANSWER: _answers,
    Kind.PERSON: _people,
    Kind.TOPIC: _topics,
}
