"""What somebody typed is given back, whatever shut the door between opening a page and sending it."""

import pytest
from django.test import Client

from bothways.desk.models import Invitation
from bothways.foundation import time
from bothways.people.actions.granting import end_role
from bothways.people.models import Person, Role
from tests.conftest import SignIn
from tests.support import desk, drafting
from tests.support.html import faults, parse

pytestmark = pytest.mark.django_db

WORDS = "Because nobody sees <their own> blind spot."
SHOWN = "Because nobody sees &lt;their own&gt; blind spot."


@pytest.fixture
def asked(insider: Person, editor: Person) -> Invitation:
    return drafting.invited(insider, editor)


@pytest.fixture
def edited(asked: Invitation) -> str:
    """The address at which an editor changes what was handed in."""
    desk.handed_in(asked, at=time.now())
    return f"/desk/answers/{asked.answer_id}/edit/"


@pytest.mark.parametrize("verb", ["save/", "hand-in/", "settle/"])
def test_a_leader_who_has_been_signed_out(verb: str, asked: Invitation) -> None:
    address = f"/me/invitations/{asked.pk}/"
    answer = Client().post(address + verb, {"headline": "Seen", "body": WORDS})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert SHOWN in page
    assert f'next={address}"' in page  # not the verb, which cannot be opened
    assert "no-store" in answer["Cache-Control"]
    assert faults(parse(answer.content)) == []
    assert asked.answer.revisions.count() == 0


def test_who_only_looks_is_asked_to_sign_in(asked: Invitation) -> None:
    answer = Client().get(f"/me/invitations/{asked.pk}/")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_an_editor_who_has_been_signed_out(edited: str) -> None:
    answer = Client().post(edited, {"headline": "Seen", "body": WORDS, "based_on": "1.1"})
    assert answer.status_code == 403
    assert SHOWN in answer.content.decode()
    assert f"next={edited}" in answer.content.decode()
    assert faults(parse(answer.content)) == []


def test_an_editor_whose_role_has_ended(edited: str, editor: Person, signed_in: SignIn) -> None:
    client = signed_in(editor)
    end_role(role=Role.objects.get(person=editor), by=None, at=time.now())
    answer = client.post(edited, {"headline": "Seen", "body": WORDS, "based_on": "1.1"})
    assert answer.status_code == 404
    assert SHOWN in answer.content.decode()
    assert client.get(edited).status_code == 404


def test_a_form_that_has_grown_too_old(edited: str, editor: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    answer = client.post(edited, {"headline": "Seen", "body": WORDS, "new_password": "not to be shown"})
    assert answer.status_code == 403
    assert SHOWN in answer.content.decode()
    assert "not to be shown" not in answer.content.decode()
    assert faults(parse(answer.content)) == []
