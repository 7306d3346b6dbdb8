"""Words: what a query asks for, folded as the databases fold what they index."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

LONGEST_QUERY: Final = 200  # characters; what comes after says nothing new
LONGEST_WORD: Final = 64
MOST_TERMS: Final = 10
SHORTEST_PREFIX: Final = 3  # letters of an unfinished word
SHORTEST_TERM: Final = 3
LONGEST_TERM: Final = 24

WORD: Final = re.compile(r"[^\W_]+")
LETTERS: Final = re.compile(r"[^\W\d_]+")
_ACCENTS: Final = re.compile(r"[\u0300-\u036f]+")
_PIECE: Final = re.compile(r'"([^"]*)"|([^"]+)|"')

# Left out of a query that says anything beside them; within quotes they count.
COMMON: Final = frozenset({
    "a", "about", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do", "does", "for",
    "from", "get", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "no", "not",
    "of", "on", "or", "our", "should", "so", "some", "than", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "to", "up", "us", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will",
    "with", "would", "you", "your",
})  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One word, or several that must stand in a row; `unfinished` where more letters may follow the last."""

    words: tuple[str, ...]
    unfinished: bool = False


@lru_cache(maxsize=4096)
def fold(words: str) -> str:
    """Lower case without accents: “Résumé” and “resume” are one word."""
    lowered = words.lower()
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", lowered)))


def tidy(text: str) -> str:
    """A query as it is shown again: on one line, without what cannot be seen, and not endless."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:LONGEST_QUERY]).split())


def terms(text: str) -> tuple[Term, ...]:
    """What the query `text` asks for; nothing where it holds no word. Quotes keep words together."""
    found = list(_pieces(tidy(text)))
    telling = [term for term in found if len(term.words) > 1 or term.words[0] not in COMMON]
    chosen = (telling or found)[:MOST_TERMS]
    if chosen and chosen[-1] == found[-1] and not text.rstrip().endswith('"') and len(chosen[-1].words) == 1:
        chosen[-1] = replace(chosen[-1], unfinished=len(chosen[-1].words[0]) >= SHORTEST_PREFIX)
    return tuple(chosen)


def _pieces(text: str) -> Iterator[Term]:
    for quoted, loose in _PIECE.findall(text):
        if phrase := _words(quoted):
            yield Term(phrase)
        for word in _words(loose):
            yield Term((word,))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word[:LONGEST_WORD] for word in WORD.findall(fold(text)))


def telling_words(text: str) -> list[str]:
    """The words of `text` that say what it is about, each once, in their order."""
    return [word for word in dict.fromkeys(_words(text)) if word not in COMMON]


def vocabulary(text: str) -> set[str]:
    """The words of `text` that somebody might mistype."""
    return {word for word in LETTERS.findall(fold.__wrapped__(text)) if SHORTEST_TERM <= len(word) <= LONGEST_TERM}


@cache
def _plain_letters() -> dict[int, str]:
    """Letters with accents, each to the one letter that it is without."""
    blocks = (range(0xC0, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000))
    return {code: unicodedata.normalize("NFD", chr(code))[0] for block in blocks for code in block}


def unaccented(text: str) -> str:
    """`text` of the same length without accents, so that what is found in it can be shown in the original."""
    return text if text.isascii() else text.translate(_plain_letters())


_ENDINGS: Final = re.compile(r"(?:ings?|edly|ed|ly|es|s|e|y|i)$")
_SHORTEST_STEM: Final = 3


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Roughly what the databases make of an English word; good enough to see why a page was found."""
    if word.endswith("ies") and len(word) > len("ties"):
        word = word[:-3] + "y"
    cut = _ENDINGS.sub("", word)
    if len(cut) < _SHORTEST_STEM:
        return word
    return cut[:-1] if len(cut) > _SHORTEST_STEM and cut[-1] == cut[-2] and cut[-1] not in "lsz" else cut
