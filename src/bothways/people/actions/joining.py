"""Joining: somebody becomes a person on this site."""

from datetime import datetime

from django.db import IntegrityError, transaction

from bothways.foundation import ids
from bothways.history.actions.recording import record
from bothways.people.models import Person

TRIES = 5  # two people of one name who join in the same moment want the same address


class AddressTaken(Exception):
    """Somebody has this e-mail address already."""


def join(*, name: str, email: str, at: datetime) -> Person:
    """A new person with a page address of their own. Raises AddressTaken."""
    for _ in range(TRIES):
        try:
            return _join(name=name, email=email.lower(), at=at)
        except IntegrityError:
            if Person.objects.filter(email=email.lower()).exists():
                raise AddressTaken from None
    raise RuntimeError(f"No free address was found for a person in {TRIES} tries.")


def _join(*, name: str, email: str, at: datetime) -> Person:
    with transaction.atomic(durable=True):
        return join_in_transaction(name=name, email=email, by=None, at=at)


def join_in_transaction(*, name: str, email: str, by: Person | None, at: datetime) -> Person:
    """`join` for an action of `by` that makes a person known as one part of its own; None: they join by themselves."""
    slug = ids.address(name, taken=lambda slug: Person.objects.filter(slug=slug).exists(), fallback="member")
    person = Person.objects.create_user(email=email, name=name, slug=slug, hue=_hue(slug), joined_at=at)
    record("person.joined" if by is None else "person.introduced", about=person, by=by or person, at=at)
    return person


def _hue(slug: str) -> int:
    """A colour (degrees) for the initials: the same slug, the same colour."""
    return sum(ord(letter) * place for place, letter in enumerate(slug, start=1)) * 47 % 360
