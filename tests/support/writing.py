"""Questions, answers, replies and editions for tests, published by the actions that publish them on a site."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bothways.foundation import ids, text
from bothways.insider.actions.editing import plan_edition, publish_edition, slot_time
from bothways.insider.actions.publishing import prepare, publish_answer, set_byline, text_hash
from bothways.insider.models import Answer, Edition, Question, Reply, Topic
from bothways.people.models import Person

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MENTOR = "Why is it important to have a mentor?"
BODY = "Because nobody sees their own blind spot.\n\nMine was a **desk** that faced the wall."


def topic(name: str = "Finding a mentor") -> Topic:
    return Topic.objects.create(name=name, slug=ids.address(name, taken=lambda _: False))


def question(
    title: str = MENTOR,
    *,
    topics: Iterable[Topic] = (),
    at: datetime = NOON,
    state: Question.State = Question.State.OPEN,
    asked_by: Person | None = None,
    merged_into: Question | None = None,
    detail: str = "",
) -> Question:
    """A question that the desk has opened, or one in another state."""
    made = Question.objects.create(
        title=title,
        slug=ids.address(title, taken=lambda slug: Question.objects.filter(slug=slug).exists()),
        detail=detail,
        detail_html=text.render(detail),
        state=state,
        asked_at=at,
        opened_at=at if state in Question.READABLE else None,
        changed_at=at,
        asked_by=asked_by,
        merged_into=merged_into,
    )
    made.topics.set(topics)
    return made


def signed(
    asked: Question, author: Person, headline: str = "Somebody who sees you", body: str = BODY, *, at: datetime = NOON
) -> Answer:
    """An answer that its author has signed and that nobody has published yet."""
    made = Answer(
        question=asked,
        headline=headline,
        slug=ids.address(headline, taken=lambda slug: Answer.objects.filter(slug=slug).exists()),
        summary="On being seen by somebody who wants nothing from you.",
        body=body,
        state=Answer.State.SIGNED,
        signed_at=at,
    )
    set_byline(made, author)
    made.signed_hash = text_hash(made)
    prepare(made).save()
    return made


def draft(asked: Question, author: Person, headline: str = "Not yet", body: str = BODY) -> Answer:
    """An answer that is still being written."""
    made = signed(asked, author, headline, body)
    made.state, made.signed_at, made.signed_hash = Answer.State.DRAFT, None, ""
    made.save()
    return made


def published(
    asked: Question, author: Person, headline: str = "Somebody who sees you", body: str = BODY, *, at: datetime = NOON
) -> Answer:
    """An answer that everybody may read."""
    made = signed(asked, author, headline, body, at=at)
    publish_answer(answer=made, by=None, at=at)
    return made


def reply(
    to: Answer | Question, author: Person, words: str = "This is *so* true.", *, parent: Reply | None = None,
    at: datetime = NOON,
) -> Reply:  # fmt: skip
    """What a reader says to an answer or to a question."""
    asked, answered = (to.question, to) if isinstance(to, Answer) else (to, None)
    return Reply.objects.create(
        question=asked,
        answer=answered,
        parent=parent,
        author=author,
        author_name=author.name,
        body=words,
        body_html=text.render(words),
        at=at + timedelta(hours=1),
    )


def edition(day: date, answer: Answer, by: Person) -> Edition:
    """The edition of `day`, which has appeared."""
    plan_edition(day=day, answer=answer, by=by, at=slot_time(day) - timedelta(days=1))
    shown = publish_edition(day=day, at=slot_time(day))
    assert shown is not None
    return shown
