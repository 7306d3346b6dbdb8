"""What a letter says. Each feature registers its kinds in its module `notices`.

The outbox holds ids, no words. A letter is put into words in the moment in which it goes out: so it says what is true
then, rights are looked at again, and nothing private lies in a table of mail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bothways.notifications.models import Letter


@dataclass(frozen=True)
class Words:
    """A letter in words: `template` names a pair of templates, `….txt` and `….html`."""

    subject: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Write = Callable[[Letter], Words | None]
"""Puts a letter into words; None where there is nothing to say any more, and the letter is dropped."""

_kinds: dict[str, Write] = {}


def letter(kind: str) -> Callable[[Write], Write]:
    """Register the function that puts letters of `kind` ("desk.invitation") into words."""

    def registered(write: Write) -> Write:
        _kinds[kind] = write
        return write

    return registered


def words_of(letter: Letter) -> Words | None:
    """What `letter` says now; None where there is nothing to say any more. Raises KeyError for an unknown kind."""
    return _kinds[letter.kind](letter)
