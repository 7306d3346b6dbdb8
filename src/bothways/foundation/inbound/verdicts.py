"""Whether DMARC (RFC 7489) vouches for the sender of a mail.

Either our own mail server has found out and says so in a head that bears its name (RFC 8601), or we find out ourselves,
from the mail's DKIM signatures. SPF alone is not looked at here: it vouches for the machine that was last on the way,
and is lost where mail is forwarded. Each function gives the doubt that is left, in a sentence; "" where there is none.
"""

import re
from collections.abc import Iterator
from typing import Final

import authres
import dkim
from authres.dmarc import DMARCAuthenticationResult

from bothways.foundation.inbound.lookups import Lookup
from bothways.foundation.inbound.policies import may_speak_for, policy_of
from bothways.foundation.inbound.reading import Mail
from bothways.foundation.inbound.senders import Sender

LONGEST_VERDICT: Final = 4000  # characters
MOST_SIGNATURES: Final = 5
WEAKEST_KEY: Final = 1024  # bits
_SERVER = re.compile(r"\s*(?:\([^()]*\)\s*)?([^\s;()]+)")


def doubt_by_server(mail: Mail, sender: Sender, server: str) -> str:
    """What the verdict of our own mail server leaves in doubt; it signs its verdicts with the name `server`.

    Only the topmost head that bears the name counts: a server puts its own above all that was there. What else claims
    to be a verdict came with the mail, and anybody can have written it.
    """
    heads = mail.heads("Authentication-Results")
    own = next((head for head in heads if _server_of(head) == server.lower()), None)
    if own is None:
        return "Our mail server has said nothing about the sender."
    try:
        results = authres.all_features().parse_value(own[:LONGEST_VERDICT]).results
    except (authres.AuthResError, IndexError, AttributeError, TypeError):
        return "What our mail server says about the sender cannot be read."
    verdicts = [result for result in results if isinstance(result, DMARCAuthenticationResult)]
    if len(verdicts) != 1:
        return "Our mail server has not checked the sender by DMARC."
    if str(verdicts[0].result).lower() != "pass":
        return f"DMARC does not vouch for the sender: {_word(verdicts[0].result)}."
    if str(verdicts[0].header_from or "").lower().rstrip(".") != sender.domain:
        return "DMARC vouches for another domain than the sender's."
    return ""


def doubt_by_signature(raw: bytes, sender: Sender, look_up: Lookup) -> str:
    """What the signatures in the mail leave in doubt. Raises lookups.Unreachable.

    A signature counts that covers the whole text, the sender and the recipients; then DMARC decides whether the domain
    that signed may speak for the sender's.
    """
    signed = list(_signed_by(raw, look_up))
    if not signed:
        return "No signature in the mail holds."
    policy = policy_of(sender.domain, look_up)
    if not policy:
        return "The sender's domain publishes no DMARC policy."
    if any(may_speak_for(domain, sender.domain, policy) for domain in signed):
        return ""
    return "DMARC does not vouch for the sender: the mail is signed by another domain."


def _server_of(head: str) -> str:
    found = _SERVER.match(head)
    return found[1].lower() if found else ""


def _word(result: object) -> str:
    return re.sub(r"[^a-z]", "", str(result).lower())[:20] or "no result"


def _signed_by(raw: bytes, look_up: Lookup) -> Iterator[str]:
    """The domains whose signatures in `raw` hold."""

    def record(name: bytes, **_: object) -> bytes | None:
        found = [text for text in look_up(name.decode("ascii", "replace")) if "p=" in text]
        return found[0].encode() if len(found) == 1 else None

    message = re.sub(rb"\r?\n", b"\r\n", raw)
    for number in range(MOST_SIGNATURES):
        signature = dkim.DKIM(message, minkey=WEAKEST_KEY)
        try:
            holds = signature.verify(idx=number, dnsfunc=record)
        except (dkim.DKIMException, ValueError, KeyError, IndexError, TypeError):
            continue
        fields = signature.signature_fields
        covered = {b"from", b"to"} <= set(signature.include_headers) if holds else False
        if covered and b"l" not in fields and fields[b"a"] != b"rsa-sha1":
            yield fields[b"d"].decode("ascii", "replace").lower()
