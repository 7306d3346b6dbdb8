"""Roles are granted by the owner, once, and end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from bothways.history.models import Entry
from bothways.people import rules
from bothways.people.actions.granting import end_role, grant_role
from bothways.people.models import Person, Role

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EDITOR, OWNER, COORDINATOR = Role.Kind.EDITOR, Role.Kind.OWNER, Role.Kind.COORDINATOR


def person(name: str) -> Person:
    return Person.objects.create_user(email=f"{name}@longtable.example", name=name.title(), slug=name)


@pytest.mark.django_db
def test_a_role_is_held_until_it_ends() -> None:
    noor = person("noor")
    role = grant_role(person=noor, kind=EDITOR, by=None, at=NOON)
    assert rules.can_edit(noor)
    assert end_role(role=role, by=None, at=NOON)
    assert not rules.can_edit(noor)
    assert [entry.verb for entry in Entry.objects.order_by("number")] == ["role.granted", "role.ended"]


@pytest.mark.django_db
def test_granting_and_ending_twice_is_granting_and_ending_once() -> None:
    noor = person("noor")
    first = grant_role(person=noor, kind=EDITOR, by=None, at=NOON)
    assert grant_role(person=noor, kind=EDITOR, by=None, at=NOON) == first
    assert end_role(role=first, by=None, at=NOON)
    assert not end_role(role=first, by=None, at=NOON)
    assert Entry.objects.count() == 2


@pytest.mark.django_db
def test_an_ended_role_can_be_granted_anew() -> None:
    noor = person("noor")
    end_role(role=grant_role(person=noor, kind=EDITOR, by=None, at=NOON), by=None, at=NOON)
    grant_role(person=noor, kind=EDITOR, by=None, at=NOON)
    assert Role.objects.count() == 2
    assert Role.objects.current().count() == 1


@pytest.mark.django_db
def test_only_the_owner_grants_and_ends() -> None:
    noor, marek = person("noor"), person("marek")
    grant_role(person=noor, kind=OWNER, by=None, at=NOON)
    role = grant_role(person=marek, kind=EDITOR, by=noor, at=NOON)
    with pytest.raises(PermissionDenied):
        grant_role(person=marek, kind=OWNER, by=marek, at=NOON)
    with pytest.raises(PermissionDenied):
        end_role(role=role, by=marek, at=NOON)
    assert Role.objects.current().count() == 2


@pytest.mark.django_db
def test_a_role_counts_for_its_scope_alone() -> None:
    noor = person("noor")
    grant_role(person=noor, kind=COORDINATOR, scope="program:1", by=None, at=NOON)
    assert rules.holds(noor, COORDINATOR, scope="program:1")
    assert not rules.holds(noor, COORDINATOR, scope="program:2")
    assert not rules.holds(noor, COORDINATOR)
    assert not rules.holds(None, COORDINATOR, scope="program:1")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_grants_in_one_moment_make_one_role() -> None:
    noor = person("noor")
    together = Barrier(2)

    def grant(_: int) -> int:
        try:
            together.wait(timeout=5)
            return grant_role(person=noor, kind=EDITOR, by=None, at=NOON).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(grant, range(2))
    assert first == second
    assert Role.objects.count() == 1
    assert Entry.objects.filter(verb="role.granted").count() == 1
