"""From the bytes of an arrival to a message: who wrote it, whether that is proven, and what they say."""

import hashlib
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from bothways.foundation.inbound.bounces import returned
from bothways.foundation.inbound.lookups import Lookup, Unreachable
from bothways.foundation.inbound.reading import Mail, Unreadable, read
from bothways.foundation.inbound.senders import Sender, sender_of
from bothways.foundation.inbound.sorting import Kind, kind_of
from bothways.foundation.inbound.trimming import trim
from bothways.foundation.inbound.verdicts import doubt_by_server, doubt_by_signature
from bothways.foundation.inbound.wording import words_of
from bothways.notifications.arrivals import Message, Understood
from bothways.notifications.models import Arrival


def understand(arrival: Arrival, look_up: Lookup) -> Understood:
    """What `arrival` says and from whom. Raises Unreadable, and Unreachable where it may be known later."""
    raw = bytes(arrival.raw or b"")
    mail = read(raw)
    sender = sender_of(mail)
    doubt = sender.doubt or _not_addressed(mail, arrival) or _doubt(arrival, mail, raw, sender, look_up)
    words = words_of(mail)
    trimmed = trim(words)
    message = Message(
        id=arrival.about,
        sender=sender.address,
        sender_verified=not doubt,
        doubt=doubt[:300],
        subject=mail.head("Subject")[:300],
        text=trimmed.text,
        whole_text=words.strip(),
        is_whole=trimmed.whole,
        had_attachments=mail.has_attachments,
        kind=_kind(arrival, mail),
        returned=returned(mail),
        received_at=arrival.received_at,
        arrival=arrival.pk,
    )
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    return Understood(message, mail.head("Message-ID")[:300], hashlib.sha256(body).hexdigest())


def text_of(arrival: Arrival) -> str:
    """The new words of `arrival`, as anybody may have written them; "" where it is kept no longer or unreadable."""
    try:
        return trim(words_of(read(bytes(arrival.raw or b"")))).text.replace("\x00", "").strip()
    except Unreadable:
        return ""


def _kind(arrival: Arrival, mail: Mail) -> Kind:
    host = urlsplit(settings.SITE_ORIGIN).hostname or "localhost"
    ours = [parseaddr(settings.DEFAULT_FROM_EMAIL)[1], arrival.envelope_to]
    return kind_of(mail, envelope_from=arrival.envelope_from, site=host, own_addresses=ours)


def _doubt(arrival: Arrival, mail: Mail, raw: bytes, sender: Sender, look_up: Lookup) -> str:
    if arrival.trust == Arrival.Trust.SERVER and settings.MAIL_AUTHSERV_ID:
        return doubt_by_server(mail, sender, settings.MAIL_AUTHSERV_ID)
    try:
        return doubt_by_signature(raw, sender, look_up)
    except Unreachable:
        if arrival.tries < Arrival.TRIES:
            raise
        return "No name server has answered, so that the signatures could not be checked."


def _not_addressed(mail: Mail, arrival: Arrival) -> str:
    """The doubt that is left where the mail was written to somebody else: it may have been sent here by a third.

    Only To counts, of which signatures allow no second one to be put above.
    """
    heads = mail.heads("To")
    if len(heads) == 1 and arrival.envelope_to.lower() in heads[0].lower():
        return ""
    return "The mail itself is addressed to somebody else."
