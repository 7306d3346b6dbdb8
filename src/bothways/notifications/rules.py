"""Who may look after the mail of the site."""

from bothways.people.models import Person, Role
from bothways.people.rules import holds


def can_keep_outbox(person: Person | None) -> bool:
    """Whether `person` may see which letters go out, and send, stop and drop them: the owner."""
    return holds(person, Role.Kind.OWNER)
