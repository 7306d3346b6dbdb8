"""Ending a session: the device is signed out with its next request."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from bothways.history.actions.recording import record
from bothways.people.models import Person


def end_session(*, session: UserSession, by: Person, at: datetime) -> None:
    """Sign out one device of `by`'s. There is no way back but to sign in again."""
    with transaction.atomic(durable=True):
        session.end()
        record("person.session_ended", about=by, by=by, at=at)
