"""The page of a draft in every state, by the personal link and by the leader's account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from bothways.desk.actions.correcting import propose_correction
from bothways.desk.actions.inviting import decline, withdraw_invitation
from bothways.desk.actions.reviewing import ask_changes
from bothways.desk.models import Invitation
from bothways.desk.rules import Writer
from bothways.foundation import time
from bothways.insider.actions.editing import plan_edition
from bothways.insider.actions.publishing import publish_answer, withdraw_answer
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import drafting
from tests.support.html import faults, parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(insider: Person, editor: Person) -> Invitation:
    return drafting.invited(insider, editor, words="You turned a charity round. How did you ask for help?")


def published(invitation: Invitation, editor: Person) -> Invitation:
    drafting.signed(invitation, editor)
    publish_answer(answer=invitation.answer, by=editor, at=time.now())
    return invitation


def changes_asked(invitation: Invitation, editor: Person) -> None:
    drafting.handed_in(invitation)
    drafting.write(invitation, by=Writer.of_editor(editor), body="Because nobody sees their own blind spots.")
    ask_changes(answer=invitation.answer, words="Tell us of the wall.", by=editor, at=time.now())


def scheduled(invitation: Invitation, editor: Person) -> None:
    drafting.signed(invitation, editor)
    plan_edition(day=drafting.next_week(), answer=invitation.answer, by=editor, at=time.now())


def corrected(invitation: Invitation, editor: Person) -> None:
    published(invitation, editor)
    propose_correction(answer=invitation.answer, body=drafting.BODY + "\n\nIt was two desks.", note="Two desks",
                       by=editor, at=time.now())  # fmt: skip


def declined(invitation: Invitation, editor: Person) -> None:
    by = drafting.leader(invitation)
    decline(invitation=invitation, reason=Invitation.Reason.TIME, words="In spring, gladly", by=by, at=time.now())


def withdrawn(invitation: Invitation, editor: Person) -> None:
    withdraw_answer(answer=published(invitation, editor).answer, reason="It was wrong.", by=editor, at=time.now())


STATES: dict[str, tuple[Callable[[Invitation, Person], object], list[str]]] = {
    "invited": (lambda invitation, editor: None,
                ["You turned a charity round", "Yes, I will answer", "Hand in", "I have no time"]),
    "writing": (lambda invitation, editor: drafting.write(invitation),
                ["nobody sees their own blind spot", "Saved at"]),
    "handed in": (lambda invitation, editor: drafting.handed_in(invitation), ["with the desk", "Take it back"]),
    "changes asked": (changes_asked, ["Tell us of the wall.", "What the desk changed", "<ins>", "Hand in"]),
    "to sign": (lambda invitation, editor: drafting.to_be_signed(invitation, editor, edited="Because nobody sees."),
                ["Send me a code", "<del>", "to the letter"]),
    "signed": (drafting.signed, ["Signed. Thank you.", "Take my signature back"]),
    "scheduled": (scheduled, ["Your answer appears on"]),
    "published": (published, ["is published", "/answers/somebody-who-sees-you/"]),
    "correction": (corrected, ["A correction of your published answer", "Two desks", "<ins>", "Send me a code"]),
    "declined": (declined, ["You said no", "I will answer after all", "In spring, gladly"]),
    "withdrawn": (withdrawn, ["This answer was withdrawn"]),
}  # fmt: skip


@pytest.mark.parametrize("door", ["link", "account"])
@pytest.mark.parametrize("state", STATES)
def test_the_page_says_how_it_stands(
    state: str, door: str, invitation: Invitation, editor: Person, insider: Person, signed_in: SignIn
) -> None:
    bring, said = STATES[state]
    bring(invitation, editor)
    client = Client() if door == "link" else signed_in(insider)
    answer = client.get(drafting.door(invitation) if door == "link" else f"/me/invitations/{invitation.pk}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [words for words in said if words not in page] == []
    assert faults(parse(answer.content)) == []
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    if door == "link":
        assert set(answer.cookies) <= {"csrftoken"}
        assert str(insider.email) not in page


def test_whom_the_desk_asks_no_longer_finds_the_link_ended(invitation: Invitation, editor: Person) -> None:
    address = drafting.door(invitation)
    withdraw_invitation(invitation=invitation, by=editor, at=time.now())
    answer = Client().get(address)
    assert answer.status_code == 410
    assert "This link is ended" in answer.content.decode()
    assert invitation.question.title not in answer.content.decode()


def test_an_account_is_told_that_the_desk_asks_no_longer(
    invitation: Invitation, editor: Person, insider: Person, signed_in: SignIn
) -> None:
    withdraw_invitation(invitation=invitation, by=editor, at=time.now() + timedelta(hours=1))
    page = signed_in(insider).get(f"/me/invitations/{invitation.pk}/")
    assert "asks for this answer no longer" in page.content.decode()
