"""What the owner does with the outbox: stop letters and send them after all, drop them and take that back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bothways.history.actions.recording import record
from bothways.notifications.models import Letter
from bothways.notifications.rules import can_keep_outbox
from bothways.people.models import Person

STOPPED = "Stopped by hand."


def resend_letter(*, letter: Letter, by: Person, at: datetime) -> bool:
    """Send a dead letter after all. False where it is none. Raises PermissionDenied."""
    return bool(_change("letter.resent", letter, by, at, failed_at=None, due_at=at, tries=0, error=""))


def stop_letter(*, letter: Letter, by: Person, at: datetime) -> bool:
    """The inverse of `resend_letter`: a waiting letter does not go out. False where it is not waiting any more.

    Raises PermissionDenied.
    """
    return bool(_change("letter.stopped", letter, by, at, failed_at=at, error=STOPPED))


def drop_letter(*, letter: Letter, by: Person, at: datetime) -> bool:
    """Let go of a dead letter: nobody is to send it. False where it is none. Raises PermissionDenied."""
    return bool(_change("letter.dropped", letter, by, at, dropped_at=at))


def keep_letter(*, letter: Letter, by: Person, at: datetime) -> bool:
    """The inverse of `drop_letter`: it is a dead letter again. False where it was not dropped by hand.

    Raises PermissionDenied.
    """
    return bool(_change("letter.kept", letter, by, at, dropped_at=None))


def resend_all(*, by: Person, at: datetime) -> int:
    """Send all dead letters after all; how many. Raises PermissionDenied."""
    return _change("letters.resent", None, by, at, failed_at=None, due_at=at, tries=0, error="")


def stop_all(*, by: Person, at: datetime) -> int:
    """The inverse of `resend_all`: nothing that waits goes out; how many letters. Raises PermissionDenied."""
    return _change("letters.stopped", None, by, at, failed_at=at, error=STOPPED)


def _change(verb: str, letter: Letter | None, by: Person, at: datetime, **fate: object) -> int:
    """Change one letter, or all, from where `verb` begins; conditional, so that two who press at once do it once."""
    if not can_keep_outbox(by):
        raise PermissionDenied
    begins = {
        "resent": Letter.objects.dead(),
        "dropped": Letter.objects.dead(),
        "stopped": Letter.objects.free(at),
        "kept": Letter.objects.filter(dropped_at__isnull=False, failed_at__isnull=False),
    }[verb.partition(".")[2]]
    with transaction.atomic(durable=True):
        changed = (begins.filter(pk=letter.pk) if letter else begins).update(**fate)
        if changed:
            record(verb, about=letter or by, by=by, at=at, letters=changed)
    return changed
