"""Pausing an address to which mail does not arrive, and writing to it again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bothways.foundation.crossing import again_when_crossed
from bothways.history.actions.recording import record
from bothways.notifications.models import Letter, PausedAddress, SoftBounce
from bothways.notifications.models.letters import LetterQuerySet
from bothways.people.models import Person

PAUSED = "The address is paused:"  # begins the error of every letter that was not sent for it
SOFT_DAYS = 4  # on so many days a letter came back …
WITHIN = timedelta(days=14)  # … within so long: then the reason does not pass by itself
LONGEST = 300  # characters of a reason


@again_when_crossed
def pause_address(*, address: str, reason: str, at: datetime, by: Person | None = None) -> bool:
    """Write nothing to `address` for now; False where it was paused already.

    `reason` says in words why, as the other mail server did. `by` is None where a returned letter or a
    complaint did it.
    """
    with transaction.atomic(durable=True):
        paused, new = PausedAddress.objects.get_or_create(
            address=address.lower(), defaults={"reason": reason[:LONGEST], "paused_at": at}
        )
        if new:
            record("address.paused", about=paused, by=by, at=at)
    return new


@again_when_crossed
def note_soft_bounce(*, address: str, reason: str, at: datetime) -> bool:
    """A letter to `address` came back for a reason that may pass. True where that was once too often: it is paused."""
    with transaction.atomic():
        SoftBounce.objects.create(address=address.lower(), reason=reason[:LONGEST], at=at)
        times = SoftBounce.objects.filter(address=address.lower(), at__gt=at - WITHIN).values_list("at", flat=True)
        days = {time.date() for time in times}
    return len(days) >= SOFT_DAYS and pause_address(address=address, reason=reason, at=at)


def resume_address(*, address: str, by: Person | None, at: datetime) -> bool:
    """The inverse of `pause_address`: what was not sent meanwhile goes out. False where it was not paused.

    `by` is whoever proved that mail arrives there; None where a letter's own link did.
    """
    with transaction.atomic(durable=True):
        paused = PausedAddress.objects.select_for_update().filter(address=address.lower()).first()
        if paused:
            _letters_to(paused.address).dead().filter(failed_at__gte=paused.paused_at).update(
                failed_at=None, due_at=at, tries=0, error=""
            )
            SoftBounce.objects.filter(address=paused.address).delete()
            record("address.resumed", about=paused, by=by, at=at)
            paused.delete()
    return paused is not None


def _letters_to(address: str) -> LetterQuerySet:
    return Letter.objects.filter(Q(address=address) | Q(address="", person__email=address))
