"""The outbox as its owner sees it: which letters go where and when, never what they say."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Value

from bothways.notifications.models import Letter
from bothways.people.models import Person

WEEK = timedelta(days=7)
COLUMNS = ("letter", "kind", "to", "posted", "due", "tries", "sent", "given up", "dropped", "error")
Row = tuple[object, ...]


def counts(person: Person, at: datetime) -> dict[str, int]:
    """How many letters wait and were given up, and went out or were dropped within seven days.

    One query, in which each number walks an index of its own.
    """
    seen, since = Letter.objects.visible_to(person), at - WEEK
    lists = {
        "waiting": seen.waiting(),
        "dead": seen.dead(),
        "sent": seen.filter(sent_at__gt=since),
        "dropped": seen.filter(dropped_at__gt=since),
    }
    numbers = (
        some.annotate(list=Value(name)).order_by().values("list").annotate(number=Count("pk")).values_list(
            "list", "number")
        for name, some in lists.items()
    )  # fmt: skip
    first, *others = numbers
    return dict.fromkeys(lists, 0) | dict(first.union(*others, all=True))


def letters(person: Person, show: str) -> QuerySet[Letter]:
    """The letters of one list: "waiting", "dead", "sent" or "dropped"; those that matter most first."""
    seen = Letter.objects.visible_to(person).select_related("person")
    return {
        "waiting": seen.waiting().order_by("due_at", "pk"),
        "dead": seen.dead().order_by("-failed_at", "-pk"),
        "sent": seen.filter(sent_at__isnull=False).order_by("-sent_at", "-pk"),
        "dropped": seen.filter(dropped_at__isnull=False).order_by("-dropped_at", "-pk"),
    }[show]


def rows(letters: QuerySet[Letter]) -> Iterator[Row]:
    """Letters as rows of `COLUMNS`, for a spreadsheet."""
    for one in letters.iterator(chunk_size=1_000):
        times = (one.sent_at, one.failed_at, one.dropped_at)
        sent, failed, dropped = (time.isoformat(timespec="seconds") if time else "" for time in times)
        yield (one.pk, one.kind, one.to, one.posted_at.isoformat(timespec="seconds"),
               one.due_at.isoformat(timespec="seconds"), one.tries, sent, failed, dropped, one.error)  # fmt: skip
