"""Identifiers and addresses."""

from collections.abc import Callable
from itertools import count

from slugify import slugify

ADDRESS_LENGTH = 80


def address(words: str, *, taken: Callable[[str], bool], fallback: str = "untitled") -> str:
    """A readable address for `words`, at most 80 characters, made unique by a number where `taken` says so."""
    base = slugify(words, max_length=ADDRESS_LENGTH, word_boundary=True) or fallback
    if not taken(base):
        return base
    return next(candidate for number in count(2) if not taken(candidate := f"{base}-{number}"))
