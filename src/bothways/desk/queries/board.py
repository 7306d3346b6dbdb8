"""The board: everything between asked and published, by state, the longest waiting first.

Two queries, however much there is: one for the heads of the columns, one for their cards. Both are put together from
querysets that are compiled once for questions and once for answers, and then asked for each state.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways.desk.models import Claim, Invitation
from bothways.insider.models import Answer, Edition, Question
from bothways.people.models import Person

PER_COLUMN: Final = 20
PER_PAGE: Final = 30
QUESTION_STATES: Final = (Question.State.ASKED, Question.State.ACCEPTED)
ANSWER_STATES: Final = (
    Answer.State.INVITED, Answer.State.DRAFT, Answer.State.SUBMITTED, Answer.State.CHANGES_ASKED,
    Answer.State.APPROVED, Answer.State.SIGNED, Answer.State.SCHEDULED,
)  # fmt: skip
STATES: Final = (*QUESTION_STATES, *ANSWER_STATES)
NAMES: Final[dict[str, Promise]] = {
    Question.State.ASKED: _("Asked"),
    Question.State.ACCEPTED: _("Accepted"),
    Answer.State.INVITED: _("Invited"),
    Answer.State.DRAFT: _("Draft"),
    Answer.State.SUBMITTED: _("Handed in"),
    Answer.State.CHANGES_ASKED: _("Changes asked"),
    Answer.State.APPROVED: _("Approved"),
    Answer.State.SIGNED: _("Signed"),
    Answer.State.SCHEDULED: _("Scheduled"),
}
OF_DESK: Final = {*QUESTION_STATES, Answer.State.SUBMITTED, Answer.State.SIGNED}  # here the next step is the desk's
_ANY: Final = "any state"  # stands in a compiled statement for the state of a column


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to."""

    mine: bool = False  # in my hand
    topic: str = ""  # address
    leader: str = ""  # part of a name
    days: int = 0  # at least so long in its state
    words: str = ""

    @property
    def filtered(self) -> bool:
        """Something is left out."""
        return self != Wanted()


@dataclass(slots=True)
class Card:
    """One question or answer on the board."""

    kind: str  # "question" or "answer"
    pk: int
    state: str
    title: str
    about: str  # the question that an answer is to
    who: str  # who asked it, who writes it
    since: datetime | None  # when it came into this state
    day: date | None  # timely until; wanted by; planned for
    number: int  # who want to know
    holder: int | None  # who has it in hand
    holder_name: str
    until: datetime | None

    def held(self, at: datetime) -> bool:
        """Whether the claim on it still holds; one that has lapsed is none."""
        return self.until is None or self.until > at


@dataclass(slots=True)
class Column:
    """One state: how much is in it, since when the oldest, and the cards of one page."""

    state: str
    count: int = 0
    oldest: datetime | None = None
    cards: list[Card] = field(default_factory=list)

    @property
    def name(self) -> Promise:
        """What stands above it."""
        return NAMES[self.state]


def board(editor: Person, wanted: Wanted, at: datetime, states: Iterable[str] = STATES) -> list[Column]:
    """Every column with its first cards."""
    columns = {state: Column(state) for state in states}
    _count(columns, editor, wanted, at)
    _fill(columns, editor, wanted, at, slice(PER_COLUMN))
    return list(columns.values())


def one_column(state: str, page: int, editor: Person, wanted: Wanted, at: datetime) -> Column:
    """The column of `state` with the cards of `page`, which is 1 for the first."""
    columns = {state: Column(state)}
    _count(columns, editor, wanted, at)
    start = (page - 1) * PER_PAGE
    _fill(columns, editor, wanted, at, slice(start, start + PER_PAGE))
    return columns[state]


def _count(columns: dict[str, Column], editor: Person, wanted: Wanted, at: datetime) -> None:
    parts = [
        rows.filter(state__in=columns).order_by().values_list("state").annotate(Count("pk"), Min("state_at"))
        for rows in (_questions(editor, wanted, at), _answers(editor, wanted, at))
    ]
    for state, count, oldest in _union(part.query.sql_with_params() for part in parts):
        columns[state].count, columns[state].oldest = count, _moment(oldest)


