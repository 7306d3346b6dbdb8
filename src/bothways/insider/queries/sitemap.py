"""What a sitemap lists: the pages that search engines may show, in parts that stay small."""

from datetime import datetime

from django.db.models import Count, DateTimeField, Max, QuerySet, Value
from django.db.models.functions import Coalesce

from bothways.insider.models import Answer, Insider, Question, Topic

PER_PART = 10_000  # the protocol allows 50,000; smaller parts keep memory flat
MOST_PARTS = 50_000  # in one index, says the protocol
_UNDATED = Value(None, output_field=DateTimeField())


def _answers() -> QuerySet[Answer]:
    """Answers that first appeared here; the others are to be found where they did."""
    return Answer.objects.visible_to(None).filter(canonical_url="")


def totals() -> dict[str, tuple[int, datetime | None]]:
    """For each kind of page: how many there are, and when the last of them changed where that is known."""
    questions = Question.objects.visible_to(None).aggregate(rows=Count("pk"), changed=Max("changed_at"))
    answers = _answers().aggregate(rows=Count("pk"), published=Max("published_at"), corrected=Max("corrected_at"))
    dates = [at for at in (answers["published"], answers["corrected"]) if at]
    return {
        "question": (questions["rows"], questions["changed"]),
        "answer": (answers["rows"], max(dates, default=None)),
        "insider": (Insider.objects.count(), None),
        "topic": (Topic.objects.count(), None),
    }


def part(kind: str, number: int) -> list[tuple[str, datetime | None]]:
    """The (slug, changed at) of each page of one part; `number` counts from 1. Empty where there is no such part."""
    kinds = {
        "question": Question.objects.visible_to(None).values_list("slug", "changed_at"),
        "answer": _answers().values_list("slug", Coalesce("corrected_at", "published_at")),
        "insider": Insider.objects.values_list("person__slug", _UNDATED),
        "topic": Topic.objects.values_list("slug", _UNDATED),
    }
    if kind not in kinds or not 1 <= number <= MOST_PARTS:
        return []
    first = (number - 1) * PER_PART
    return list(kinds[kind].order_by("pk")[first : first + PER_PART])
