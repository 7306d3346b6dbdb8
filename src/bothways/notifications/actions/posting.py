"""Posting a letter: a row in the outbox, in the transaction of the action that it tells of."""

from datetime import datetime
from uuid import uuid4

from django.db import connection, models, transaction

from bothways.notifications.models import Letter
from bothways.people.models import Person


def post(
    kind: str,
    *,
    about: models.Model,
    to: Person | str,
    at: datetime,
    due: datetime | None = None,
    key: str | None = None,
) -> bool:
    """Put a letter of `kind` about `about` into the outbox; False where one with this `key` was posted before.

    `to` is a person, whose address is looked up when it goes out, or an address. It goes out at `due`, else at once.
    Raises TransactionManagementError outside a transaction: a letter stands or falls with what it tells.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A letter is posted inside the transaction that it tells of.")
    whom = {"person": to} if isinstance(to, Person) else {"address": to}
    told = {"about_kind": about._meta.label_lower, "about_id": str(about.pk)}  # noqa: SLF001  Django's own door for this
    _, posted = Letter.objects.get_or_create(
        key=key or uuid4().hex, defaults={"kind": kind, **told, **whom, "posted_at": at, "due_at": due or at}
    )
    return posted
