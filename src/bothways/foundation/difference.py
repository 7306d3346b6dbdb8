"""What changed between two texts, in words: for a page that shows what was added and what was taken away."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

MOST = 2_000_000  # pairs that are compared one by one; beyond it all counts as replaced
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_WORDS = re.compile(r"\S+\s*|\s+")


class Change(StrEnum):
    """What happened to a passage."""

    SAME = "same"
    ADDED = "added"
    TAKEN = "taken"


@dataclass(frozen=True)
class Passage:
    """Some words in a row, and what happened to them."""

    change: Change
    words: str


Within = Callable[[str, str], Iterator[Passage]]


def difference(before: str, after: str) -> list[Passage]:
    """The passages of `before` and `after` in reading order: those left alone, taken away and added.

    All but the added ones make `before`, all but the taken ones make `after`. Paragraphs are compared first, then the
    words of those that changed (Ratcliff and Obershelp's matching, as in `difflib`).
    """
    found = _compared(_LINES.findall(before), _LINES.findall(after), within=_in_words)
    return [Passage(change, "".join(one.words for one in some)) for change, some in groupby(found, _change)]


def _change(passage: Passage) -> Change:
    return passage.change


def _in_words(before: str, after: str) -> Iterator[Passage]:
    return _compared(_WORDS.findall(before), _WORDS.findall(after), within=_replaced)


def _compared(first: Sequence[str], second: Sequence[str], *, within: Within) -> Iterator[Passage]:
    if len(first) * len(second) > MOST:
        yield from _replaced("".join(first), "".join(second))
        return
    for verdict, start, end, start_after, end_after in SequenceMatcher(None, first, second, False).get_opcodes():  # noqa: FBT003
        before, after = "".join(first[start:end]), "".join(second[start_after:end_after])
        if verdict == "equal":
            yield Passage(Change.SAME, before)
        elif verdict == "replace":
            yield from within(before, after)
        else:
            yield from _replaced(before, after)


def _replaced(before: str, after: str) -> Iterator[Passage]:
    if before:
        yield Passage(Change.TAKEN, before)
    if after:
        yield Passage(Change.ADDED, after)
