"""Free text as vectors (TF-IDF), and vectors as whole numbers whose products add up exactly."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from bothways.pairing.arrays import Singles

TERMS_SMALL, TERMS_LARGE, LARGE = 4096, 256, 20_000
"""So many words are looked at; fewer when there are more people than LARGE, for the memory's sake."""
STEPS = 160
"""A vector of length 1 becomes whole numbers of length 160: 160 * 160 units are 100 points."""
WORD = re.compile(r"[^\W\d_]{3,}")


def words(text: str) -> list[str]:
    """The stems of the words of a text, folded to lower case without accents (Porter2, "Snowball", for English)."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return [_stemmer()(word) for word in WORD.findall(plain)]


@cache
def _stemmer() -> Callable[[str], str]:
    from snowballstemmer import EnglishStemmer  # only where there is text; by name, for the same stems everywhere

    stem: Callable[[str], str] = cache(EnglishStemmer().stemWord)
    return stem


def in_common(one: str, other: str, heard: Mapping[str, int]) -> list[str]:
    """The words of one text whose stems the other has too, as written, of those heard the rarest first."""
    theirs = {*words(other)} & heard.keys()
    written = {stem[0]: word for word in WORD.findall(one) if (stem := words(word)) and stem[0] in theirs}
    return [written[stem] for stem in sorted(written, key=lambda stem: (heard[stem], stem))]


def vectors(mentees: tuple[str, ...], mentors: tuple[str, ...]) -> tuple[Singles, Singles]:
    """TF-IDF vectors of both sides over the stems that both sides use: 1 + ln(times) by 1 + ln((1 + n) / (1 + heard)).

    Rare words weigh more, and what everybody says nothing. See Manning, Raghavan and Schütze, *Introduction to
    Information Retrieval*, 6.4; the one that is added to the rarity keeps common words in the length of a text.
    """
    counts = [[Counter(words(text)) for text in side] for side in (mentees, mentors)]
    heard = [Counter(word for count in side for word in count) for side in counts]
    people = len(mentees) + len(mentors)
    most = TERMS_SMALL if people <= LARGE else TERMS_LARGE
    shared = sorted(heard[0].keys() & heard[1].keys(), key=lambda word: (-heard[0][word] - heard[1][word], word))
    kept = [word for word in shared if heard[0][word] + heard[1][word] < people][:most]
    number = {word: k for k, word in enumerate(sorted(kept))}
    rarity = np.array([1 + np.log((1 + people) / (1 + heard[0][word] + heard[1][word])) for word in sorted(kept)])
    made = []
    for side in counts:
        dense = np.zeros((len(side), len(number)), dtype=np.float64)
        for person, count in enumerate(side):
            for word, times in count.items():
                if word in number:
                    dense[person, number[word]] = (1 + np.log(times)) * rarity[number[word]]
        made.append(dense.astype(np.float32))
    return made[0], made[1]


def quantised(mentees: Singles, mentors: Singles) -> tuple[Singles, Singles]:
    """The vectors at length 1, as whole numbers of 160ths."""

    def one(rows: Singles) -> Singles:
        exact = np.asarray(rows, dtype=np.float64)
        length = np.sqrt((exact**2).sum(axis=1, keepdims=True))
        return np.asarray(np.rint(STEPS * exact / np.where(length > 0, length, 1)), dtype=np.float32)

    return one(mentees), one(mentors)
