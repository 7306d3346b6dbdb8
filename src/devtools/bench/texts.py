"""Words for the load: sentences of the demo community in new orders, with a long tail of rare words."""

import random
import re
from dataclasses import dataclass
from itertools import accumulate

from bothways.foundation.text import render
from devtools import community

SEED = 20150507
RAREST = "marginalia"  # stands in a handful of texts, however large the load
SYLLABLES = [first + second for first in "bcdfghlmnprs" for second in "aeo"]
SENTENCE = range(20, 300)  # characters


@dataclass(frozen=True)
class Words:
    """A piece of text as Markdown, with the HTML that the product would store and its number of words."""

    markdown: str
    html: str
    count: int


class Writer:
    """Writes titles, answers and replies of realistic lengths, the same ones for the same seed."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)  # noqa: S311  nothing is secret here
        texts = community.read()
        bodies = " ".join(answer["body"] for _, answer in texts.answers)
        self._sentences = [s for s in re.split(r"(?<=[.?!])\s+", re.sub(r"[*_#>]", "", bodies)) if len(s) in SENTENCE]
        self._rare = sorted({"".join(self.random.choices(SYLLABLES, k=4)) for _ in range(40_000)})
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self._rare) + 1)))
        self._paragraphs = [self._paragraph(3, 7) for _ in range(3_000)]
        self._remarks = [self._paragraph(1, 3) for _ in range(1_000)]
        self._fragments = [self._fragment() for _ in range(500)]

    def _paragraph(self, least: int, most: int) -> Words:
        text = " ".join(self.random.choices(self._sentences, k=self.random.randint(least, most)))
        return Words(text, render(text), len(text.split()))

    def _fragment(self) -> str:
        words = re.sub(r"[^\w’' ]", "", self.random.choice(self._sentences)).split()
        return " ".join(words[: self.random.randint(3, 7)]).lower()

    def title(self) -> str:
        """A question of at most 120 characters."""
        opening = self.random.choice(("How do you", "Why should I", "When did you", "What helps to", "Who else can"))
        return f"{opening} {self.random.choice(self._fragments)}, {self._tail(1)}?"[:120]

    def headline(self) -> str:
        """A headline of at most 120 characters."""
        return f"{self.random.choice(self._fragments)} and {self.random.choice(self._fragments)}".capitalize()[:120]

    def answer(self, *, rarest: bool = False) -> Words:
        """An answer of 150 to 600 words in most cases."""
        parts = self.random.choices(self._paragraphs, k=self.random.randint(2, 6))
        tail = f"In our words: {self._tail(8)}{f' {RAREST}' if rarest else ''}."
        parts.append(Words(tail, f"<p>{tail}</p>\n", 11))
        count = sum(part.count for part in parts)
        return Words("\n\n".join(part.markdown for part in parts), "".join(part.html for part in parts), count)

    def remark(self) -> Words:
        """A reply, or the detail of a question: one to three sentences."""
        return self.random.choice(self._remarks)

    def _tail(self, number: int) -> str:
        return " ".join(self.random.choices(self._rare, cum_weights=self._weights, k=number))
