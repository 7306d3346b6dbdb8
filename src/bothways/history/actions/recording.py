"""Recording: the one row that every action writes, in the action's own transaction."""

import secrets
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from bothways.foundation import epoch
from bothways.history import chain
from bothways.history.models import Details, Entry

_LOCK = 0x68697374  # "hist": the advisory lock under which PostgreSQL appends


def record(
    verb: str,
    *,
    about: models.Model,
    by: models.Model | None,
    at: datetime,
    public: bool = False,
    **details: Any,
) -> Entry:
    """Append the entry for one action; `public` says that pages which everybody sees have changed.

    `by` is the person who acted, or None where the system did; only its key is kept, so that history, which every
    room above it writes to, knows none of them.

    Call it last in the transaction: the chain is locked from here until the commit.
    Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An action records its history inside its own transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Entry.objects.order_by("number").last()
    salt = secrets.token_hex(16)
    entry = Entry(
        number=last.number + 1 if last else 1,
        at=at,
        verb=verb,
        actor_id=by.pk if by else None,
        about_kind=about._meta.label_lower,  # noqa: SLF001  Django's own door for this
        about_id=str(about.pk),
        commitment=chain.commit(salt, details),
    )
    entry.link = chain.link(last.link if last else chain.GENESIS, entry)
    entry.save(force_insert=True)
    Details.objects.create(entry=entry, salt=salt, values=details, actor_id=entry.actor_id)
    if public:
        transaction.on_commit(epoch.advance)
    return entry
