"""Posting a letter: a row in the outbox, in the transaction of the action that it tells of."""

from collections.abc import Iterable
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
    _inside_a_transaction()
    letter = draft(kind, about=about, to=to, at=at, due=due, key=key)
    told = {name: getattr(letter, name) for name in ("kind", "person", "address", "about_kind", "about_id")}
    _, posted = Letter.objects.get_or_create(
        key=letter.key, defaults={**told, "posted_at": letter.posted_at, "due_at": letter.due_at}
    )
    return posted


def post_all(letters: Iterable[Letter]) -> None:
    """Put drafts into the outbox with one statement, where many people hear of one thing; known keys are left out.

    Raises TransactionManagementError outside a transaction.
    """
    _inside_a_transaction()
    Letter.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)


def draft(
    kind: str,
    *,
    about: models.Model,
    to: Person | str,
    at: datetime,
    due: datetime | None = None,
    key: str | None = None,
) -> Letter:
    """A letter as `post` would put it into the outbox; nothing is stored."""
    whom = {"person": to} if isinstance(to, Person) else {"address": to}
    told = {"about_kind": about._meta.label_lower, "about_id": str(about.pk)}  # noqa: SLF001  Django's own door for this
    return Letter(kind=kind, key=key or uuid4().hex, posted_at=at, due_at=due or at, **told, **whom)


def _inside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A letter is posted inside the transaction that it tells of.")
