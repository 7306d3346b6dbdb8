"""What the reading pages show: rows picked for them, a fixed number of queries however long the lists are."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from bothways.insider.models import Answer, AnswerQuerySet, Correction, Insider, Question, Reader, Reply, Topic
from bothways.people.models import Person

AUTHOR = ("author__name", "author__slug", "author__hue", "author__portrait", "author__insider__verified_at")
CARD = (
    "headline", "slug", "summary", "state", "published_at", "corrected_at", "word_count", "helped_count",
    *Answer.BYLINE, *AUTHOR, "question__title", "question__slug",
)  # fmt: skip
MANY = 1_000  # questions on one topic


@dataclass(frozen=True)
class ThreadedReply:
    """A reply with the replies to it."""

    reply: Reply
    children: list[Reply]


def answer_cards(reader: Reader) -> AnswerQuerySet:
    """Answers as lists show them, newest first, without their bodies."""
    return (
        Answer.objects.visible_to(reader)
        .select_related("author__insider", "question")
        .only(*CARD)
        .order_by("-published_at", "-pk")
    )


def full_answers(reader: Reader) -> AnswerQuerySet:
    """Answers to be read whole."""
    return (
        Answer.objects.addressed_to(reader)
        .select_related("author__insider", "question", "source")
        .defer("body", "question__detail", "question__detail_html", "author__bio", "author__bio_html")
    )


def answers_to(question: Question, reader: Reader) -> QuerySet[Answer]:
    """Every visible answer to a question, best of an imported discussion first, else newest first."""
    answers = full_answers(reader).visible_to(reader).filter(question=question)
    return answers.order_by("-imported_score", "-published_at", "-pk")


def corrections_of(answer: Answer) -> QuerySet[Correction]:
    """The corrections of an answer, oldest first."""
    return answer.corrections.all()


def questions(reader: Reader) -> QuerySet[Question]:
    """Questions as lists show them, newest first."""
    return (
        Question.objects.visible_to(reader)
        .filter(opened_at__isnull=False)  # as all that may be read; it lets the database walk from the newest
        .defer("detail", "detail_html")
        .select_related("asked_by")
        .prefetch_related("topics")
        .order_by("-opened_at", "-pk")
    )


def waiting_questions(reader: Reader) -> QuerySet[Question]:
    """Open questions that nobody has answered yet, the most followed first."""
    open_ones = questions(reader).filter(state=Question.State.OPEN, answer_count=0)
    return open_ones.order_by("-follower_count", "-opened_at", "-pk")


def threads(question: Question, reader: Reader, answer: Answer | None = None) -> dict[int | None, list[ThreadedReply]]:
    """Replies to a question and to its answers, by the answer's key (None: to the question itself), oldest first."""
    replies = Reply.objects.visible_to(reader).filter(question=question)
    if answer is not None:
        replies = replies.filter(answer=answer)
    rows = list(
        replies.select_related("author")
        .only("answer", "parent", "question", "author_name", "body_html", "at", "author__name", "author__slug",
              "author__hue", "author__portrait")
        .order_by("at", "pk")
    )  # fmt: skip
    children: dict[int | None, list[Reply]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    found: dict[int | None, list[ThreadedReply]] = {}
    for row in children.get(None, []):
        found.setdefault(row.answer_id, []).append(ThreadedReply(row, children.get(row.pk, [])))
    return found


def authors() -> QuerySet[Person]:
    """People who have a page: whoever has asked, answered or replied here for all to read, and every insider."""
    wrote = (
        Q(Exists(Answer.objects.visible_to(None).filter(author=OuterRef("pk"))))
        | Q(Exists(Reply.objects.visible_to(None).filter(author=OuterRef("pk"))))
        | Q(Exists(Question.objects.visible_to(None).filter(asked_by=OuterRef("pk"))))
    )
    return Person.objects.select_related("insider").filter(wrote | Q(insider__isnull=False))


def insiders() -> QuerySet[Insider]:
    """Everybody with a by-line, by name."""
    return Insider.objects.select_related("person").order_by("person__name", "pk")


def topics() -> QuerySet[Topic]:
    """All topics, by name."""
    return Topic.objects.order_by("name")


def answers_by(person: Person, reader: Reader) -> QuerySet[Answer]:
    """What one person has published, newest first."""
    return answer_cards(reader).filter(author=person)


def questions_on(topic: Topic, reader: Reader) -> QuerySet[Question]:
    """Questions on one topic, newest first."""
    return questions(reader).filter(on_topic(topic))


def on_topic(topic: Topic, question: str = "") -> Q:
    """Rows whose question is on `topic`; `question` names the way to it where the rows are not questions.

    Of a topic with many questions the newest rows are looked through in order until a page is full; the questions of
    others are fetched and put in order. So a page costs no more where a topic grows. It asks how many there are.
    """
    ties = Question.topics.through.objects.filter(topic=topic)
    if ties[MANY : MANY + 1].exists():
        return Q(Exists(ties.filter(question=OuterRef(question or "pk"))))
    return Q(**{f"{question}__topics" if question else "topics": topic})
