"""Joining with a name and an address."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from bothways.history.models import Entry
from bothways.people.actions.joining import AddressTaken, join
from bothways.people.models import Person

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


def ask(client: Client, name: str = "Noor Haddad", email: str = "noor@longtable.example", **fields: str) -> Any:
    return client.post(reverse("account_signup"), {"name": name, "email": email, **fields})


def type_code(client: Client) -> Any:
    code = CODE.search(str(mail.outbox[-1].body))
    assert code
    return client.post(reverse("account_email_verification_sent"), {"code": code[0]})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("security")).status_code == 200


def test_a_name_an_address_and_its_code_make_a_member(client: Client) -> None:
    assert ask(client, name="  Noor   Haddad ", email="Noor@LongTable.example")["Location"] == reverse(
        "account_email_verification_sent"
    )
    assert not is_signed_in(client)
    assert mail.outbox[0].subject == "Code to join"
    assert type_code(client)["Location"] == reverse("today")
    assert is_signed_in(client)
    person = Person.objects.get()
    assert (person.name, person.slug, person.email) == ("Noor Haddad", "noor-haddad", "noor@longtable.example")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert len(mail.outbox) == 1


def test_history_tells_of_it_without_the_address(client: Client) -> None:
    ask(client)
    type_code(client)
    entries = list(Entry.objects.order_by("number").select_related("details"))
    assert [entry.verb for entry in entries] == ["person.joined", "person.signed_in"]
    assert [entry.details.values for entry in entries] == [{}, {}]
    assert {entry.actor_id for entry in entries} == {Person.objects.get().pk}


def test_people_of_one_name_get_addresses_of_their_own() -> None:
    for number in range(3):
        ask(Client(), email=f"noor{number}@longtable.example")
    slugs = Person.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["noor-haddad", "noor-haddad-2", "noor-haddad-3"]


def test_a_name_without_letters_gets_an_address_too(client: Client) -> None:
    ask(client, name="☀ ☀")
    assert Person.objects.get().slug == "member"


def test_whoever_joins_with_a_known_address_sees_what_everybody_sees() -> None:
    Person.objects.create_user(email="noor@longtable.example", name="Noor Haddad", slug="noor-haddad")
    known, new = Client(), Client()
    answers = []
    for client, email in ((known, "noor@longtable.example"), (new, "new@longtable.example")):
        asked = ask(client, email=email)
        shown = client.get(asked["Location"]).content.decode().replace(email, "")
        answers.append((asked.status_code, asked["Location"], re.sub(r'value="[^"]{64}"', "", shown)))
    assert answers[0] == answers[1]
    assert [message.subject for message in mail.outbox] == ["You have an account", "Code to join"]
    assert Person.objects.filter(email="noor@longtable.example").get().name == "Noor Haddad"


def test_a_new_code_can_be_had_from_the_page_that_asks_for_it(client: Client) -> None:
    ask(client)
    client.post(reverse("account_login"), {"login": "noor@longtable.example"})
    code = CODE.search(str(mail.outbox[-1].body))
    assert code
    client.post(reverse("account_confirm_login_code"), {"code": code[0]})
    assert is_signed_in(client)
    assert EmailAddress.objects.get().verified
    assert len(mail.outbox) == 2


def test_what_is_missing_is_said_beside_its_field(client: Client) -> None:
    page = ask(client, name=" ", email="noor").content.decode()
    assert 'href="#id_name"' in page
    assert 'href="#id_email"' in page
    assert not Person.objects.exists()


def test_after_joining_one_goes_on_where_one_was(client: Client) -> None:
    there = ask(client, next="/questions/")["Location"]
    assert there == reverse("account_email_verification_sent")
    assert type_code(client)["Location"] == "/questions/"


def test_one_machine_may_ask_twenty_times_a_minute() -> None:
    answers = [ask(Client(), email=f"noor{number}@longtable.example").status_code for number in range(21)]
    assert answers == [302] * 20 + [429]


def test_an_address_belongs_to_one_person() -> None:
    join(name="Noor", email="noor@longtable.example", at=NOON)
    with pytest.raises(AddressTaken):
        join(name="Noor", email="NOOR@longtable.example", at=NOON)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("door", ["account_login", "account_signup", "account_reset_password"])
def test_the_doors_name_what_they_ask_for(client: Client, door: str) -> None:
    words = client.get(reverse(door)).content.decode()
    assert 'autocomplete="email"' in words
    assert "<label for=" in words
    assert "style=" not in words


def test_the_code_field_can_be_filled_in_by_the_phone(client: Client) -> None:
    words = client.get(ask(client)["Location"]).content.decode()
    assert 'autocomplete="one-time-code"' in words
