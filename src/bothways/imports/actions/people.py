"""Writing the people of an import. They cannot sign in: they are known by what they wrote."""

import zlib

from django.contrib.auth.hashers import make_password

from bothways.imports import addresses
from bothways.imports.actions.writing import Fields, Placed, Writer
from bothways.imports.records import Kind, PersonRow
from bothways.imports.staging import Staged
from bothways.insider.models import Insider
from bothways.people.models import Person

NAME_LENGTH = 120  # characters; also of a role and an organisation


class PersonWriter(Writer[PersonRow]):
    """People, and the by-lines of those who are leaders: unverified, for nobody here has checked who they are."""

    kind = Kind.PERSON

    def write(self, batch: list[Staged[PersonRow]]) -> None:
        new, old = self.sort(batch)
        slugs = addresses.choose(Person, [(one.row.name, one.row.key) for one in new], fallback="person")
        people = [self._new(one, slug) for one, slug in zip(new, slugs, strict=True)]
        placed = self.created(new, Person.objects.bulk_create(people))
        self.update(old, _fields)
        _write_bylines(placed + old)

    def _new(self, one: Staged[PersonRow], slug: str) -> Person:
        return Person(
            slug=slug,
            hue=zlib.crc32(one.row.name.encode()) % 360,
            joined_at=one.row.joined_at or self.at,
            password=make_password(None),
            **_fields(one),
        )


def _fields(one: Staged[PersonRow]) -> Fields:
    return {"name": one.row.name[:NAME_LENGTH], "bio": one.texts.markdown, "bio_html": one.texts.html}


def _write_bylines(people: Placed[PersonRow]) -> None:
    Insider.objects.bulk_create(
        (
            Insider(
                person_id=number,
                role_title=one.row.role_title[:NAME_LENGTH],
                organisation=one.row.organisation[:NAME_LENGTH],
            )
            for one, number in people
            if one.row.is_insider
        ),
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["role_title", "organisation"],
    )
