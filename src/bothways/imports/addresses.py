"""Addresses for many things at once, none of them taken."""

from collections.abc import Sequence

from django.db import models

from bothways.foundation import ids
from bothways.imports.queries import every
from bothways.insider.models import Question, QuestionAddress

_LONGEST_NUMBER = 9  # digits of a key that may be put behind an address


def choose(model: type[models.Model], wanted: Sequence[tuple[str, str]], *, fallback: str) -> list[str]:
    """An address for each pair of words and key, in their order.

    Where the words' own address is taken, the key follows it when it is a number (so that a thousand people of one
    name cost no thousand questions to the database), else the next free number.
    """
    bases = [ids.address(words, taken=lambda _: False, fallback=fallback) for words, _ in wanted]
    numbered = [f"{base}-{key}" for base, (_, key) in zip(bases, wanted, strict=True)]
    taken = _taken(model, {*bases, *numbered})
    chosen = []
    for base, longer, (_, key) in zip(bases, numbered, wanted, strict=True):
        free = _free(model, base, longer if key.isdigit() and len(key) <= _LONGEST_NUMBER else base, taken)
        taken.add(free)
        chosen.append(free)
    return chosen


def _free(model: type[models.Model], base: str, longer: str, taken: set[str]) -> str:
    for candidate in (base, longer):
        if candidate not in taken:
            return candidate
    return ids.address(base, taken=lambda slug: slug in taken or bool(_taken(model, {slug})))


def _taken(model: type[models.Model], slugs: set[str]) -> set[str]:
    taken = set(every(model).filter(slug__in=slugs).values_list("slug", flat=True))
    if model is Question:
        taken |= set(QuestionAddress.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return taken
