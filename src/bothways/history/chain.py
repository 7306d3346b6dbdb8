"""The chain of entries: h(n) = SHA-256(0x00 ‖ h(n-1) ‖ length ‖ canonical JSON), as RFC 9162 prefixes its leaves.

A chain shows an entry that was changed, removed or put in between. A cut tail or a whole rewrite shows only against a
head that was kept elsewhere: hence `head`, which is printed in what is sent to staff.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from bothways.history.models import Details, Entry

GENESIS = "0" * 64


def canonical(values: Any) -> bytes:
    """One spelling of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commit(salt: str, values: dict[str, Any]) -> str:
    """The commitment to an entry's details: it can be checked while they are kept, and says nothing when erased."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(values)).hexdigest()


def link(before: str, entry: Entry) -> str:
    """The hash that ties `entry` to the link before it."""
    content = canonical(
        {
            "number": entry.number,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "verb": entry.verb,
            "actor": entry.actor_id,
            "about": [entry.about_kind, entry.about_id],
            "commitment": entry.commitment,
        }
    )
    return hashlib.sha256(b"\x00" + bytes.fromhex(before) + len(content).to_bytes(8, "big") + content).hexdigest()


@dataclass(frozen=True)
class Fault:
    """The first entry at which the chain does not hold, and why."""

    number: int
    reason: str


def verify(entries: Iterable[Entry], *, kept_head: tuple[int, str] | None = None) -> Fault | None:
    """The first fault in `entries`, given from the first on, in order; None where the chain holds.

    `kept_head` is a (number, link) pair noted earlier: without it a cut tail cannot be seen.
    """
    before, number = GENESIS, 0
    for entry in entries:
        number += 1
        if entry.number != number:
            return Fault(number, "missing")
        if entry.link != link(before, entry):
            return Fault(number, "changed")
        if (fault := _details_fault(entry)) is not None:
            return fault
        if kept_head and kept_head[0] == number and kept_head[1] != entry.link:
            return Fault(number, "not what the kept head says")
        before = entry.link
    if kept_head and kept_head[0] > number:
        return Fault(number + 1, "missing against the kept head")
    return None


def _details_fault(entry: Entry) -> Fault | None:
    try:
        details = entry.details
    except Details.DoesNotExist:
        return None
    return None if commit(details.salt, details.values) == entry.commitment else Fault(entry.number, "details changed")
