"""Asking the name servers of this machine."""

from typing import Any, Final

import dns.exception
import dns.resolver

from bothways.foundation.inbound.lookups import Unreachable

SECONDS: Final = 5.0  # for one name, all tries and servers together


def txt(name: str) -> list[str]:
    """The TXT records of `name` as the name servers of this machine give them."""
    return [b"".join(record.strings).decode("utf-8", "replace") for record in _ask(name, "TXT")]


def mx(name: str) -> list[str]:
    """The mail servers of `name`, the first choice first."""
    records = sorted(_ask(name, "MX"), key=lambda record: (record.preference, str(record.exchange)))
    return [server for record in records if (server := str(record.exchange).rstrip("."))]


def _ask(name: str, kind: str) -> list[Any]:
    try:
        return list(dns.resolver.resolve(name, kind, lifetime=SECONDS, search=False))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise Unreachable(f"No name server has answered for {name}.") from error
