"""Questions as the desk sees them: the queue, one with all that hangs on it, and those that ask the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from bothways.desk.models import Invitation, Suggestion
from bothways.insider.models import Answer, Follow, Question, Reply
from bothways.insider.search import similar_to
from bothways.insider.search.words import telling_words

SOON: Final = timedelta(days=14)  # so long before it is timely no more a question goes before all others
ALIKE: Final = 8
WAITING: Final = (Question.State.ASKED, Question.State.ACCEPTED)
MERGEABLE: Final = (*WAITING, Question.State.OPEN, Question.State.ARCHIVED)


def questions() -> QuerySet[Question]:
    """Every question with who asked it and who has it in hand."""
    return Question.objects.select_related("asked_by", "merged_into", "claim__by", "source")


def queue(today: date) -> QuerySet[Question]:
    """Asked questions: those that are timely for two weeks at most, the soonest first; then the most wanted."""
    soon = When(timely_until__gte=today, timely_until__lte=today + SOON, then=F("timely_until"))
    return (
        questions()
        .filter(state=Question.State.ASKED)
        .annotate(soon=Case(soon))
        .prefetch_related("topics")
        .order_by(F("soon").asc(nulls_last=True), "-follower_count", "asked_at", "pk")
    )


def answers_of(question: Question) -> QuerySet[Answer]:
    """All answers to a question, in any state, with their invitations; without their texts."""
    rows = Answer.objects.filter(question=question).select_related("author", "invitation")
    return rows.defer("body", "body_html").order_by("state_at", "pk")


def suggestions_for(question: Question) -> QuerySet[Suggestion]:
    """Whom invited leaders would ask."""
    return Suggestion.objects.filter(invitation__question=question).select_related("invitation__leader")


@dataclass(frozen=True)
class Moving:
    """What moves when a question is merged into another."""

    answers: int  # published and in work
    replies: int
    followers: int  # who do not follow the other yet
    twice: list[str]  # leaders who have an open invitation to both


def moving(question: Question, into: Question) -> Moving:
    """What moves when `question` is merged into `into`: two queries."""
    both = into.followers.values("person")
    numbers = (
        Question.objects.filter(pk=question.pk)
        .values_list(
            _number(Answer.objects.filter(question=OuterRef("pk"))),
            _number(Reply.objects.filter(question=OuterRef("pk"))),
            _number(Follow.objects.filter(question=OuterRef("pk")).exclude(person__in=both)),
        )
        .get()
    )
    invited = Invitation.objects.open().filter(question=into).values("leader")
    twice = Invitation.objects.open().filter(question=question, leader__in=invited)
    answers, replies, followers = (number or 0 for number in numbers)
    return Moving(answers, replies, followers, list(twice.values_list("leader__name", flat=True)))


def _number(rows: QuerySet[Any]) -> Subquery:
    """How many `rows` a question has; nothing where it has none."""
    return Subquery(rows.order_by().values("question").annotate(n=Count("pk")).values("n"))


def alike(question: Question, words: str = "") -> list[Question]:
    """Questions that ask the same, or hold `words`: those that readers see, and those that still wait."""
    title = words or question.title
    seen = [one for one in similar_to(title, ALIKE + 1) if one.pk != question.pk and one.state in MERGEABLE]
    return [*seen[:ALIKE], *_waiting_alike(question, telling_words(title) or title.split())]


def _waiting_alike(question: Question, words: Iterable[str]) -> QuerySet[Question]:
    """Of the questions that wait, those that share most words."""
    shared: Case | Value | object = Value(0)
    met = Q(pk__in=[])
    for word in list(words)[:12]:
        met |= Q(title__icontains=word)
        shared = shared + Case(  # type: ignore[operator]  # expressions add up
            When(title__icontains=word, then=1), default=0, output_field=IntegerField()
        )
    rows = Question.objects.filter(met, state__in=WAITING).exclude(pk=question.pk)
    return rows.annotate(shared=shared).order_by("-shared", "-follower_count", "pk")[:ALIKE]


def counted(questions: Iterable[Question]) -> dict[int, int]:
    """How many answers in any state each of `questions` has."""
    rows = Answer.objects.filter(question__in=list(questions)).order_by().values_list("question")
    return dict(rows.annotate(Count("pk")))
