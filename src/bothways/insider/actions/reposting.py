"""The register of places that have republished an answer, so that they can be told of a correction."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from bothways.history.actions.recording import record
from bothways.insider.models import Answer, Repost
from bothways.people.models import Person
from bothways.people.rules import desk_only


class NotElsewhere(Exception):
    """The address is one of this site's own."""


def register_repost(*, answer: Answer, url: str, contact: str = "", by: Person, at: datetime) -> bool:
    """Note that `answer` stands at `url`, and whom to write to there; False where that was known already.

    Raises NotElsewhere for an address of this site. What was noted first stays: nobody can turn another's notices away.
    """
    if urlsplit(url).netloc.lower() == urlsplit(settings.SITE_ORIGIN).netloc.lower():
        raise NotElsewhere
    with transaction.atomic(durable=True):
        repost, registered = Repost.objects.get_or_create(
            answer=answer, url=url, defaults={"contact": contact.lower(), "at": at}
        )
        if registered:
            record("repost.registered", about=repost, by=by, at=at, answer=answer.pk, url=url)
    return registered


def remove_repost(*, repost: Repost, by: Person, at: datetime) -> None:
    """The inverse of `register_repost`, for the desk. Raises PermissionDenied for anybody else."""
    desk_only(by)
    with transaction.atomic(durable=True):
        record("repost.removed", about=repost, by=by, at=at, answer=repost.answer_id, url=repost.url)
        repost.delete()
