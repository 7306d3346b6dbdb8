"""The page of a draft in every state, by the personal link and by the leader's account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from bothways.desk.actions.correcting import propose_correction
from bothways.desk.actions.inviting import decline, withdraw_invitation
from bothways.desk.actions.reviewing import ask_changes
from bothways.desk.actions.writing import Text
from bothways.desk.models import Invitation
from bothways.foundation import time
from bothways.insider.actions.editing import plan_edition
from bothways.insider.actions.publishing import withdraw_answer
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import desk, drafting
from tests.support.html import faults, parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(insider: Person, editor: Person) -> Invitation:
    """Amina was invited just now."""
    return drafting.invited(insider, editor)


def published(asked: Invitation, editor: Person) -> Invitation:
    return desk.published(asked, editor, at=time.now())


def changes_asked(asked: Invitation, editor: Person) -> None:
    desk.handed_in(asked, at=time.now())
    drafting.edited(asked, editor, "Because nobody sees their own blind spots.")
    ask_changes(answer=asked.answer, words="Tell us of the wall.", by=editor, at=time.now())


def scheduled(asked: Invitation, editor: Person) -> None:
    desk.signed(asked, editor, at=time.now())
    plan_edition(day=drafting.next_week(), answer=asked.answer, by=editor, at=time.now())


def corrected(asked: Invitation, editor: Person) -> None:
    body = published(asked, editor).answer.body + "\n\nIt was two desks."
    propose_correction(answer=asked.answer, body=body, note="Two desks", by=editor, at=time.now())


def declined(asked: Invitation, editor: Person) -> None:
    by = drafting.leader(asked)
    decline(invitation=asked, reason=Invitation.Reason.TIME, words="In spring, gladly", by=by, at=time.now())


def withdrawn(asked: Invitation, editor: Person) -> None:
    withdraw_answer(answer=published(asked, editor).answer, reason="It was wrong.", by=editor, at=time.now())


STATES: dict[str, tuple[Callable[[Invitation, Person], object], list[str]]] = {
    "invited": (lambda asked, editor: None,
                ["We thought of you first", "Yes, I will answer", "Hand in", "I have no time"]),
    "writing": (lambda asked, editor: desk.write(asked, at=time.now()),
                ["nobody sees their own blind spot", "Saved at"]),
    "handed in": (lambda asked, editor: desk.handed_in(asked, at=time.now()), ["with the desk", "Take it back"]),
    "changes asked": (changes_asked, ["Tell us of the wall.", "What the desk changed", "<ins>", "Hand in"]),
    "to sign": (lambda asked, editor: drafting.to_sign(asked, editor, body="Because nobody sees."),
                ["Send me a code", "<del>", "to the letter"]),
    "signed": (lambda asked, editor: desk.signed(asked, editor, at=time.now()),
               ["Signed. Thank you.", "Take my signature back"]),
    "scheduled": (scheduled, ["Your answer appears on"]),
    "published": (published, ["is published", "/answers/somebody-who-sees-you/"]),
    "correction": (corrected, ["A correction of your published answer", "Two desks", "<ins>", "Send me a code"]),
    "declined": (declined, ["You said no", "I will answer after all", "In spring, gladly"]),
    "withdrawn": (withdrawn, ["This answer was withdrawn"]),
}  # fmt: skip


@pytest.mark.parametrize("door", ["link", "account"])
@pytest.mark.parametrize("state", STATES)
def test_the_page_says_how_it_stands(
    state: str, door: str, asked: Invitation, editor: Person, insider: Person, signed_in: SignIn
) -> None:
    bring, said = STATES[state]
    bring(asked, editor)
    client = Client() if door == "link" else signed_in(insider)
    answer = client.get(drafting.door(asked) if door == "link" else f"/me/invitations/{asked.pk}/")
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


def test_what_the_desk_asks_for_stands_there_until_it_is_handed_in(asked: Invitation, editor: Person) -> None:
    changes_asked(asked, editor)
    desk.write(asked, Text("Somebody who sees you", "", "The wall was white."), at=time.now())
    assert "Tell us of the wall." in Client().get(drafting.door(asked)).content.decode()


def test_whom_the_desk_asks_no_longer_finds_the_link_ended(asked: Invitation, editor: Person) -> None:
    address = drafting.door(asked)
    withdraw_invitation(invitation=asked, by=editor, at=time.now())
    answer = Client().get(address)
    assert answer.status_code == 410
    assert "This link is ended" in answer.content.decode()
    assert asked.question.title not in answer.content.decode()


def test_an_account_is_told_that_the_desk_asks_no_longer(
    asked: Invitation, editor: Person, insider: Person, signed_in: SignIn
) -> None:
    withdraw_invitation(invitation=asked, by=editor, at=time.now() + timedelta(hours=1))
    page = signed_in(insider).get(f"/me/invitations/{asked.pk}/")
    assert "asks for this answer no longer" in page.content.decode()
