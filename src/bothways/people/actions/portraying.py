"""Portrait: put up and taken down."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from bothways.history.actions.recording import record
from bothways.people import rules
from bothways.people.models import Person

FOLDER = "portraits"


def put_up_portrait(*, person: Person, picture: bytes, by: Person, at: datetime) -> None:
    """Show `picture` (WebP, as `foundation.pictures` makes it) beside the person's name."""
    name = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}.webp", ContentFile(picture))
    try:
        _show(person, name, verb="person.portrait_put_up", by=by, at=at)
    except BaseException:
        default_storage.delete(name)
        raise


def take_down_portrait(*, person: Person, by: Person, at: datetime) -> None:
    """Show the initials again; the picture is deleted."""
    if person.portrait:
        _show(person, "", verb="person.portrait_taken_down", by=by, at=at)


def _show(person: Person, name: str, *, verb: str, by: Person, at: datetime) -> None:
    if not rules.can_change_profile(by, person):
        raise PermissionDenied
    before = person.portrait.name
    with transaction.atomic(durable=True):
        person.portrait.name = name
        person.save(update_fields=["portrait"])
        record(verb, about=person, by=by, at=at, public=True)
        if before:
            transaction.on_commit(lambda: default_storage.delete(before))
