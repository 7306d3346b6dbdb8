"""Where the receiver of mail listens, and that strangers cannot reach it by mistake."""

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit


class Unusable(ValueError):
    """The address cannot be used; the message says why, in a sentence."""


@dataclass(frozen=True)
class Listening:
    """An address to listen on, and what is spoken there."""

    protocol: Literal["smtp", "lmtp"]
    host: str
    port: int

    @property
    def is_private(self) -> bool:
        """Whether only this machine, or its private network, can reach it."""
        if self.host == "localhost":
            return True
        try:
            address = ipaddress.ip_address(self.host)
        except ValueError:
            return False
        return (address.is_loopback or address.is_private) and not address.is_unspecified


def read_listening(url: str) -> Listening:
    """The address that `url` ("lmtp://127.0.0.1:8025") names. Raises Unusable."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unusable(f"{url} is not an address to listen on.") from None
    protocol: Literal["smtp", "lmtp"] = "lmtp" if parts.scheme == "lmtp" else "smtp"
    if parts.scheme not in ("smtp", "lmtp") or not parts.hostname or not port:
        raise Unusable(f"{url} is not an address to listen on: smtp://HOST:PORT or lmtp://HOST:PORT is.")
    return Listening(protocol, parts.hostname, port)
