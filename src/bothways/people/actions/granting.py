"""Granting a role and ending it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bothways.foundation.crossing import again_when_crossed
from bothways.history.actions.recording import record
from bothways.people import rules
from bothways.people.models import Person, Role


@again_when_crossed
def grant_role(*, person: Person, kind: Role.Kind, scope: str = Role.SITE, by: Person | None, at: datetime) -> Role:
    """The role, which `person` holds from now on, or held already; two grants at once make one role.

    `by` is None where the person who runs the machine grants it. Raises PermissionDenied.
    """
    if not rules.can_grant(by):
        raise PermissionDenied
    with transaction.atomic(durable=True):
        role, made = Role.objects.current().get_or_create(
            person=person, kind=kind, scope=scope, defaults={"granted_by": by, "granted_at": at}
        )
        if made:
            record("role.granted", about=person, by=by, at=at, role=kind.value, scope=scope)
    return role


def end_role(*, role: Role, by: Person | None, at: datetime) -> bool:
    """Whether the role ended now; False where it had ended before. Raises PermissionDenied."""
    if not rules.can_grant(by):
        raise PermissionDenied
    with transaction.atomic(durable=True):
        ended = Role.objects.current().filter(pk=role.pk).update(ended_by=by, ended_at=at)
        if ended:
            record("role.ended", about=role.person, by=by, at=at, role=role.kind, scope=role.scope)
    return bool(ended)
