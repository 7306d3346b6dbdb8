"""A mail read from its bytes: its heads, its parts, its words. Whatever the bytes are, it takes bounded time."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32
from functools import cached_property
from typing import Final

from bothways.foundation.inbound.decoding import head_words

MOST_NESTED: Final = 100  # parts within parts; each costs the parser a level of its stack
MOST_PARTS: Final = 200  # that are looked at; a mail of a person has five
_NESTING = re.compile(rb"multipart/|message/rfc822", re.IGNORECASE)
_NO_ATTACHMENTS: Final = {  # what mail programs and servers add of themselves
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/ms-tnef",
    "application/pgp-keys", "text/calendar", "text/x-amp-html", "message/delivery-status", "message/feedback-report",
}  # fmt: skip


class Unreadable(ValueError):
    """The mail cannot be read; the message says why, in a sentence."""


@dataclass(frozen=True)
class Mail:
    """One mail, read."""

    message: Message

    def heads(self, name: str) -> list[str]:
        """Every head of that name from top to bottom, unfolded, as it stands in the mail."""
        return [" ".join(str(value).split()) for key, value in self.message.raw_items() if key.lower() == name.lower()]

    def head(self, name: str) -> str:
        """The words of the first head of that name; "" where there is none."""
        found = self.heads(name)
        return head_words(found[0]) if found else ""

    @cached_property
    def parts(self) -> list[Message]:
        """The parts that hold something, in their order, without those of a mail that is attached."""
        return list(_leaves(self.message))

    @property
    def has_attachments(self) -> bool:
        """Whether somebody has attached something: not pictures within the words, not signatures."""
        return any(_is_attachment(part) for part in self.parts)


def read(raw: bytes) -> Mail:
    """The mail that `raw` holds. Raises Unreadable."""
    if len(_NESTING.findall(raw)) > MOST_NESTED:
        raise Unreadable("The mail has too many parts within parts.")
    try:
        return Mail(email.message_from_bytes(raw, policy=compat32))
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable("The mail is broken in a way that cannot be read.") from error


def payload(part: Message) -> bytes:
    """The bytes that `part` holds, its transfer encoding undone; what is not in that encoding is taken as it is."""
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        found = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return found if isinstance(found, bytes) else b""


def is_attached(part: Message) -> bool:
    """Whether `part` is marked as standing beside the words, not among them."""
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that are not made of parts; an attached mail counts as one."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(), seen + 1
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting.extend(other for other in reversed(inner) if isinstance(other, Message))
        else:
            yield part


def _is_attachment(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in _NO_ATTACHMENTS:
        return False
    within = part.get("Content-ID") and not is_attached(part)
    return is_attached(part) or (part.get_content_maintype() not in ("text", "multipart") and not within)
