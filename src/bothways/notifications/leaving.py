"""The link in a letter that ends all of its kind: whoever holds it may use it, without signing in (RFC 8058).

It is a capability for that and for nothing else: it shows no account, and what it did can be undone on its own page.
"""

from dataclasses import dataclass
from typing import Literal

from django.core.signing import BadSignature, Signer

from bothways.foundation.links import absolute
from bothways.notifications.models import Letter
from bothways.people.models import Person

What = Literal["digest", "at_once", "address"]
_SIGNS: dict[str, What] = {"d": "digest", "o": "at_once", "a": "address"}


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
    """The signed part of a link: for the person with this key, or the address that the letter with this key went to."""
    sign = next(sign for sign, name in _SIGNS.items() if name == what)
    return _signer().sign(f"{sign}{key}")


def read(signed_words: str) -> Leaving:
    """What a link is for. Raises NoSuchLink."""
    try:
        signed = _signer().unsign(signed_words)
    except BadSignature:
        raise NoSuchLink from None
    what, key = _SIGNS[signed[0]], signed[1:]
    if what == "address":
        letter = Letter.objects.filter(pk=key).exclude(address="").first()
        if letter:
            return Leaving(what, None, letter.address)
    elif person := Person.objects.filter(pk=key, left_at__isnull=True).first():
        return Leaving(what, person, person.email or "")
    raise NoSuchLink


def _signer() -> Signer:
    return Signer(salt="bothways.letters.stop")
