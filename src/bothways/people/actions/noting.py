"""Noting: what the sign-in library did with an account, kept in history.

The library makes the change itself; the note follows in a transaction of its own.
"""

from datetime import datetime

from django.db import transaction

from bothways.history.actions.recording import record
from bothways.people.models import Person


def note(verb: str, *, person: Person, at: datetime) -> None:
    """Record that `person` did `verb` to their own account; no address, name or secret is kept with it."""
    with transaction.atomic(durable=True):
        record(verb, about=person, by=person, at=at)
