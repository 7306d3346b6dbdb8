"""What a letter says. Each feature registers its kinds in its module `notices`.

The outbox holds ids, no words. A letter is put into words in the moment in which it goes out: so it says what is true
then, rights are looked at again, and nothing private lies in a table of mail.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.notifications.models import Letter


@dataclass(frozen=True)
class Words:
    """A letter in words: `template` names a pair of templates, `….txt` and `….html`.

    `stop` is the address at which whoever gets the letter ends all of its kind; see `leaving`.
    """

    subject: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    stop: str = ""


Write = Callable[[Letter], Words | None]
"""Puts a letter into words; None where there is nothing to say any more, and the letter is dropped."""

WriteMany = Callable[[Sequence[Letter]], Mapping[int, Words | None]]
"""Puts many letters of one kind, to people of one language, into words by their keys: what they share is made once."""

_kinds: dict[str, Write] = {}
_kinds_of_many: dict[str, WriteMany] = {}


def letter(kind: str) -> Callable[[Write], Write]:
    """Register the function that puts letters of `kind` ("desk.invitation") into words."""

    def registered(write: Write) -> Write:
        _kinds[kind] = write
        return write

    return registered


def many_letters(kind: str) -> Callable[[WriteMany], WriteMany]:
    """Register the function that puts letters of `kind` into words many at a time: where a thousand go out at once."""

    def registered(write: WriteMany) -> WriteMany:
        _kinds_of_many[kind] = write
        _kinds[kind] = lambda one: write([one]).get(one.pk)
        return write

    return registered


def kinds() -> list[str]:
    """Every kind of letter that can be put into words."""
    return sorted(_kinds)


def words_of(letter: Letter) -> Words | None:
    """What `letter` says now; None where there is nothing to say any more. Raises KeyError for an unknown kind."""
    return _kinds[letter.kind](letter)


def words_of_many(kind: str, letters: Sequence[Letter]) -> Mapping[int, Words | None] | None:
    """What `letters` say now, by their keys; None where letters of `kind` are written one by one."""
    write = _kinds_of_many.get(kind)
    return write(letters) if write else None
