"""Mail that a hosted provider posts to us, in whatever form is its own: the mail library makes a mail of it."""

from email.utils import getaddresses
from typing import Any

from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.conf import settings
from django.dispatch import receiver

from bothways.foundation import time
from bothways.notifications.actions.receiving import receive
from bothways.notifications.models import Arrival


@receiver(inbound)
def take_in(event: AnymailInboundEvent, esp_name: str, **_: Any) -> None:
    """Keep the mail of `event`. A fault here is answered with 500, and the provider posts it again."""
    raw = _bytes(event.message)
    for address in _recipients(event.message):
        receive(
            raw,
            envelope_from=event.message.envelope_sender,
            envelope_to=address,
            door=esp_name.lower()[:32],
            trust=Arrival.Trust.NOBODY,
            at=time.now(),
            provider_id=event.event_id or "",
        )


def _bytes(message: AnymailInboundMessage) -> bytes:
    """The mail as the provider had it: no line is folded anew, for signatures would not hold."""
    return bytes(message.as_bytes(policy=message.policy.clone(refold_source="none", linesep="\r\n")))


def _recipients(message: AnymailInboundMessage) -> list[str]:
    """The addresses of ours to which the mail came; those in its heads where the provider does not say."""
    if message.envelope_recipient:
        return [str(message.envelope_recipient)]
    heads = [str(head) for name in ("To", "Cc") for head in message.get_all(name, [])]
    found = {address.lower() for _, address in getaddresses(heads)}
    return sorted(address for address in found if address.endswith(f"@{settings.MAIL_IN_DOMAIN}"))[:20]
