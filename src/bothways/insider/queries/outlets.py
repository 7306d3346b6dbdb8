"""What leaves the site by feeds, embeds and copies: a fixed number of queries each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from bothways.insider.models import Answer

PER_FEED = 30


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
