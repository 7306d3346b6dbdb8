"""What the pages of drafts ask of the database: at most eight queries, however much has been written."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.desk.actions.inviting import set_cap, suggest
from bothways.desk.actions.writing import Text
from bothways.desk.models import Invitation
from bothways.foundation import time
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import desk, drafting, writing
from tests.support.drafting import Sheet

pytestmark = pytest.mark.django_db

MOST = 8


@pytest.fixture
def asked(insider: Person, editor: Person) -> Invitation:
    return drafting.invited(insider, editor)


def queries(client: Client, address: str) -> int:
    client.get(address)  # the use of a link is noted once in ten minutes
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    assert len(made) <= MOST, "\n".join(query["sql"] for query in made)
    return len(made)


def fill(asked: Invitation) -> None:
    for number in range(15):
        desk.write(asked, Text(f"Version {number}", "", f"Words {number}"), by=drafting.leader(asked), at=time.now())
        suggest(invitation=asked, name=f"Somebody {number}", by=drafting.leader(asked), at=time.now())
    for number in range(3):
        drafting.delegated(asked, address=f"pat{number}@longtable.example")


@pytest.mark.parametrize("door", ["link", "account"])
def test_a_draft_costs_the_same_however_much_lies_in_it(
    door: str, asked: Invitation, insider: Person, signed_in: SignIn
) -> None:
    client = Client() if door == "link" else signed_in(insider)
    address = drafting.door(asked) if door == "link" else f"/me/invitations/{asked.pk}/"
    before = queries(client, address)
    fill(asked)
    assert queries(client, address) == before


@pytest.mark.parametrize("door", ["link", "account"])
def test_so_does_one_that_waits_for_a_signature(
    door: str, asked: Invitation, insider: Person, editor: Person, signed_in: SignIn
) -> None:
    drafting.to_sign(asked, editor, body="Edited.")
    Sheet(asked, drafting.door(asked)).press("code") if door == "link" else None
    client = Client() if door == "link" else signed_in(insider)
    queries(client, drafting.door(asked) if door == "link" else f"/me/invitations/{asked.pk}/")


def test_the_list_of_thirty_invitations_costs_as_much_as_of_one(
    asked: Invitation, insider: Person, editor: Person, signed_in: SignIn
) -> None:
    client = signed_in(insider)
    before = queries(client, "/me/invitations/")
    set_cap(leader=insider, at_most=99, by=editor, at=time.now())
    for number in range(30):
        drafting.invited(insider, editor, writing.question(f"What of {number}?"))
    assert queries(client, "/me/invitations/") == before
