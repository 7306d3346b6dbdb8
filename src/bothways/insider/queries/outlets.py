"""What leaves the site by feeds, embeds, sitemaps and copies: a fixed number of queries each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from bothways.insider.models import Answer, Insider, Question, Topic

PER_FEED = 30
PER_SITEMAP = 10_000  # the protocol allows 50,000; smaller parts keep memory flat


def outgoing() -> QuerySet[Answer]:
    """Answers as everybody may read them, with what their credit needs, newest first."""
    return (
        Answer.objects.visible_to(None)
        .select_related("author__insider", "question", "source")
        .defer("body", "question__detail", "question__detail_html", "author__bio", "author__bio_html")
        .order_by("-published_at", "-pk")
    )


@dataclass(frozen=True)
class Slice:
    """A page of a feed, and the key after which the next one begins."""

    answers: list[Answer]
    after: int | None


def feed_slice(answers: QuerySet[Answer], after: int | None = None) -> Slice:
    """Up to 30 answers that follow the one with key `after`. Raises Answer.DoesNotExist where there is none such."""
    if after is not None:
        last = Answer.objects.only("published_at").get(pk=after, published_at__isnull=False)
        at = last.published_at
        answers = answers.filter(published_at__lte=at).exclude(published_at=at, pk__gte=after)
    rows = list(answers.prefetch_related("question__topics")[: PER_FEED + 1])
    more = len(rows) > PER_FEED
    return Slice(rows[:PER_FEED], rows[PER_FEED - 1].pk if more else None)


def changed_at(answer: Answer) -> datetime:
    """When the words of a published answer last changed."""
    dates = (answer.published_at, answer.corrected_at)
    return max(date for date in dates if date)


def newest(answers: Iterable[Answer]) -> datetime | None:
    """When the newest change among `answers` was made."""
    return max(map(changed_at, answers), default=None)


@dataclass(frozen=True)
class Place:
    """One line of a sitemap."""

    path: str
    changed_at: datetime | None


def _questions() -> QuerySet[Question]:
    return Question.objects.visible_to(None)


def _answers() -> QuerySet[Answer]:
    """Answers that first appeared here; the others are found where they did."""
    return Answer.objects.visible_to(None).filter(canonical_url="")


def sitemap_parts() -> dict[str, tuple[int, datetime | None]]:
    """For each kind of page: how many there are, and when the last of them changed."""
    answers = _answers().aggregate(rows=Count("pk"), published=Max("published_at"), corrected=Max("corrected_at"))
    dates = [at for at in (answers["published"], answers["corrected"]) if at]
    questions = _questions().aggregate(rows=Count("pk"), changed=Max("changed_at"))
    return {
        "questions": (questions["rows"], questions["changed"]),
        "answers": (answers["rows"], max(dates, default=None)),
        "insiders": (Insider.objects.count(), None),
        "topics": (Topic.objects.count(), None),
    }


def sitemap_rows(kind: str, number: int) -> list[tuple[str, datetime | None]]:
    """The (slug, changed at) of each page in one part, oldest first; `number` counts from 1."""
    undated = Q(pk__isnull=False)
    rows: dict[str, QuerySet] = {
        "questions": _questions().values_list("slug", "changed_at"),
        "answers": _answers().values_list("slug", Coalesce("corrected_at", "published_at")),
        "insiders": Insider.objects.filter(undated).values_list("person__slug", F("verified_at")),
        "topics": Topic.objects.values_list("slug"),
    }
    first = (number - 1) * PER_SITEMAP
    return list(rows[kind].order_by("pk")[first : first + PER_SITEMAP])
