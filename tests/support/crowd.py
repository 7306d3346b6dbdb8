"""Thirty of everything beside the sample community: what a page costs must not depend on how long its lists are."""

from datetime import timedelta

from django.utils.text import slugify

from bothways.insider.models import Answer, Correction, Edition, Follow, Help, Insider, Question, Reply, Save, Topic
from bothways.people.models import Person
from tests.support import writing
from tests.support.world import DAY, EVENING, World

MANY = 30


def add_crowd(world: World) -> None:
    """Thirty more rows in every list that a page of the sample community shows."""
    people = _people()
    topics = Topic.objects.bulk_create(Topic(name=f"Topic {n}", slug=f"topic-{n}") for n in range(MANY))
    questions = _questions(people)
    for question in (world.question, *questions):
        question.topics.add(world.topic, *topics)
    world.question.related.add(*questions)
    answers = _answers(world.question, [world.insider, *people[1:]])
    answers += _answers(questions[0], [world.writer] * MANY)
    _replies(world, people)
    Correction.objects.bulk_create(
        Correction(answer=world.second, at=EVENING, by=world.editor, note=f"Note {n}", body_before="", body_after="")
        for n in range(MANY)
    )
    Edition.objects.bulk_create(
        Edition(day=DAY - timedelta(days=n), answer=answer, planned_at=EVENING, published_at=EVENING)
        for n, answer in enumerate(answers[:MANY], start=1)
    )
    insiders = Insider.objects.exclude(person=world.insider)
    things = ([{"question": thing} for thing in questions], [{"topic": thing} for thing in topics],
              [{"insider": thing} for thing in insiders])  # fmt: skip
    Follow.objects.bulk_create(Follow(person=world.member, at=EVENING, **thing) for some in things for thing in some)
    Follow.objects.bulk_create(Follow(person=person, question=world.question, at=EVENING) for person in people)
    Save.objects.bulk_create(Save(person=world.member, answer=answer, at=EVENING) for answer in answers)
    Help.objects.bulk_create(Help(person=person, answer=world.answer, at=EVENING) for person in people)


def _people() -> list[Person]:
    people = Person.objects.bulk_create(
        Person(name=f"Writer {n}", slug=f"writer-{n}", email=f"writer{n}@longtable.example") for n in range(MANY)
    )
    Insider.objects.bulk_create(Insider(person=person, verified_at=EVENING) for person in people)
    return people


def _questions(people: list[Person]) -> list[Question]:
    return Question.objects.bulk_create(
        Question(title=f"How does mentoring help, {n}?", slug=f"how-{n}", state=Question.State.OPEN, asked_by=person,
                 asked_at=EVENING, opened_at=EVENING, changed_at=EVENING)
        for n, person in enumerate(people)
    )  # fmt: skip


def _answers(question: Question, authors: list[Person]) -> list[Answer]:
    return Answer.objects.bulk_create(
        Answer(question=question, author=author, headline=f"Mentor {n}", slug=slugify(f"{question.slug} {n}"),
               body=writing.BODY, body_html="<p>Because.</p>", state=Answer.State.PUBLISHED, byline_name=author.name,
               published_at=writing.NOON + timedelta(minutes=n))
        for n, author in enumerate(authors)
    )  # fmt: skip


def _replies(world: World, people: list[Person]) -> None:
    def some(parent: Reply | None = None) -> list[Reply]:
        return Reply.objects.bulk_create(
            Reply(question=world.question, answer=world.answer, parent=parent, author=person, author_name=person.name,
                  body="So it is.", body_html="<p>So it is.</p>", at=EVENING)
            for person in people
        )  # fmt: skip

    some(some()[0])
