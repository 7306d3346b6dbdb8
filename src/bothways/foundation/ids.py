"""Identifiers and addresses."""

import base64
import binascii
from collections.abc import Callable
from itertools import count
from uuid import UUID

from slugify import slugify

ADDRESS_LENGTH = 80


def address(words: str, *, taken: Callable[[str], bool], fallback: str = "untitled") -> str:
    """A readable address for `words`, at most 80 characters, made unique by a number where `taken` says so."""
    base = slugify(words, max_length=ADDRESS_LENGTH, word_boundary=True) or fallback
    if not taken(base):
        return base
    return next(candidate for number in count(2) if not taken(candidate := f"{base}-{number}"))


def short(number: UUID) -> str:
    """`number` in 26 small letters and digits, for places where 36 signs are too many or large letters get lost."""
    return base64.b32encode(number.bytes).decode().rstrip("=").lower()


def from_short(words: str) -> UUID | None:
    """The number that `short` has written as `words`; None where it has not."""
    try:
        number = UUID(bytes=base64.b32decode(words.upper() + "======"))
    except (binascii.Error, ValueError):
        return None
    return number if short(number) == words else None
