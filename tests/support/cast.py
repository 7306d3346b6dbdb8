"""The people of the tests: some of the demo community's cast, by the names they have everywhere."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress

from bothways.insider.models import Insider
from bothways.people.actions.granting import grant_role
from bothways.people.actions.joining import join
from bothways.people.models import Person, Role

JOINED = datetime(2026, 9, 1, 9, tzinfo=UTC)


def member(name: str) -> Person:
    """Somebody who has joined and has proved their address, which is made from their first name."""
    first = name.split(maxsplit=1)[0].lower()
    person = join(name=name, email=f"{first}@longtable.example", at=JOINED)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def leader(name: str, role_title: str, organisation: str) -> Person:
    """Somebody with a verified by-line."""
    person = member(name)
    Insider.objects.create(
        person=person,
        role_title=role_title,
        organisation=organisation,
        verified_at=JOINED,
        verification="Work e-mail and a call with the desk",
    )
    return person


def noor() -> Person:
    return member("Noor Haddad")


def ruth() -> Person:
    return member("Ruth Abara")


def jonas() -> Person:
    return member("Jonas Weber")


def amina() -> Person:
    return leader("Amina Okafor", "Chief executive", "Harbour Bridge Trust")


def ingrid() -> Person:
    return leader("Ingrid Solheim", "Founder", "Fjordlight Instruments")


def elena() -> Person:
    person = member("Elena Marsh")
    grant_role(person=person, kind=Role.Kind.EDITOR, by=None, at=JOINED)
    return person


def grace() -> Person:
    person = member("Grace Whitfield")
    grant_role(person=person, kind=Role.Kind.OWNER, by=None, at=JOINED)
    return person
