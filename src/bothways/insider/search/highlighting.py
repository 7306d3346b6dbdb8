"""Why a page was found: the words that were asked for, marked in its title and in a piece of its text."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bothways.foundation.text import excerpt
from bothways.insider.search.words import Term, stem, unaccented

LENGTH: Final = 220  # characters of an excerpt
LEAD: Final = 60  # of them before the first word that was asked for


class Place(NamedTuple):
    """Where a word that was asked for stands, and which one it is."""

    start: int
    end: int
    asked: int


class Highlighter:
    """Finds in text the words that `terms` ask for, whatever their ending and accents."""

    def __init__(self, terms: Sequence[Term]) -> None:
        words = {word: term.unfinished for term in terms for word in term.words}
        self._asked = [(word, stem(word), unfinished) for word, unfinished in words.items()]
        roots = "|".join(re.escape(root) for root in sorted({_root(word) for word in words}, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![^\W_])(?:{roots})[^\W_]*", re.IGNORECASE) if roots else None

    def places(self, text: str) -> list[Place]:
        """Every place in `text` where one of the words stands."""
        if self._pattern is None:
            return []
        found = ((match, self._which(match.group().lower())) for match in self._pattern.finditer(unaccented(text)))
        return [Place(match.start(), match.end(), which) for match, which in found if which is not None]

    def _which(self, word: str) -> int | None:
        for number, (asked, asked_stem, unfinished) in enumerate(self._asked):
            if word == asked or stem(word) == asked_stem or (unfinished and word.startswith(asked)):
                return number
        return None

    def mark(self, text: str) -> SafeString:
        """`text` as safe HTML, with what was asked for marked."""
        return _marked(text, self.places(text), 0, len(text))

    def excerpt(self, text: str) -> SafeString:
        """The piece of `text` in which most of what was asked for stands together; else its beginning."""
        places = self.places(text)
        if not places:
            return escape(excerpt(text, LENGTH))
        first = max(places, key=lambda place: (len({p.asked for p in _within(places, place.start)}), -place.start))
        start = _word_start(text, first.start - LEAD) if first.start > LEAD else 0
        end = _word_end(text, start + LENGTH)
        before, after = "…" if start else "", "…" if end < len(text) else ""
        return mark_safe(before + _marked(text, places, start, end) + after)  # noqa: S308  its parts are escaped


def _root(word: str) -> str:
    """What every form of the word begins with."""
    return min(stem(word), word, key=len)


def _within(places: list[Place], start: int) -> list[Place]:
    return [place for place in places if start <= place.start and place.end <= start + LENGTH - LEAD]


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + LEAD)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - LEAD, at)
    return space if space >= 0 else at


def _marked(text: str, places: list[Place], start: int, end: int) -> SafeString:
    parts, at = [], start
    for place in places:
        if start <= place.start and place.end <= end:
            parts += [escape(text[at : place.start]), "<mark>", escape(text[place.start : place.end]), "</mark>"]
            at = place.end
    return mark_safe("".join([*parts, escape(text[at:end])]))  # noqa: S308  every part is escaped
