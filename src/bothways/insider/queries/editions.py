"""Editions: which answer is today's, and which were."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from bothways.foundation.time import site_zone
from bothways.insider.models import Answer, Edition, Reader
from bothways.insider.queries.reading import CARD


def slot_of(day: date) -> date:
    """The first day of the slot that `day` falls in: itself, or the Monday of its week."""
    return day - timedelta(days=day.weekday()) if settings.EDITION_RHYTHM == "week" else day


def slot_length() -> timedelta:
    """How long an answer is today's."""
    return timedelta(days=7 if settings.EDITION_RHYTHM == "week" else 1)


def published_editions(reader: Reader) -> QuerySet[Edition]:
    """Editions that have appeared and whose answer may still be read, newest first, as lists show them."""
    may_be_read = Exists(Answer.objects.visible_to(reader).filter(pk=OuterRef("answer")))  # asked of each edition shown
    return (
        Edition.objects.filter(may_be_read, published_at__isnull=False)
        .select_related("answer__author__insider", "answer__question")
        .only("day", "chosen", "published_at", *(f"answer__{name}" for name in CARD))
        .order_by("-day")
    )


def current_edition(reader: Reader) -> Edition | None:
    """The newest edition that has appeared: it stays until the next one does, so the place is never empty."""
    return published_editions(reader).defer(None).first()


def month_bounds(first: date) -> tuple[datetime, datetime]:
    """When the month that begins on `first` starts and ends where the community is."""
    following = (first + timedelta(days=32)).replace(day=1)
    zone = site_zone()
    return datetime(first.year, first.month, 1, tzinfo=zone), datetime(following.year, following.month, 1, tzinfo=zone)


def months_with_answers() -> list[date]:
    """The first day of every month in which an answer was published, newest first.

    Leaps from month to month along the index on `published_at`, so that it costs a look-up per month, not per answer.
    """
    month = "date_trunc('month', m.at)" if connection.vendor == "postgresql" else "strftime('%%Y-%%m-01', m.at)"
    newest = "SELECT max(published_at) FROM insider_answer WHERE state = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE m(at) AS ({newest} UNION ALL "  # noqa: S608  made of the words above
            f"SELECT ({newest} AND published_at < {month}) FROM m WHERE m.at IS NOT NULL) "
            "SELECT at FROM m WHERE at IS NOT NULL",
            [Answer.State.PUBLISHED, Answer.State.PUBLISHED],
        )
        found = [row[0] for row in cursor.fetchall()]
    dates = (at if isinstance(at, datetime) else datetime.fromisoformat(at) for at in found)
    return [date(at.year, at.month, 1) for at in dates]
