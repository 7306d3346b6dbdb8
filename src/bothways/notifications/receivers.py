"""What others tell the room: a provider that a letter came back, the sign-in that a mailed code arrived."""

from typing import Any

import structlog
from allauth.account.signals import user_logged_in
from anymail.signals import AnymailTrackingEvent, tracking
from django.dispatch import receiver
from django.http import HttpRequest

from bothways.foundation import time
from bothways.notifications.actions.pausing import note_soft_bounce, pause_address, resume_address
from bothways.notifications.actions.subscribing import stop_digest
from bothways.notifications.queries.subscriptions import pause_of
from bothways.people.models import Person
from bothways.people.queries import proved_address_since

log = structlog.get_logger("bothways.letters")
FOR_GOOD = ("bounced", "invalid")  # reasons (in the library's words) that do not pass
UNWANTED = "Whoever reads it marked a letter of ours as unwanted."


@receiver(tracking)
def letter_tracked(event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    """A hosted provider tells what became of a letter; opened and clicked are not asked for and not kept."""
    address, at = (event.recipient or "").lower(), time.now()
    said = " ".join(str(event.mta_response or event.description or event.reject_reason or event.event_type).split())
    if not address:
        return
    log.info("letter tracked", became=event.event_type, provider=esp_name)
    if event.event_type == "complained":
        pause_address(address=address, reason=UNWANTED, at=at)
    elif event.event_type in ("bounced", "rejected") and event.reject_reason in FOR_GOOD:
        pause_address(address=address, reason=said, at=at)
    elif event.event_type in ("bounced", "rejected"):
        note_soft_bounce(address=address, reason=said, at=at)
    elif event.event_type == "unsubscribed" and (person := Person.objects.filter(email=address).first()):
        stop_digest(person=person, at=at)


@receiver(user_logged_in)
def code_arrived(request: HttpRequest, user: Person, **_: Any) -> None:
    """Whoever signs in with a mailed code has shown that mail arrives: we write there again."""
    pause = pause_of(user)
    if pause and proved_address_since(request, user, pause.paused_at):
        resume_address(address=pause.address, by=user, at=time.now())
