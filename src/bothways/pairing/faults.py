"""What is wrong with the files of a round: all of it is gathered and told at once."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
PLAIN = str.maketrans("‘’ʼ“”–—−", "'''\"\"---")


class BadInputError(ValueError):
    """Something in a file cannot be used; every line of the message says where and why."""


class Faults:
    """Faults found so far, and what was understood in a way that somebody should know of."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.notices: list[str] = []

    def add(self, text: str) -> None:
        """Note a fault, or several, one to a line."""
        self.found += text.splitlines()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Note what the block raises, and go on after it."""
        try:
            yield
        except BadInputError as error:
            self.add(str(error))

    def check(self) -> None:
        """Go on only if there is no fault.

        Raises:
            BadInputError: with all that was found, each once.

        """
        if self.found:
            raise BadInputError("\n".join(dict.fromkeys(self.found)))


def folded(text: str) -> str:
    """A heading or name without case, with single spaces, plain quotes and dashes and nothing invisible."""
    plain = unicodedata.normalize("NFKC", text).translate(INVISIBLE).translate(PLAIN)
    return " ".join(plain.casefold().split())


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence with what might have been meant; what is known, where nothing is near."""
    by_fold = {folded(one): one for one in known if one.strip()}
    near = get_close_matches(folded(word), by_fold, n=3, cutoff=0.5)
    if near:
        return "Did you mean " + " or ".join(shown(by_fold[one]) for one in near) + "?"
    some = [shown(one) for one in by_fold.values()]
    return f"Known are: {', '.join(some[:30])}{' …' if len(some) > 30 else ''}." if some else "There is none at all."


def shown(text: str) -> str:
    """A text in quotes on one line, shortened when it is long."""
    line = " ".join(str(text).split())
    return repr(line if len(line) <= 80 else line[:77] + "…")
