"""Puts work on the desk of a loaded community, straight into the tables."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from bothways.config.sqlite import renew_statistics
from bothways.desk.models import Claim, Invitation, Revision
from bothways.desk.queries.board import ANSWER_STATES, QUESTION_STATES
from bothways.insider.models import Answer, Edition, Question
from bothways.people.models import Role
from devtools.bench.loading import TOPICS, insert
from devtools.bench.texts import Writer

SHARE = 3 / 10  # of the items that are questions
EDITOR = 1  # the first reader of the load
LEADERS = 100
HOUR = timedelta(hours=1)


class Desk:
    """Rows of one desk; the items lie evenly in the states, each an hour older than the one before."""

    def __init__(self, items: int) -> None:
        self.writer, self.now = Writer(), timezone.now()
        first = Question.objects.latest("pk").pk + 1
        written = Answer.objects.latest("pk").pk + 1
        asked = int(items * SHARE)
        self.questions = range(first, first + asked)
        self.answers = range(written, written + items - asked)

    def since(self, key: int) -> datetime:
        """When an item came into its state."""
        return self.now - key % 1000 * HOUR

    def asked(self) -> Iterator[Question]:
        for key, state in zip(self.questions, cycle(QUESTION_STATES), strict=False):
            yield Question(
                pk=key, title=self.writer.title(), slug=f"asked-{key}", state=state, asked_by_id=key % LEADERS + 1,
                asked_at=self.since(key), changed_at=self.now, state_at=self.since(key), follower_count=key % 13,
                timely_until=(self.now + timedelta(days=key % 60)).date() if key % 3 == 0 else None,
            )  # fmt: skip

    def written(self) -> Iterator[tuple[int, int, Answer.State]]:
        """Key, key of the question and state of each answer; four leaders write for a question."""
        for number, (key, state) in enumerate(zip(self.answers, cycle(ANSWER_STATES), strict=False)):
            yield key, self.questions[number // 4 % len(self.questions)], state

    def drafts(self) -> Iterator[Answer]:
        for key, question, state in self.written():
            text = self.writer.remark()
            yield Answer(
                pk=key, question_id=question, author_id=key % LEADERS + 1, headline=self.writer.headline(),
                slug=f"{Answer.PENDING}{key}", body=text.markdown, state=state, state_at=self.since(key),
            )  # fmt: skip

    def invitations(self) -> Iterator[Invitation]:
        for key, question, _ in self.written():
            yield Invitation(
                pk=key, question_id=question, answer_id=key, leader_id=key % LEADERS + 1, address="a@bench.example",
                invited_at=self.since(key), due_on=(self.now + timedelta(days=key % 40 - 10)).date(),
                handed_in_at=self.now if key % 2 else None,
            )  # fmt: skip

    def revisions(self) -> Iterator[Revision]:
        for key, _, _ in self.written():
            yield Revision(
                pk=key, answer_id=key, number=1, way="mail" if key % 9 == 0 else "link", by_id=key % LEADERS + 1,
                by_name="Reader", begun_at=self.now, at=self.now,
            )  # fmt: skip

    def claims(self) -> Iterator[Claim]:
        for key in self.answers[::10]:
            yield Claim(pk=key, answer_id=key, by_id=EDITOR + key % 2, at=self.now, until=self.now + 24 * HOUR)

    def editions(self) -> Iterator[Edition]:
        scheduled = (key for key, _, state in self.written() if state == Answer.State.SCHEDULED)
        for ahead, key in enumerate(scheduled, start=1):
            day = (self.now + timedelta(days=ahead)).date()
            yield Edition(day=day, answer_id=key, planned_at=self.now, planned_by_id=EDITOR)


def load(items: int) -> dict[str, Any]:
    """Put `items` questions and answers on the desk; how many lie there then."""
    desk = Desk(items)
    Role.objects.create(person_id=EDITOR, kind=Role.Kind.EDITOR, granted_at=desk.now)
    ties = Question.topics.through
    tables: dict[type[Model], Iterable[Model]] = {
        Question: desk.asked(), ties: (ties(question_id=key, topic_id=key % TOPICS + 1) for key in desk.questions),
        Answer: desk.drafts(), Invitation: desk.invitations(), Revision: desk.revisions(), Claim: desk.claims(),
        Edition: desk.editions(),
    }  # fmt: skip
    for model, rows in tables.items():
        insert(model, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
    renew_statistics(desk.now)
    asked = Question.objects.filter(state__in=QUESTION_STATES).count()
    return {"items": asked + Answer.objects.filter(state__in=ANSWER_STATES).count()}
