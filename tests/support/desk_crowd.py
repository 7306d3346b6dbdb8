"""Thirty of everything on the desk: what its pages cost must not depend on how much lies there."""

from datetime import timedelta

from bothways.desk.models import Claim, Invitation, LinkUse, Review, Revision, Signature, Suggestion
from bothways.insider.models import Answer, BenchAnswer, Correction, Edition, Follow, Question, Repost
from bothways.people.models import Person
from tests.support import writing
from tests.support.crowd import MANY
from tests.support.world import DAY, EVENING, World

State = Answer.State


def add_desk_crowd(world: World) -> None:
    """Thirty more rows in every list that a page of the desk shows; it comes after `crowd.add_crowd`."""
    people = list(Person.objects.filter(slug__startswith="writer-"))
    _questions(world)
    _invitations(world, people)
    _texts(world)
    _calendar(world)
    Correction.objects.bulk_create(
        Correction(answer=world.withdrawn, at=EVENING, by=person, note="Note", body_before="", body_after="")
        for person in people
    )
    for answer in (world.second, world.answer):
        Repost.objects.bulk_create(
            Repost(answer=answer, url=f"https://elsewhere.example/{n}/{answer.pk}", at=EVENING) for n in range(MANY)
        )


def _questions(world: World) -> None:
    for state in (Question.State.ASKED, Question.State.ACCEPTED):
        made = Question.objects.bulk_create(
            Question(title=f"May I ask {n} things?", slug=f"{state}-{n}", state=state, asked_by=world.member,
                     asked_at=EVENING, changed_at=EVENING, state_at=EVENING, timely_until=DAY)
            for n in range(MANY)
        )  # fmt: skip
        Claim.objects.bulk_create(Claim(question=one, by=world.owner, at=EVENING, until=EVENING) for one in made)
        for one in made:
            one.topics.add(world.topic)
    Follow.objects.bulk_create(
        Follow(person=person, question=world.hidden, at=EVENING) for person in Person.objects.all()
    )


def _invitations(world: World, people: list[Person]) -> None:
    for state in (State.INVITED, State.DRAFT, State.SUBMITTED, State.SIGNED):
        for number, person in enumerate(people):
            answer = Answer.objects.create(
                question=world.desk.accepted, author=person, slug=f"{state}-{number}", state=state, state_at=EVENING
            )
            ended = EVENING if state != State.INVITED else None
            Invitation.objects.create(
                question=world.desk.accepted, leader=person, answer=answer, address="a@b.example", invited_at=EVENING,
                due_on=DAY - timedelta(days=1), declined_at=ended, handed_in_at=ended,
            )  # fmt: skip
    draft, link = world.desk.draft, world.desk.draft.links.first()
    assert link is not None
    for n in range(MANY):
        Suggestion.objects.create(invitation=draft, name=f"Somebody {n}", at=EVENING)
        draft.links.create(holder="delegate", address=f"d{n}@b.example", made_at=EVENING, expires_at=EVENING)
    LinkUse.objects.bulk_create(LinkUse(link=one, verb="saved", at=EVENING) for one in draft.links.all())
    for question in (world.hidden, world.question):
        Invitation.objects.bulk_create(
            Invitation(question=question, leader=draft.leader, declined_at=EVENING, address="a@b.example",
                       invited_at=EVENING, due_on=DAY, answer=writing.draft(question, draft.leader, f"Draft {n}"))
            for n in range(MANY)
        )  # fmt: skip


def _texts(world: World) -> None:
    for asked in (world.desk.handed_in, world.desk.scheduled):
        for n in range(10, 10 + MANY):
            text = Revision.objects.create(
                answer=asked.answer, number=n, headline=f"Headline {n}", body=writing.BODY, way="mail", by=asked.leader,
                by_name=asked.leader.name, begun_at=EVENING, at=EVENING,
            )  # fmt: skip
            Review.objects.create(
                answer=asked.answer, revision=text, verdict="changes", words="More.", by=world.owner, at=EVENING
            )
            Signature.objects.create(
                answer=asked.answer, revision=text, text_hash="0" * 64, way="code", by=asked.leader,
                address="a@b.example", at=EVENING,
            )  # fmt: skip


def _calendar(world: World) -> None:
    for n in range(MANY):
        answer = writing.signed(world.desk.accepted, world.insider, f"Signed {n}")
        BenchAnswer.objects.create(answer=answer, added_by=world.editor, added_at=EVENING)
        writing.signed(world.desk.accepted, world.insider, f"Waiting {n}")
        Edition.objects.create(
            day=DAY + timedelta(days=3 + n), answer=answer, planned_by=world.owner, planned_at=EVENING
        )
        Edition.objects.create(day=DAY - timedelta(days=200 + n), answer=world.second, planned_at=EVENING)
