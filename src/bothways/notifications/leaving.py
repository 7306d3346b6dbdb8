"""The link in a letter that ends all of its kind: whoever holds it may use it, without signing in (RFC 8058).

It is a capability for that and for nothing else: it shows no account, and what it did can be undone on its own page.
"""

import re
from dataclasses import dataclass
from typing import Literal

from django.utils.crypto import constant_time_compare, salted_hmac

from bothways.foundation.links import absolute
from bothways.notifications.models import Letter
from bothways.people.models import Person

What = Literal["digest", "at_once", "address"]
_SIGNS: dict[str, What] = {"d": "digest", "o": "at_once", "a": "address"}
_TOKEN = re.compile("([doa])([0-9]{1,18})-([0-9a-f]{24})", re.ASCII)


class NoSuchLink(Exception):
    """Nobody was given this link by us, or what it was for is gone."""


@dataclass(frozen=True)
class Leaving:
    """What a link ends: letters of a kind to a person, or everything to an address without one."""

    what: What
    person: Person | None
    address: str


def link_to_stop(what: What, letter: Letter) -> str:
    """The full address of the page at which whoever gets `letter` ends `what`."""
    return absolute("stop_letters", token(what, letter.pk if what == "address" else letter.person_id or 0))


def token(what: What, key: int) -> str:
    """The sealed part of a link: for the person with this key, or the address that the letter with this key went to."""
    sign = next(sign for sign, name in _SIGNS.items() if name == what)
    return f"{sign}{key}-{_seal(f'{sign}{key}')}"


def read(sealed: str) -> Leaving:
    """What a link is for. Raises NoSuchLink."""
    found = _TOKEN.fullmatch(sealed)
    if found is None or not constant_time_compare(found[3], _seal(found[1] + found[2])):
        raise NoSuchLink
    what, key = _SIGNS[found[1]], int(found[2])
    if what == "address":
        letter = Letter.objects.filter(pk=key).exclude(address="").first()
        if letter:
            return Leaving(what, None, letter.address)
    elif person := Person.objects.filter(pk=key, left_at__isnull=True).first():
        return Leaving(what, person, person.email or "")
    raise NoSuchLink


def _seal(words: str) -> str:
    """96 bits: short enough for one line of a mail, and nobody guesses them."""
    return salted_hmac("bothways.letters.stop", words, algorithm="sha256").hexdigest()[:24]
