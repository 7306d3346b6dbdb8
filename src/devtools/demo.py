"""Loads the demo community through the actions of the product, as its people would have done it.

An edition for every day of a month up to today, a week planned ahead, and a bench; what is left was published on the
days between.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from bothways.foundation import time
from bothways.foundation.ids import address
from bothways.foundation.text import render
from bothways.foundation.time import site_zone
from bothways.insider.actions import correcting, editing, following, indexing, keeping, publishing
from bothways.insider.models import Answer, Insider, Question, Reply, Topic
from bothways.people.models import Person, Role
from devtools import community, desk
from devtools.community import Table

DAYS = 31  # editions up to today
AHEAD = 5  # planned
BENCH = 4


STAGES = ("first-light", "desk")  # each has what the ones before it have


def load(stage: str = STAGES[-1]) -> int:
    """Load the demo community into an empty site; the number of answers. Does nothing where people are."""
    if Person.objects.exists():
        return 0
    now = time.now()
    cast = _people(now - timedelta(days=90))
    answers = _write(cast, now)
    _publish(answers, cast, now)
    _live(cast, now)
    if stage in STAGES[STAGES.index("desk") :]:
        desk.load(cast, now)
    return len(answers)


def _people(at: datetime) -> dict[str, Person]:
    cast: dict[str, Person] = {}
    with transaction.atomic():
        for row in community.read().people:
            person = Person.objects.create_user(
                email=row["email"], name=row["name"], slug=address(row["name"], taken=lambda _: False),
                headline=_headline(row), bio=row["bio"], bio_html=render(row["bio"]), hue=row["hue"],
                time_zone=row["time_zone"], joined_at=at,
            )  # fmt: skip
            cast[row["key"]] = person
            if row["insider"]:
                Insider.objects.create(
                    person=person, role_title=row["role_title"], organisation=row["organisation"], verified_at=at,
                    verification=row["verified_by"],
                )  # fmt: skip
            for kind in {name.replace(" ", "_") for name in row["roles"]} & set(Role.Kind.values):
                Role.objects.create(person=person, kind=kind, granted_at=at)
    return cast


def _headline(row: Table) -> str:
    return ", ".join(filter(None, (row["role_title"], row["organisation"])))


def _write(cast: dict[str, Person], now: datetime) -> list[Answer]:
    """All questions and signed answers; replies are dated after the answer they belong to."""
    answers = []
    with transaction.atomic():
        topics = {row["key"]: _topic(row) for row in community.read().topics}
        for number, row in enumerate(community.read().questions):
            question = _question(row, cast, asked_at=now - timedelta(days=45 + number % 30, hours=number))
            question.topics.set(topics[key] for key in row["topics"])
            answers += [_answer(question, answer, cast) for answer in row["answers"]]
        indexing.refresh_all()
    return answers


def _topic(row: Table) -> Topic:
    return Topic.objects.create(name=row["name"], slug=row["key"], description=row["description"])


def _question(row: Table, cast: dict[str, Person], asked_at: datetime) -> Question:
    opened = asked_at + timedelta(days=1)
    return Question.objects.create(
        title=row["title"], slug=address(row["title"], taken=lambda _: False), detail=row["detail"].strip(),
        detail_html=render(row["detail"]), why_now=row["why_now"], state=Question.State.OPEN,
        asked_by=cast.get(row.get("asked_by", "")), asked_at=asked_at, opened_at=opened, changed_at=opened,
    )  # fmt: skip


def _answer(question: Question, row: Table, cast: dict[str, Person]) -> Answer:
    answer = Answer(
        question=question, headline=row["headline"],
        slug=address(row["headline"], taken=lambda slug: Answer.objects.filter(slug=slug).exists()),
        summary=row["summary"], body=row["body"].strip(), state=Answer.State.SIGNED, signed_at=question.opened_at,
    )  # fmt: skip
    publishing.set_byline(answer, cast[row["by"]])
    answer.signed_hash = publishing.text_hash(answer)
    publishing.prepare(answer).save()
    return answer


def _publish(answers: list[Answer], cast: dict[str, Person], now: datetime) -> None:
    """Editions for a month up to today, some planned ahead, a bench, and the rest in between."""
    editor = cast["elena"]
    order = _spread(answers)
    today = now.astimezone(site_zone()).date()
    if now < editing.slot_time(today):
        today -= timedelta(days=1)
    days = [today - timedelta(days=back) for back in range(DAYS)]
    for day, answer in zip(days, order, strict=False):
        _edition(day, answer, editor)
    rest = order[DAYS:]
    for ahead, answer in enumerate(rest[:AHEAD], start=1):
        editing.plan_edition(day=today + timedelta(days=ahead), answer=answer, by=editor, at=now)
    for answer in rest[AHEAD : AHEAD + BENCH]:
        editing.bench_answer(answer=answer, by=editor, at=now)
    for back, answer in enumerate(rest[AHEAD + BENCH :]):
        publishing.publish_answer(answer=answer, by=editor, at=editing.slot_time(days[back * 2 + 1]))
    _reply(answers, cast, now)


def _spread(answers: list[Answer]) -> list[Answer]:
    """Today's first, then one answer a question and round again: no question twice on neighbouring days."""
    rounds: dict[int, list[Answer]] = {}
    met: dict[int, int] = {}
    for answer in answers:
        turn = met[answer.question_id] = met.get(answer.question_id, -1) + 1
        rounds.setdefault(turn, []).append(answer)
    return [answer for turn in sorted(rounds) for answer in rounds[turn]]


