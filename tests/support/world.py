"""A small whole community: at least one of everything that an address can name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from bothways.desk.actions.claiming import claim
from bothways.desk.actions.inviting import suggest
from bothways.desk.actions.linking import delegate, note_use
from bothways.desk.actions.reviewing import ask_changes
from bothways.desk.actions.writing import Text, hand_in
from bothways.desk.models import Invitation
from bothways.desk.rules import Writer
from bothways.insider.actions.correcting import correct_answer
from bothways.insider.actions.editing import bench_answer, plan_edition
from bothways.insider.actions.following import follow
from bothways.insider.actions.keeping import save_answer, say_helped
from bothways.insider.actions.publishing import withdraw_answer
from bothways.insider.actions.reposting import register_repost
from bothways.insider.models import Answer, Insider, Question, QuestionAddress, Topic
from bothways.notifications import leaving
from bothways.people.models import Person
from tests.support import cast, desk, drafting, writing

DAY = date(2026, 11, 20)
EVENING = datetime(2026, 11, 20, 19, tzinfo=UTC)
VISITORS = ("anonymous", "member", "insider", "editor", "owner")


@dataclass(frozen=True)
class Desk:
    """What lies on its desk: one question for which leaders write, each of them at another step."""

    accepted: Question
    draft: Invitation  # written by its leader and a delegate
    handed_in: Invitation  # for the second time
    scheduled: Invitation

    def keys(self, world: "World") -> dict[str, int]:
        """What addresses of the desk name."""
        return {
            "q_asked": world.hidden.pk, "q_accepted": self.accepted.pk, "q_open": world.question.pk,
            "q_merged": world.merged.pk, "a_draft": self.draft.answer_id, "a_handed_in": self.handed_in.answer_id,
            "a_scheduled": self.scheduled.answer_id, "a_published": world.second.pk, "a_withdrawn": world.withdrawn.pk,
            "i_draft": self.draft.pk, "i_scheduled": self.scheduled.pk, "p_leader": self.draft.leader_id,
        }  # fmt: skip


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

    desk: Desk

    def person(self, visitor: str) -> Person | None:
        """Who stands behind the name of a visitor."""
        return None if visitor == "anonymous" else getattr(self, visitor)

    def address(self, template: str) -> str:
        """An address with the samples' own names in the place of `{question}` and the like."""
        return template.format(
            **{name: value.slug for name, value in self._named()},
            **self.desk.keys(self),
            year=DAY.year,
            month=DAY.month,
            day=DAY.day,
            origin=settings.SITE_ORIGIN,
            link=leaving.token("digest", self.member.pk),
            **drafting.names(self.insider),
        )

    def _named(self) -> Iterator[tuple[str, Question | Answer | Topic | Person]]:
        for name in self.__dataclass_fields__:
            if name != "desk":
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
    drafting.lay_out(insider, editor, at=EVENING)
    answer.refresh_from_db()
    return World(
        member=member, insider=insider, editor=editor, owner=owner, writer=writer, reader=reader, topic=topic,
        question=question, waiting=waiting, hidden=hidden, merged=merged, answer=answer, second=second,
        withdrawn=withdrawn, unpublished=unpublished, desk=make_desk(insider, editor, answer),
    )  # fmt: skip


def make_desk(leader: Person, editor: Person, published: Answer) -> Desk:
    """What lies on the desk."""
    accepted = writing.question("What did you have to unlearn?", state=Question.State.ACCEPTED, at=desk.AT)
    draft = desk.invitation(accepted, leader, editor)
    by, at = Writer.of_leader(draft), desk.AT + desk.MINUTE
    desk.write(draft)
    link = delegate(invitation=draft, name="Sam Reed", address="sam@longtable.example", by=by, at=at)
    note_use(link=link, verb="opened", at=at)
    desk.write(draft, Text("Somebody else", "", "Another beginning."), by=Writer.of_link(link), at=at)
    suggest(invitation=draft, name="Kofi Mensah", words="He has lived it.", by=by, at=at)
    ingrid, tomas = cast.ingrid(), cast.leader("Tomás Rivera", "Head of operations", "Northwind Rail Works")
    handed_in = desk.handed_in(desk.invitation(accepted, ingrid, editor))
    ask_changes(answer=handed_in.answer, words="Say more of the winter.", by=editor, at=at)
    desk.write(handed_in, Text(desk.TEXT.headline, "", f"{desk.TEXT.body}\n\nIt was cold."), at=at)
    hand_in(answer=handed_in.answer, by=Writer.of_leader(handed_in), at=at)
    scheduled = desk.signed(desk.invitation(accepted, tomas, editor), editor, Text("Third", "", writing.BODY))
    plan_edition(day=DAY + timedelta(days=2), answer=scheduled.answer, by=editor, at=at)
    plan_edition(day=DAY + timedelta(days=1), answer=handed_in.answer, by=editor, at=at)
    bench_answer(answer=writing.signed(accepted, ingrid, "On the bench"), by=editor, at=at)
    register_repost(
        answer=published, url="https://elsewhere.example/1", contact="a@elsewhere.example", by=editor, at=at
    )
    claim(thing=handed_in.answer, by=editor, at=EVENING - timedelta(minutes=5))
    return Desk(accepted, draft, handed_in, scheduled)
