"""Cleaning of single values: what cannot be stored or shown is dropped, the rest is left as it was written."""

import re
from datetime import UTC, datetime, timedelta

from bothways.foundation import time

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DIRECTIONS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # can make a name read as another one
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


def clean(words: str) -> str:
    """`words` without control characters, with plain line ends."""
    return _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(words: str) -> str:
    """`words` on one line, white space folded, without marks that turn the direction of writing."""
    return " ".join(_DIRECTIONS.sub("", clean(words)).split())


def moment(value: str) -> datetime:
    """An ISO 8601 moment; UTC where it names no zone. Raises ValueError, in words for the report."""
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(f"“{value[:40]}” is not a date") from None
    return plausible(found if found.tzinfo else found.replace(tzinfo=UTC), value)


def plausible(found: datetime, value: str) -> datetime:
    """`found`, unless nobody can have written then. Raises ValueError, in words for the report."""
    if not EARLIEST <= found <= time.now() + timedelta(days=1):
        raise ValueError(f"“{value[:40]}” is before 1900 or still to come")
    return found