def _edition(day: date, answer: Answer, editor: Person) -> None:
    slot = editing.slot_time(day)
    editing.plan_edition(day=day, answer=answer, by=editor, at=slot - timedelta(days=3))
    editing.publish_edition(day=day, at=slot)


def _reply(answers: list[Answer], cast: dict[str, Person], now: datetime) -> None:
    rows = zip(answers, community.read().answers, strict=True)
    for answer, (_, row) in rows:
        if answer.published_at is None:
            answer.refresh_from_db()
        at = answer.published_at
        if at is None:
            continue
        for number, reply in enumerate(row.get("replies", []), start=1):
            at = min(at + timedelta(hours=2 * number, minutes=17), now)
            parent = _say(answer, reply, cast, at)
            for child in reply.get("replies", []):
                _say(answer, child, cast, min(at + timedelta(minutes=50), now), parent)


def _say(answer: Answer, row: Table, cast: dict[str, Person], at: datetime, parent: Reply | None = None) -> Reply:
    author = cast[row["by"]]
    return Reply.objects.create(
        question_id=answer.question_id, answer=answer, parent=parent, author=author, author_name=author.name,
        body=row["body"].strip(), body_html=render(row["body"]), at=at,
    )  # fmt: skip


def _live(cast: dict[str, Person], now: datetime) -> None:
    """What a month of readers leaves behind: follows, saves, thanks, and one correction."""
    readers = [cast[key] for key in ("noor", "jonas", "ruth", "kofi", "lee")]
    published = list(Answer.objects.filter(state=Answer.State.PUBLISHED).order_by("pk"))
    for number, answer in enumerate(published):
        for reader in readers[: number % (len(readers) + 1)]:
            keeping.say_helped(answer=answer, by=reader, at=now)
    for answer in published[::7]:
        keeping.save_answer(answer=answer, by=cast["noor"], at=now)
    for number, question in enumerate(Question.objects.order_by("pk")):
        for reader in readers[: (number * 3) % 4]:
            following.follow(thing=question, by=reader, at=now)
    for topic in Topic.objects.filter(slug__in=("being-open", "asking-for-help")):
        following.follow(thing=topic, by=cast["noor"], at=now)
    following.follow(thing=Insider.objects.get(person=cast["amina"]), by=cast["noor"], at=now)
    corrected = published[4]
    correcting.correct_answer(
        answer=corrected, by=cast["elena"], at=now,
        body=corrected.body + "\n\n*This answer first left out that the conversation took two evenings.*",
        note="The author asked us to add that the conversation took two evenings.",
    )  # fmt: skip
