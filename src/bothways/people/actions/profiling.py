"""Profile: how a person presents themselves."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bothways.foundation import text
from bothways.history.actions.recording import record
from bothways.people import rules
from bothways.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person says about themselves; `bio` is Markdown."""

    name: str
    headline: str
    bio: str
    time_zone: str
    language: str


def save_profile(*, person: Person, profile: Profile, by: Person, at: datetime) -> None:
    """Show `profile` from now on. The address of the person's page stays, also under a new name."""
    if not rules.can_change_profile(by, person):
        raise PermissionDenied
    values = asdict(profile) | {"bio_html": text.render(profile.bio)}
    changed = sorted(name for name, value in values.items() if getattr(person, name) != value)
    if not changed:
        return
    with transaction.atomic(durable=True):
        for name in changed:
            setattr(person, name, values[name])
        person.save(update_fields=changed)
        record("person.profile_saved", about=person, by=by, at=at, public=True, fields=changed)
