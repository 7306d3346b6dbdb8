"""Who may, as far as roles decide it."""

from bothways.people.models import Person, Role


def holds(person: Person | None, *kinds: Role.Kind, scope: str = Role.SITE) -> bool:
    """Whether `person` has one of the roles `kinds` for `scope` now."""
    return person is not None and Role.objects.current().filter(person=person, kind__in=kinds, scope=scope).exists()


def can_edit(person: Person | None) -> bool:
    """Whether `person` is of the desk: an editor, or the owner."""
    return holds(person, Role.Kind.EDITOR, Role.Kind.OWNER)