def _fill(columns: dict[str, Column], editor: Person, wanted: Wanted, at: datetime, part: slice) -> None:
    kinds = (
        (QUESTION_STATES, _question_cards(_questions(editor, wanted, at))),
        (ANSWER_STATES, _answer_cards(_answers(editor, wanted, at))),
    )
    statements = []
    for states, rows in kinds:
        sql, values = rows.filter(state=_ANY).order_by("state_at", "pk")[part].query.sql_with_params()
        statements += [
            (sql, tuple(state if value == _ANY else value for value in values)) for state in states if state in columns
        ]
    for row in _union(statements):
        card = _card(*row)
        columns[card.state].cards.append(card if card.held(at) else replace(card, holder=None, holder_name=""))


def _card(*row: Any) -> Card:
    kind, pk, state, title, about, who, since, day, number, holder, name, until = row
    return Card(
        kind, pk, state, title, about, who, _moment(since), _day(day), number, holder, name, _moment(until)
    )  # fmt: skip


def _union(statements: Iterable[tuple[str, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    asked = list(statements)
    sql = " UNION ALL ".join(f"SELECT * FROM ({one}) AS part{n}" for n, (one, _) in enumerate(asked))  # noqa: S608  ours
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in asked for value in values])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _questions(editor: Person, wanted: Wanted, at: datetime) -> QuerySet[Question]:
    rows = _narrowed(Question.objects.all(), "question", editor, wanted, at)
    if wanted.topic:
        rows = rows.filter(pk__in=_on_topic(wanted.topic))
    if wanted.leader:
        rows = rows.filter(pk__in=Invitation.objects.filter(leader__name__icontains=wanted.leader).values("question"))
    return rows.filter(title__icontains=wanted.words) if wanted.words else rows


def _answers(editor: Person, wanted: Wanted, at: datetime) -> QuerySet[Answer]:
    rows = _narrowed(Answer.objects.all(), "answer", editor, wanted, at)
    if wanted.topic:
        rows = rows.filter(question__in=_on_topic(wanted.topic))
    if wanted.leader:
        rows = rows.filter(author__name__icontains=wanted.leader)
    if wanted.words:
        rows = rows.filter(Q(headline__icontains=wanted.words) | Q(question__title__icontains=wanted.words))
    return rows


def _narrowed(rows: QuerySet[Any], kind: str, editor: Person, wanted: Wanted, at: datetime) -> QuerySet[Any]:
    if wanted.mine:
        rows = rows.filter(
            pk__in=Claim.objects.current(at).filter(**{f"{kind}__isnull": False}, by=editor).values(kind)
        )
    return rows.filter(state_at__lte=at - timedelta(days=wanted.days)) if wanted.days else rows


def _on_topic(slug: str) -> QuerySet[Any, Any]:
    """Keys of the questions on one topic, looked up once and not for each row."""
    return Question.topics.through.objects.filter(topic__slug=slug).values("question")


CLAIMED: Final = {
    "holder": F("claim__by"), "holder_name": Coalesce("claim__by__name", Value("")), "until": F("claim__until")
}  # fmt: skip
COLUMNS: Final = (
    "kind", "pk", "state", "card_title", "about", "who", "state_at", "day", "number", "holder", "holder_name", "until",
)  # fmt: skip


def _question_cards(rows: QuerySet[Question]) -> QuerySet[Any, Any]:
    return rows.annotate(
        kind=Value("question"), card_title=F("title"), about=Value(""), who=Coalesce("asked_by__name", Value("")),
        day=F("timely_until"), number=F("follower_count"), **CLAIMED,
    ).values_list(*COLUMNS)  # fmt: skip


def _answer_cards(rows: QuerySet[Answer]) -> QuerySet[Any, Any]:
    slot = Edition.objects.filter(answer=OuterRef("pk"), published_at__isnull=True).order_by("day").values("day")[:1]
    return rows.annotate(
        kind=Value("answer"), card_title=F("headline"), about=F("question__title"),
        who=Coalesce("author__name", Value("")), day=Coalesce(Subquery(slot), "invitation__due_on"), number=Value(0),
        **CLAIMED,
    ).values_list(*COLUMNS)  # fmt: skip


def _moment(value: datetime | str | None) -> datetime | None:
    """What the database gave for a moment: SQLite gives words, or a moment that does not say that it is in UTC."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
