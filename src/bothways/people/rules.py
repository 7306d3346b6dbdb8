"""Who may, as far as roles decide it."""

from django.core.exceptions import PermissionDenied

from bothways.people.models import Person, Role


def holds(person: Person | None, *kinds: Role.Kind, scope: str = Role.SITE) -> bool:
    """Whether `person` has one of the roles `kinds` for `scope` now."""
    return person is not None and Role.objects.current().filter(person=person, kind__in=kinds, scope=scope).exists()


def can_edit(person: Person | None) -> bool:
    """Whether `person` is of the desk: an editor, or the owner."""
    return holds(person, Role.Kind.EDITOR, Role.Kind.OWNER)


def desk_only(person: Person | None) -> None:
    """Raises PermissionDenied unless `person` is of the desk now."""
    if not can_edit(person):
        raise PermissionDenied("Only the desk may do this.")


def can_grant(person: Person | None) -> bool:
    """Whether `person` may grant and end roles: the owner; None stands for whoever runs the machine."""
    return person is None or holds(person, Role.Kind.OWNER)


def can_change_profile(person: Person, whose: Person) -> bool:
    """Whether `person` may change what is said about `whose`: only themselves."""
    return person == whose
