"""A small whole community: at least one of everything that an address can name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from bothways.insider.actions.correcting import correct_answer
from bothways.insider.actions.following import follow
from bothways.insider.actions.keeping import save_answer, say_helped
from bothways.insider.actions.publishing import withdraw_answer
from bothways.insider.models import Answer, Insider, Question, QuestionAddress, Topic
from bothways.notifications import leaving
from bothways.people.models import Person
from tests.support import cast, writing

DAY = date(2026, 11, 20)
EVENING = datetime(2026, 11, 20, 19, tzinfo=UTC)
VISITORS = ("anonymous", "member", "insider", "editor", "owner")


@dataclass(frozen=True)
class World:
    """What the sample community holds."""

    member: Person
    insider: Person
    editor: Person
    owner: Person
    writer: Person  # has answered, and has no by-line
    reader: Person  # has joined, and nothing of theirs is public
    topic: Topic
    question: Question
    waiting: Question
    hidden: Question
    merged: Question
    answer: Answer
    second: Answer
    withdrawn: Answer
    unpublished: Answer

    def person(self, visitor: str) -> Person | None:
        """Who stands behind the name of a visitor."""
        return None if visitor == "anonymous" else getattr(self, visitor)

    def address(self, template: str) -> str:
        """An address with the samples' own names in the place of `{question}` and the like."""
        return template.format(
            **{name: value.slug for name, value in self._named()},
            year=DAY.year,
            month=DAY.month,
            day=DAY.day,
            origin=settings.SITE_ORIGIN,
            link=leaving.token("digest", self.member.pk),
        )

    def _named(self) -> Iterator[tuple[str, Question | Answer | Topic | Person]]:
        for name in self.__dataclass_fields__:
            yield name, getattr(self, name)


def make_world() -> World:
    """The sample community, made by the actions that make it on a site."""
    member, insider, editor, owner, writer = cast.noor(), cast.amina(), cast.elena(), cast.grace(), cast.ruth()
    topic = writing.topic()
    question = writing.question(topics=[topic], asked_by=member, detail="Mine says it is *not* about advice.")
    waiting = writing.question("How do you ask without awkwardness?", topics=[topic])
    hidden = writing.question("May I ask this?", state=Question.State.ASKED)
    merged = writing.question("Why have a mentor at all?", state=Question.State.MERGED, merged_into=question)
    QuestionAddress.objects.create(slug="why-a-mentor", question=question)
    question.related.add(waiting)
    answer = writing.signed(question, insider)
    writing.edition(DAY, answer, editor)
    second = writing.published(question, writer, "A second pair of eyes")
    withdrawn = writing.published(question, writer, "What I no longer think")
    withdraw_answer(answer=withdrawn, reason="The author asked for it.", by=editor, at=EVENING)
    unpublished = writing.draft(question, insider)
    reader = cast.jonas()
    writing.draft(question, reader, "Not for others' eyes")
    thread = writing.reply(answer, member)
    writing.reply(answer, insider, "Thank you, Noor.", parent=thread)
    writing.reply(question, writer, "I want to know this too.")
    correct_answer(
        answer=second, body=second.body + "\n\nIt took two evenings.", note="Two evenings", by=editor, at=EVENING
    )
    for thing in (question, topic, Insider.objects.get(person=insider)):
        follow(thing=thing, by=member, at=EVENING)
    save_answer(answer=answer, by=member, at=EVENING)
    say_helped(answer=answer, by=member, at=EVENING + timedelta(minutes=1))
    answer.refresh_from_db()
    return World(
        member=member, insider=insider, editor=editor, owner=owner, writer=writer, reader=reader, topic=topic,
        question=question, waiting=waiting, hidden=hidden, merged=merged, answer=answer, second=second,
        withdrawn=withdrawn, unpublished=unpublished,
    )  # fmt: skip
