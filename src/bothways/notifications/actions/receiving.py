"""Receiving: a mail is kept as it came before anybody looks at it, and whoever brought it is answered at once."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from bothways.notifications.addresses import Addressed, read_address
from bothways.notifications.arrivals import receiver_of
from bothways.notifications.models import Arrival

MOST_A_DAY: Final = 50  # mails to one address; who writes more has a machine that went wrong
KEPT_OF_REFUSED: Final = 65_536  # bytes


def receive(
    raw: bytes,
    *,
    envelope_from: str | None,
    envelope_to: str,
    door: str,
    trust: Arrival.Trust,
    at: datetime,
    provider_id: str = "",
) -> Arrival:
    """The arrival that `raw` is now, or was already where the same mail was brought to the same address before.

    `provider_id` is the id by which whoever brings it knows it, where there is one. What comes to an address that the
    site has not made, what is too large and what is one too many is kept for some days as refused.
    """
    addressed = read_address(envelope_to)
    too_large = "The mail is larger than the site takes." if len(raw) > settings.MAIL_IN_BYTES else ""
    refusal = too_large or refusal_of(addressed, at)
    arrival, _ = Arrival.objects.get_or_create(
        key=_key(raw, envelope_to, f"{door} {provider_id}" if provider_id else ""),
        defaults={
            "raw": raw[:KEPT_OF_REFUSED] if refusal else raw,
            "size": len(raw),
            "door": door,
            "trust": trust,
            "envelope_from": None if envelope_from is None else _line(envelope_from),
            "envelope_to": _line(envelope_to),
            "purpose": addressed.purpose if addressed else "",
            "about": addressed.about if addressed else "",
            "received_at": at,
            "due_at": at,
            "refused_at": at if refusal else None,
            "outcome": refusal,
        },
    )
    return arrival


def refusal_of(addressed: Addressed | None, at: datetime) -> str:
    """Why nothing is taken at an address just now, in a sentence; "" where it is."""
    if addressed is None or receiver_of(addressed.purpose) is None:
        return "There is no such address here."
    since = at - timedelta(days=1)
    if Arrival.objects.to(addressed.purpose, addressed.about).filter(received_at__gt=since).count() >= MOST_A_DAY:
        return "Too many mails have come to this address in one day."
    return ""


def _key(raw: bytes, envelope_to: str, provider_id: str) -> str:
    digest = hashlib.sha256(envelope_to.strip().lower().encode("utf-8", "replace") + b"\0")
    digest.update(provider_id.encode("utf-8", "replace") if provider_id else raw)
    return digest.hexdigest()


def _line(address: str) -> str:
    """`address` as it can be stored: on one line, not too long."""
    return "".join(sign for sign in address.encode("utf-8", "replace").decode() if sign.isprintable())[:320]
