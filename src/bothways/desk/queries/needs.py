"""What needs a person: the few things that nothing but an editor moves on, in one query."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import CharField, Count, QuerySet, Value

from bothways.desk.models import Invitation, Revision
from bothways.desk.rules import AUTHOR_WRITES
from bothways.insider.models import Answer, Edition, Question

SOON: Final = timedelta(days=7)  # until a question is timely no more
EMPTY_HANDED: Final = (Answer.State.SIGNED, Answer.State.SCHEDULED, Answer.State.PUBLISHED)  # these may appear


@dataclass(frozen=True)
class Need:
    """One kind of thing that waits for the desk, and how many there are."""

    kind: str
    count: int


def needs(today: date) -> list[Need]:
    """What waits for the desk on `today`, the most urgent kind first; kinds of which there is nothing are left out."""
    unsigned = Edition.objects.filter(
        published_at__isnull=True, day__gte=today, day__lte=today + timedelta(days=2)
    ).exclude(answer__state__in=EMPTY_HANDED)
    timely = Question.objects.filter(
        state=Question.State.ASKED, timely_until__gte=today, timely_until__lte=today + SOON
    )
    mailed = Revision.objects.filter(way=Revision.Way.MAIL, closed_at__isnull=True, answer__state__in=AUTHOR_WRITES)
    handed_in = Answer.objects.filter(state=Answer.State.SUBMITTED)
    late = Invitation.objects.open().filter(due_on__lt=today, answer__state__in=AUTHOR_WRITES)
    parts = [
        _counted(kind, place, rows)
        for place, (kind, rows) in enumerate(
            (("unsigned", unsigned), ("timely", timely), ("handed_in", handed_in), ("mailed", mailed), ("late", late))
        )
    ]
    found = parts[0].union(*parts[1:], all=True).order_by("place")
    return [Need(kind, count) for kind, _, count in found if count]


def _counted(kind: str, place: int, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """One row: the kind, its place in the list, and how many."""
    counted: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(kind=Value(kind, output_field=CharField()), place=Value(place))
        .values("kind", "place")
        .annotate(n=Count("pk"))
        .values_list("kind", "place", "n")
    )
    return counted
