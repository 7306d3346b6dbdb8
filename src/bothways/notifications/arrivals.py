"""What a mail that came in is for. Each feature registers, in its module `notices`, who takes mail of its purpose.

A mail can do what its receiver does, and nothing else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bothways.foundation.inbound.bounces import Returned
from bothways.foundation.inbound.sorting import Kind

LONGEST_PURPOSE: Final = 16


@dataclass(frozen=True)
class Message:
    """A mail, understood. All words are plain text that anybody may have written: they are escaped where shown."""

    id: str  # the public id in the address to which it came
    sender: str  # the one address in From, in lower case; Reply-To is never looked at. "" where there is none
    sender_verified: bool  # DMARC vouches for `sender`, and the mail is written to the address at which it came
    doubt: str  # why the sender is not verified, in a sentence; "" where they are
    subject: str
    text: str  # what was newly written, without quotations and signature
    whole_text: str  # all its words
    is_whole: bool  # nothing could be told apart, so that `text` is all of it
    had_attachments: bool  # which are not taken in
    kind: Kind  # PERSON, unless the receiver asked for others
    returned: Returned | None  # which letter of ours was not delivered, where the mail says that
    received_at: datetime
    arrival: int  # the key of the arrival; a receiver that was called before with the same does nothing more


@dataclass(frozen=True)
class Understood:
    """A mail that was read, and by what it is known when it comes again."""

    message: Message
    message_id: str
    words_hash: str  # of its body as it came


@dataclass(frozen=True)
class Outcome:
    """What came of a mail, in a sentence without any of its words; `refused` where it was not taken in."""

    words: str
    refused: bool = False


Receive = Callable[[Message, datetime], Outcome]
"""Takes in one mail at one moment. Called again with the same message, after a crash, it does nothing more."""


@dataclass(frozen=True)
class Receiver:
    """Who takes mail of one purpose, and of which kinds."""

    receive: Receive
    takes: frozenset[Kind]


_receivers: dict[str, Receiver] = {}


def receiver(purpose: str, *, takes: Iterable[Kind] = (Kind.PERSON,)) -> Callable[[Receive], Receive]:
    """Register the function that takes in mail to the addresses of `purpose` ("answer")."""

    def registered(receive: Receive) -> Receive:
        _receivers[purpose] = Receiver(receive, frozenset(takes))
        return receive

    return registered


def receiver_of(purpose: str) -> Receiver | None:
    """Who takes mail of `purpose`; None where nobody does."""
    return _receivers.get(purpose)
