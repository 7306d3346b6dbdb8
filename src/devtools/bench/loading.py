# ruff: noqa: SLF001  `_meta` is the framework's own way to a model's columns
"""Loads the benchmark's community straight into the tables.

2,000 people, 2,000 questions and 10,000 answers for each unit of scale, from a fixed seed. History stays empty: these
rows were nobody's actions.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import chain, count, islice
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from bothways.config.setup import set_up
from bothways.config.sqlite import renew_statistics
from bothways.insider.actions.indexing import refresh_all
from bothways.insider.models import Answer, Edition, Follow, Insider, Question, Reply, Save, Topic
from bothways.people.models import Person
from devtools.bench import PER_SCALE
from devtools.bench.texts import Writer

ANSWERS = 5  # of a question, on average
SPECIAL = {1: 5, 2: 1, 3: 30}  # the number of answers of the questions that are measured
TOPICS = 60
DAYS = 60  # editions and history for each unit of scale
SESSIONS = 8
CHUNK = 5_000  # rows held in memory
WAITING_EVERY = 20  # this share of the questions has no answer yet


class Load:
    """The rows of one benchmark community, table by table; keys are given here so that nothing is read back."""

    def __init__(self, scale: int) -> None:
        self.number = PER_SCALE * scale
        self.days = DAYS * scale
        self.insiders = self.number // 20
        self.writer = Writer()
        self.random = self.writer.random
        self.today = datetime.combine(timezone.now().date(), time(), tzinfo=timezone.now().tzinfo)
        self.counts = self._answer_counts()
        self.answers = sum(self.counts)

    def _answer_counts(self) -> list[int]:
        """How many answers each question has; all together exactly five times as many as questions."""
        found = [SPECIAL.get(key, 0 if key % WAITING_EVERY == 0 else self.random.randint(1, 9)) for key in self.keys()]
        missing = ANSWERS * self.number - sum(found)
        for index in self.random.sample(range(len(SPECIAL), self.number), k=self.number - len(SPECIAL)) * ANSWERS:
            step = (missing > 0) - (missing < 0)
            if found[index] and found[index] + step > 0:
                found[index] += step
                missing -= step
        return found

    def keys(self) -> range:
        return range(1, self.number + 1)

    def opened(self, question: int) -> datetime:
        return self.today - timedelta(days=self.days * (self.number - question + 1) / self.number)

    def people(self) -> Iterator[Person]:
        for key in self.keys():
            yield Person(
                pk=key, email=f"p{key}@bench.example", name=f"Reader {key}", slug=f"reader-{key}", password="!",  # noqa: S106
                hue=key % 360, joined_at=self.today, headline="Somebody who reads", time_zone="UTC",
            )  # fmt: skip

    def bylines(self) -> Iterator[Insider]:
        for key in range(1, self.insiders + 1):
            yield Insider(
                person_id=key, role_title="Head of learning", organisation=f"House {key}", verified_at=self.today
            )  # fmt: skip

    def topics(self) -> Iterator[Topic]:
        for key in range(1, TOPICS + 1):
            yield Topic(pk=key, name=f"Topic {key}", slug=f"topic-{key}", description="What many ask about.")

    def questions(self) -> Iterator[Question]:
        for key in self.keys():
            detail = self.writer.remark()
            yield Question(
                pk=key, title=self.writer.title(), slug=f"question-{key}", detail=detail.markdown,
                detail_html=detail.html, why_now="Because it is asked now.", state=Question.State.OPEN,
                asked_by_id=self.number - key + 1, asked_at=self.opened(key), opened_at=self.opened(key),
                changed_at=self.today, answer_count=self.counts[key - 1], follower_count=key % 7,
            )  # fmt: skip

    def question_topics(self) -> Iterator[Model]:
        """A few topics for each question, some of them much more common than others; the last has one question."""
        weights = [1 / key for key in range(1, TOPICS)]
        for key in self.keys():
            for topic in set(self.random.choices(range(1, TOPICS), weights, k=2)):
                yield Question.topics.through(question_id=key, topic_id=topic)
        yield Question.topics.through(question_id=1, topic_id=TOPICS)

    def related(self) -> Iterator[Model]:
        for key in range(2, self.number + 1, 2):
            for pair in ((key, key - 1), (key - 1, key)):
                yield Question.related.through(from_question_id=pair[0], to_question_id=pair[1])

    def all_answers(self) -> Iterator[Answer]:
        key = count(1)
        for question in self.keys():
            for turn in range(self.counts[question - 1]):
                pk = next(key)
                body = self.writer.answer(rarest=pk % (self.answers // 5) == 1)
                author = (pk * 7919) % self.insiders + 1
                at = min(self.opened(question) + timedelta(days=turn * 3, minutes=pk % 1440), self.today)
                yield Answer(
                    pk=pk, question_id=question, author_id=author, headline=self.writer.headline(), slug=f"answer-{pk}",
                    summary=self.writer.remark().markdown[:280], body=body.markdown, body_html=body.html,
                    word_count=body.count, state=Answer.State.PUBLISHED, byline_name=f"Reader {author}",
                    byline_role="Head of learning", byline_organisation=f"House {author}",
                    byline_verified_at=self.today, signed_at=at, published_at=at, helped_count=pk % 5,
                )  # fmt: skip

    def replies(self) -> Iterator[Reply]:
        """Two replies to each answer of the questions that are measured and one to every second other, with threads."""
        key, answer = count(1), 0
        for question in self.keys():
            for _ in range(self.counts[question - 1]):
                answer += 1
                if question in SPECIAL or answer % 2:
                    parent = self._reply(next(key), question, answer, None)
                    yield parent
                    if question in SPECIAL:
                        yield self._reply(next(key), question, answer, parent.pk)
                        yield self._reply(next(key), question, answer, None)

    def _reply(self, key: int, question: int, answer: int, parent: int | None) -> Reply:
        words, author = self.writer.remark(), (key * 31) % self.number + 1
        return Reply(
            pk=key, question_id=question, answer_id=answer, parent_id=parent, author_id=author,
            author_name=f"Reader {author}", body=words.markdown, body_html=words.html,
            at=self.opened(question) + timedelta(hours=key % 24),
        )  # fmt: skip

    def follows(self) -> Iterator[Follow]:
        for key in self.keys():
            for turn in range(3):
                yield Follow(person_id=key, question_id=(key * 13 + turn * 101) % self.number + 1, at=self.today)
            yield Follow(person_id=key, topic_id=key % TOPICS + 1, at=self.today)

    def saves(self) -> Iterator[Save]:
        """Each reader who is measured has saved one answer of the first question, and everybody two others."""
        for key in self.keys():
            if key <= SESSIONS:
                yield Save(person_id=key, answer_id=(key - 1) % SPECIAL[1] + 1, at=self.today)
            for turn in range(2):
                yield Save(person_id=key, answer_id=(key * 17 + turn * 997) % (self.answers - 100) + 50, at=self.today)

    def editions(self) -> Iterator[Edition]:
        for back in range(self.days):
            day = self.today - timedelta(days=back)
            answer = 1 if back == 0 else (back * 101) % (self.answers - 10) + 6
            yield Edition(day=day.date(), answer_id=answer, planned_at=day, published_at=day)

    def write(self) -> dict[str, int]:
        """Write everything; how many rows of each."""
        tables: dict[type[Model], Iterable[Model]] = {
            Person: self.people(), Insider: self.bylines(), Topic: self.topics(), Question: self.questions(),
            Question.topics.through: self.question_topics(), Question.related.through: self.related(),
            Answer: self.all_answers(), Reply: self.replies(), Follow: self.follows(), Save: self.saves(),
            Edition: self.editions(),
        }  # fmt: skip
        written = {model._meta.verbose_name_plural: insert(model, rows) for model, rows in tables.items()}
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
                cursor.execute(statement)
        return {str(name): number for name, number in written.items()}

    def facts(self) -> dict[str, Any]:
        """What the measurements need to know."""
        step = max(1, self.number // 400)
        ordinary = [key for key in self.keys()[10::step] if self.counts[key - 1]]
        return {
            "question": "question-1", "small": "question-2", "large": "question-3", "answers_of_question": SPECIAL[1],
            "common_topic": "topic-1", "small_topic": f"topic-{TOPICS}", "people": self.number,
            "questions": [f"question-{key}" for key in ordinary[:200]],
            "answers": [f"answer-{key}" for key in range(7, self.answers, self.answers // 200)],
            "insiders": [f"reader-{key}" for key in range(1, self.insiders, max(1, self.insiders // 100))],
            "months": sorted({(self.today - timedelta(days=back)).strftime("%Y/%m") for back in range(20, self.days)}),
            "sessions": {f"Reader {key}": session(key) for key in range(1, SESSIONS + 1)},
        }  # fmt: skip


def insert(model: type[Model], objects: Iterable[Model]) -> int:
    """Write rows the fastest way that the database has."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    objects = iter(objects)
    first = next(objects)
    if first.pk is None:
        fields = [field for field in fields if not field.primary_key]
    every = chain([first], objects)
    rows = ([f.get_db_prep_save(f.pre_save(row, add=True), connection) for f in fields] for row in every)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  our own names
            while some := list(islice(rows, CHUNK)):
                cursor.executemany(statement, some)
        return model._default_manager.count()


def session(person: int) -> str:
    """A session of one person who is signed in; its key."""
    session = SessionStore()
    session["_auth_user_id"] = str(person)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = Person.objects.get(pk=person).get_session_auth_hash()
    session.create()
    return str(session.session_key)


def load(scale: int) -> dict[str, Any]:
    """Set an empty site up and load it; what the measurements need to know."""
    set_up()
    site = Load(scale)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma in ("synchronous=OFF", "cache_size=-500000", "secure_delete=OFF"):  # for this process alone
                cursor.execute(f"PRAGMA {pragma}")
        written = site.write()
        refresh_all()
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # as the server does by itself, some time later
    renew_statistics(timezone.now())
    return {**site.facts(), "written": written}
