"""Reads of what happened."""

from django.db.models import QuerySet

from bothways.history.models import Entry


def after(cursor: int) -> QuerySet[Entry]:
    """Entries later than number `cursor`, in order, with their details: what a follower reads next."""
    return Entry.objects.filter(number__gt=cursor).select_related("details").order_by("number")


def head() -> tuple[int, str] | None:
    """The (number, link) of the newest entry, to be kept outside this database."""
    return Entry.objects.order_by("-number").values_list("number", "link").first()
