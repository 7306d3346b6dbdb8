"""Who a mail says it is from. Only the one address in its one From counts; Reply-To and Sender are never looked at."""

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import AddressHeader, HeaderRegistry
from typing import Final

from bothways.foundation.inbound.decoding import head_words
from bothways.foundation.inbound.reading import Mail

LONGEST_FROM: Final = 1000  # characters; the standard library's parser is slow on long ones
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
_registry = HeaderRegistry()


@dataclass(frozen=True)
class Sender:
    """The address in From, in lower case; `doubt` says in a sentence why it cannot be taken as it stands, or is ""."""

    address: str = ""
    doubt: str = ""

    @property
    def domain(self) -> str:
        """What stands after the @."""
        return self.address.rpartition("@")[2]


def sender_of(mail: Mail) -> Sender:
    """The sender of `mail`, with the doubt that its From alone gives."""
    heads = mail.heads("From")
    if not heads:
        return Sender(doubt="The mail does not say whom it is from.")
    if len(heads) > 1:
        return Sender(doubt="The mail says twice whom it is from.")
    if len(heads[0]) > LONGEST_FROM:
        return Sender(doubt="The mail says in too many words whom it is from.")
    return _read(heads[0])


def _read(head: str) -> Sender:
    try:
        parsed = _registry("From", head)
    except (MessageError, ValueError, IndexError, RecursionError, AttributeError):
        return Sender(doubt="It cannot be read whom the mail is from.")
    if not isinstance(parsed, AddressHeader) or len(parsed.addresses) != 1 or len(parsed.groups) != 1:
        return Sender(doubt="The mail is not from exactly one address.")
    if parsed.groups[0].display_name is not None:
        return Sender(doubt="The mail is from a group, not from one address.")
    address = parsed.addresses[0].addr_spec
    if not _ADDRESS.fullmatch(address):
        return Sender(_shown(address), "The sender's address has letters that could stand for others.")
    sender = Sender(address.lower())
    shown = _ADDRESS.findall(f"{head} {head_words(head)}")
    if any(other.lower() != sender.address for other in shown):  # whom a reader less strict than ours could take it for
        return Sender(sender.address, "The sender's name shows another address than the one that the mail is from.")
    return sender


def _shown(address: str) -> str:
    """`address` as it may be shown: letters that look like others made plain."""
    return address.encode("ascii", "backslashreplace").decode()[:254]
