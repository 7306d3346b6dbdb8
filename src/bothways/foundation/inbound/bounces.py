"""What a mail server says of a mail that it could not deliver (RFC 3464), and which mail that was."""

import re
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr
from typing import Final

from bothways.foundation.inbound.decoding import clean, decode
from bothways.foundation.inbound.reading import Mail, payload

LONGEST_REASON: Final = 300  # characters
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ID = re.compile(r"^message-id:\s*(<[^<>\s]{1,300}>)", re.IGNORECASE | re.MULTILINE)
_SUBJECT = re.compile(
    r"undeliver(?:ed|able)|delivery (?:status notification|has failed|failure)|mail delivery (?:failed|subsystem)|"
    r"failure notice|returned mail|unzustellbar|nicht zugestellt|échec de la remise|non remis|no se puede entregar|"
    r"mancata consegna|onbestelbaar",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Returned:
    """A notice of a mail that was not delivered: for good, or not yet. What is not said in it is ""."""

    address: str
    status: str  # "5.1.1"
    reason: str  # the far server's own words
    message_id: str  # of the mail that was not delivered, with its angle brackets

    @property
    def is_permanent(self) -> bool:
        """Whether trying again is of no use."""
        return self.status.startswith("5.")


def returned(mail: Mail) -> Returned | None:
    """The notice that `mail` is; None where it is none, or tells of a delivery that went well."""
    report = next((part for part in mail.parts if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return _in_words(mail)
    fields = _fields(report)
    if fields.get("action", "failed").lower() not in ("failed", "delayed"):
        return None
    status = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
    return Returned(
        address=_address(fields.get("final-recipient", "") or fields.get("original-recipient", "")),
        status=status[0] if status else "",
        reason=_address_type(fields.get("diagnostic-code", ""))[1][:LONGEST_REASON],
        message_id=_returned_id(mail),
    )


def _in_words(mail: Mail) -> Returned | None:
    """The notice of a server that keeps to no standard: known by who writes, and by its subject."""
    sender = parseaddr(mail.head("From"))[1].lower()
    if not sender.startswith(("mailer-daemon", "postmaster")) or not _SUBJECT.search(mail.head("Subject")):
        return None
    words = "\n".join(decode(payload(part)[:50_000]) for part in mail.parts if part.get_content_maintype() == "text")
    status = _STATUS.search(words)
    found = _ID.search(words)
    return Returned("", status[0] if status else "", "", found[1] if found else _returned_id(mail))


def _fields(report: Message) -> dict[str, str]:
    """The fields of the first recipient that was not reached."""
    inner = report.get_payload()
    blocks = [block for block in inner if isinstance(block, Message)] if isinstance(inner, list) else []
    told = [{name.lower(): clean(str(value)) for name, value in block.items()} for block in blocks[:50]]
    recipients = [fields for fields in told if "final-recipient" in fields or "action" in fields]
    failed = [fields for fields in recipients if fields.get("action", "").lower().startswith("failed")]
    return next(iter(failed or recipients), {})


def _address_type(value: str) -> tuple[str, str]:
    """The two halves of "rfc822; noor@example.org"."""
    kind, found, rest = value.partition(";")
    return (kind.strip(), " ".join(rest.split())) if found else ("", " ".join(value.split()))


def _address(value: str) -> str:
    return parseaddr(_address_type(value)[1])[1].lower()[:254]


def _returned_id(mail: Mail) -> str:
    """The Message-ID of the mail that comes back within the notice."""
    for part in mail.parts:
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and isinstance(inner[0], Message):
            return " ".join(str(inner[0].get("Message-ID", "")).split())[:300]
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            found = _ID.search(decode(payload(part)[:50_000]))
            return found[1] if found else ""
    return ""
