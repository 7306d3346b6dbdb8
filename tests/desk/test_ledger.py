"""The ledger: who was asked and who replied; and files that no spreadsheet runs."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from bothways.desk.actions.inviting import decline, suggest, withdraw_invitation
from bothways.desk.actions.writing import hand_in
from bothways.desk.models import Cap, Invitation, Link
from bothways.desk.queries.ledger import leaders, standings
from bothways.desk.rules import Writer
from bothways.insider.models import Insider, Question
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import cast, desk, writing
from tests.support.desk import AT, MINUTE

NOW = AT + timedelta(days=20)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk_client(editor: Person, signed_in: SignIn) -> Client:
    return signed_in(editor)


def asked_often(leader: Person, editor: Person) -> None:
    """Five times: replied after one and after three days, declined, withdrawn by the desk, and long ago."""
    Cap.objects.create(leader=leader, at_most=9)
    many = [desk.invitation(writing.question(f"Number {n}?", at=AT), leader, editor) for n in range(5)]
    for invitation, days in zip(many, (1, 3), strict=False):
        desk.write(invitation)
        hand_in(answer=invitation.answer, by=Writer.of_leader(invitation), at=AT + timedelta(days=days))
    decline(invitation=many[2], reason=Invitation.Reason.TIME, by=Writer.of_leader(many[2]), at=AT)
    withdraw_invitation(invitation=many[3], by=editor, at=AT)
    Invitation.objects.filter(pk=many[4].pk).update(invited_at=AT - timedelta(days=200))


def test_the_numbers_of_one_leader(insider: Person, editor: Person) -> None:
    asked_often(insider, editor)
    one = standings(leaders(NOW - timedelta(days=90)))[0]
    assert (one.asked, one.replied, one.declined, one.lately, one.cap) == (4, 2, 1, 3, 9)
    assert (one.rate, one.days, one.last, one.full) == (50, 2.0, AT, False)


def test_a_leader_who_was_never_asked_has_no_rate(insider: Person) -> None:
    one = standings(leaders(NOW))[0]
    assert (one.asked, one.rate, one.days, one.last, one.cap) == (0, None, None, None, 4)


def test_the_page_and_its_file_say_the_same(insider: Person, editor: Person, desk_client: Client) -> None:
    asked_often(insider, editor)
    cast.leader("=HYPERLINK(1)", "Head", "House")
    assert "3 of 9" in desk_client.get("/desk/leaders/").content.decode()
    lines = list(csv.reader(desk_client.get("/desk/leaders/leaders.csv").content.decode("utf-8-sig").splitlines()))
    assert lines[1:] == [
        ["'=HYPERLINK(1)", "0", "0", "0", "", "", "0", "4", ""],
        ["Amina Okafor", "4", "2", "1", "50", "2.0", "3", "9", "2026-11-16"],
    ]


def test_the_cap_is_set_and_left_to_the_site_again(insider: Person, desk_client: Client) -> None:
    address = f"/desk/leaders/{insider.pk}/"
    desk_client.post(address, {"verb": "cap", "at_most": "2"})
    assert Cap.objects.get().at_most == 2
    assert "Ensure this value" in desk_client.post(address, {"verb": "cap", "at_most": "-1"}).content.decode()
    desk_client.post(address, {"verb": "cap", "at_most": ""})
    assert not Cap.objects.exists()


def test_a_leader_is_verified_and_no_longer(insider: Person, desk_client: Client) -> None:
    address = f"/desk/leaders/{insider.pk}/"
    desk_client.post(address, {"verb": "unverify"})
    assert not Insider.objects.filter(person=insider, verified_at__isnull=False).exists()
    desk_client.post(address, {"verb": "verify", "how": "A call"})
    assert Insider.objects.filter(person=insider, verified_at=NOW, verification="A call").exists()


class TestAnInvitation:
    def act(self, client: Client, asked: Invitation, verb: str, **typed: object) -> str:
        shown = client.post(f"/desk/invitations/{asked.pk}/", {"verb": verb, **typed}, follow=True)
        asked.refresh_from_db()
        return shown.content.decode()

    def test_it_is_extended_withdrawn_and_made_again(self, asked: Invitation, desk_client: Client) -> None:
        self.act(desk_client, asked, "extend", due_on="2026-12-24")
        assert asked.due_on == date(2026, 12, 24)
        self.act(desk_client, asked, "withdraw")
        assert Invitation.objects.filter(pk=asked.pk, withdrawn_at=NOW).exists()
        self.act(desk_client, asked, "reopen", due_on="2026-12-30")
        assert (asked.withdrawn_at, asked.due_on) == (None, date(2026, 12, 30))

    def test_links_are_sent_again_and_revoked(self, asked: Invitation, desk_client: Client) -> None:
        self.act(desk_client, asked, "send")
        old, new = Link.objects.order_by("pk")
        assert (old.revoked_at, new.revoked_at) == (NOW, None)
        self.act(desk_client, asked, "revoke", link=new.pk)
        new.refresh_from_db()
        assert new.revoked_at == NOW

    def test_a_link_of_another_invitation_is_left_alone(
        self, asked: Invitation, editor: Person, desk_client: Client, question: Question
    ) -> None:
        other = desk.invitation(question, cast.ingrid(), editor)
        said = self.act(desk_client, asked, "revoke", link=other.links.get().pk)
        assert "Nothing was changed" in said
        assert other.links.get().revoked_at is None

    def test_a_suggestion_leads_to_introducing_them(self, asked: Invitation, desk_client: Client) -> None:
        by = Writer.of_leader(asked)
        suggest(invitation=asked, name="Kofi Mensah", address="kofi@elsewhere.example", by=by, at=AT + MINUTE)
        suggestion = asked.suggestions.get()
        assert f"?suggestion={suggestion.pk}" in desk_client.get(f"/desk/invitations/{asked.pk}/").content.decode()
        form = desk_client.get(f"/desk/leaders/new/?suggestion={suggestion.pk}").content.decode()
        assert 'value="Kofi Mensah"' in form
        assert desk_client.get("/desk/leaders/new/?suggestion=99999999999999999999").status_code == 200


@pytest.mark.parametrize(
    "place", ["/desk/leaders/?q=a%00b", "/desk/questions/{}/invite/?q=%00", "/desk/questions/{}/merge/?q=a%00"]
)
def test_no_sign_in_a_name_that_is_looked_for_breaks_the_page(
    place: str, question: Question, editor: Person, signed_in: SignIn
) -> None:
    assert signed_in(editor).get(place.format(question.pk)).status_code == 200
