"""Words that were mistyped, and what they may have meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.insider.search.engine import Spelling, spellings
from bothways.insider.search.words import SHORTEST_TERM, Term

LONG_WORD = 8  # letters; from here on three slips are forgiven
MIDDLE_WORD = 5  # from here on two
MOST_RARE = 3


@dataclass(frozen=True)
class Guess:
    """What a query may have meant, and the terms of it that say most."""

    terms: tuple[Term, ...]
    words: tuple[str, ...]
    changed: bool
    rarest: tuple[Term, ...]


def guess(terms: Sequence[Term]) -> Guess:
    """The query with every word that no document holds in the place of the nearest one that some hold: one query."""
    asked = sorted({word for term in terms for word in term.words if len(word) >= SHORTEST_TERM})
    known = spellings(asked) if asked else []
    nearest = {word: _nearest(word, known) for word in asked}
    meant = {word: found.word for word, found in nearest.items() if found}
    held = {found.word: found.documents for found in nearest.values() if found}
    guessed = tuple(Term(tuple(meant.get(word, word) for word in term.words)) for term in terms)
    findable = [term for term in guessed if all(word in held for word in term.words)]
    return Guess(
        terms=guessed,
        words=tuple(word for term in guessed for word in term.words),
        changed=any(word != instead for word, instead in meant.items()),
        rarest=tuple(sorted(findable, key=lambda term: min(held[word] for word in term.words))[:MOST_RARE]),
    )


def _nearest(word: str, known: Sequence[Spelling]) -> Spelling | None:
    """The word that needs the fewest slips to become `word`; of several, the one that more documents hold."""
    candidates = [one for one in known if one.asked == word]
    slips = {one: distance(word, one.word) for one in candidates if abs(len(word) - len(one.word)) <= forgiven(word)}
    near = [one for one, count in slips.items() if count <= forgiven(word)]
    return min(near, key=lambda one: (slips[one], -one.documents, one.word), default=None)


def forgiven(word: str) -> int:
    """How many slips in `word` are forgiven."""
    return 1 + (len(word) >= MIDDLE_WORD) + (len(word) >= LONG_WORD)


def distance(one: str, other: str) -> int:
    """How many letters must be added, left out, changed or swapped with a neighbour to make `other` of `one`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
