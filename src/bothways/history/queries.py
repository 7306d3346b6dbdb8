"""Reads of what happened."""

from django.db.models import QuerySet

from bothways.history import chain
from bothways.history.chain import Fault
from bothways.history.models import Entry


def after(cursor: int) -> QuerySet[Entry]:
    """Entries later than number `cursor`, in order, with their details: what a follower reads next."""
    return Entry.objects.filter(number__gt=cursor).select_related("details").order_by("number")


def head() -> tuple[int, str] | None:
    """The (number, link) of the newest entry, to be kept outside this database."""
    return Entry.objects.order_by("-number").values_list("number", "link").first()


def verify(*, kept_head: tuple[int, str] | None = None) -> Fault | None:
    """The first fault in the whole chain, read a few thousand entries at a time; None where it holds."""
    entries = Entry.objects.select_related("details").order_by("number").iterator(chunk_size=2000)
    return chain.verify(entries, kept_head=kept_head)
