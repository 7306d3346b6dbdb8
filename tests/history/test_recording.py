"""Recording: one entry an action, in its transaction, one after the other."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from bothways.foundation import epoch
from bothways.history.actions.recording import record
from bothways.history.models import Entry
from bothways.history.queries import verify
from bothways.people.models import Person
from tests.support import cast
from tests.support.together import at_once

AT = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses() -> None:
    person = cast.noor()
    with pytest.raises(TransactionManagementError):
        record("answer.saved", about=person, by=person, at=AT)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_never_happened() -> None:
    person, before = cast.noor(), epoch.current()

    def act_and_fail() -> None:
        with transaction.atomic():
            record("answer.published", about=person, by=person, at=AT, public=True)
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        act_and_fail()
    assert Entry.objects.count() == 1
    assert epoch.current() == before


@pytest.mark.django_db(transaction=True)
def test_what_all_can_see_begins_an_epoch_when_it_is_committed_and_not_before() -> None:
    person, before = cast.noor(), epoch.current()
    with transaction.atomic():
        record("answer.published", about=person, by=person, at=AT, public=True)
        assert epoch.current() == before
    assert epoch.current() == before + 1
    with transaction.atomic():
        record("answer.saved", about=person, by=person, at=AT)
    assert epoch.current() == before + 1


def test_it_keeps_who_what_and_when(member: Person) -> None:
    made = record("answer.saved", about=member, by=member, at=AT, count=3)
    kept = Entry.objects.select_related("details").get(number=made.number)
    assert (kept.verb, kept.actor_id, kept.about_kind, kept.about_id) == (
        "answer.saved",
        member.pk,
        "people.person",
        str(member.pk),
    )
    assert kept.at == AT
    assert kept.details.values == {"count": 3}


def test_what_the_system_did_has_no_actor(member: Person) -> None:
    assert record("edition.published", about=member, by=None, at=AT).actor_id is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("writers", [2, 12])
def test_those_who_write_at_once_all_find_a_place(writers: int) -> None:
    person = cast.noor()

    def act() -> int:
        with transaction.atomic():
            return record("answer.saved", about=person, by=person, at=AT).number

    numbers = at_once(*[act] * writers)
    assert sorted(numbers, key=str) == sorted(range(2, writers + 2), key=str)
    assert verify() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_the_second_waits_for_the_first_to_commit() -> None:
    person = cast.noor()
    with transaction.atomic():
        record("answer.saved", about=person, by=person, at=AT)

        def hurry() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                record("answer.saved", about=person, by=person, at=AT)

        [refused] = at_once(hurry)
        assert "lock timeout" in str(refused)
    assert verify() is None
