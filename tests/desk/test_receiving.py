"""Answers by mail: a proved mail becomes the draft, and no mail does anything more."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from bothways.desk.actions.receiving import adopt_mail, headline_of, receive_draft
from bothways.desk.actions.writing import Conflict, Text, latest, save_draft, take_up
from bothways.desk.models import Invitation, Revision
from bothways.desk.models.invitations import ANSWER
from bothways.desk.notices.arriving import answer_by_mail
from bothways.foundation import time
from bothways.foundation.ids import short
from bothways.foundation.inbound.sorting import Kind
from bothways.insider.actions.moving import NotNow
from bothways.insider.models import Answer
from bothways.notifications.actions.processing import process
from bothways.notifications.actions.receiving import receive
from bothways.notifications.addresses import address_for
from bothways.notifications.arrivals import Message
from bothways.notifications.models import Arrival, Letter
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import desk, drafting, mails, writing
from tests.support.together import at_once

pytestmark = pytest.mark.django_db

State = Answer.State


@pytest.fixture
def asked(insider: Person, editor: Person) -> Invitation:
    return drafting.invited(insider, editor)


def message(asked: Invitation, text: str = "My aunt.", **others: Any) -> Message:
    made = Message(
        id=short(asked.public_id), sender=asked.address, sender_verified=True, doubt="", subject="Re: Why?", text=text,
        whole_text=text, is_whole=False, had_attachments=False, kind=Kind.PERSON, returned=None,
        received_at=time.now(), arrival=7,
    )  # fmt: skip
    return replace(made, **others)


def kinds() -> list[str]:
    """The letters that were posted since the invitation."""
    rows = Letter.objects.exclude(kind__in=("desk.invitation", "desk.reminder")).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_proved_mail_is_the_draft(asked: Invitation) -> None:
    outcome = answer_by_mail(message(asked, "# She saw me\n\nMy aunt did.\n"), time.now())
    assert not outcome.refused
    revision = latest(asked.answer)
    assert revision is not None
    assert (revision.way, revision.arrival_id) == (Revision.Way.MAIL, 7)
    asked.answer.refresh_from_db()
    assert (asked.answer.state, asked.answer.headline, asked.answer.body) == (State.DRAFT, "She saw me", "My aunt did.")
    assert kinds() == ["desk.mail_received"]


def test_the_same_arrival_again_changes_nothing(asked: Invitation) -> None:
    for _ in range(2):
        answer_by_mail(message(asked), time.now())
    assert asked.answer.revisions.count() == 1
    assert kinds() == ["desk.mail_received"]


def test_two_mails_in_an_hour_are_two_revisions_and_one_letter(asked: Invitation) -> None:
    at = time.now().replace(minute=10)
    answer_by_mail(message(asked, "One."), at)
    answer_by_mail(message(asked, "Two.", arrival=8), at + timedelta(minutes=1))
    assert list(asked.answer.revisions.values_list("body", "headline")) == [("One.", ""), ("Two.", "")]
    assert kinds() == ["desk.mail_received"]


def test_what_was_written_on_the_page_stays_among_the_versions(asked: Invitation) -> None:
    by = drafting.leader(asked)
    before = desk.write(asked, Text("Mine", "For the card", "On the page."), by=by, at=time.now())
    answer_by_mail(message(asked, "By mail."), time.now())
    asked.answer.refresh_from_db()
    assert (asked.answer.headline, asked.answer.summary, asked.answer.body) == ("Mine", "For the card", "By mail.")
    assert list(asked.answer.revisions.values_list("body", flat=True)) == ["On the page.", "By mail."]
    with pytest.raises(Conflict):
        save_draft(answer=asked.answer, text=Text("Mine", "", "On the page, and on."), based_on=before.mark, by=by,
                   at=time.now())  # fmt: skip


@pytest.mark.parametrize(
    "others",
    [{"sender_verified": False, "doubt": "Nobody vouches for it."}, {"sender": "evil@elsewhere.example"},
     {"sender": ""}],
)  # fmt: skip
def test_a_mail_that_is_not_proved_is_never_a_draft(asked: Invitation, others: dict[str, Any]) -> None:
    outcomes = [answer_by_mail(message(asked, **others), time.now()) for _ in range(3)]
    assert [outcome.refused for outcome in outcomes] == [True] * 3
    assert not asked.answer.revisions.exists()
    assert kinds() == ["desk.unproved_mail"]
    assert Letter.objects.get(kind="desk.unproved_mail").person == asked.invited_by


@pytest.mark.parametrize("id", ["", "a" * 26, "não", "../../etc", "A" * 26])
def test_a_mail_to_no_invitation_is_refused(asked: Invitation, id: str) -> None:
    assert answer_by_mail(message(asked, id=id), time.now()).refused
    assert kinds() == []


def test_a_mail_that_comes_late_changes_nothing_and_the_desk_is_told(asked: Invitation, editor: Person) -> None:
    desk.signed(asked, editor, at=time.now())
    body = asked.answer.body
    assert answer_by_mail(message(asked, "No, wait."), time.now()).refused
    asked.answer.refresh_from_db()
    assert (asked.answer.state, asked.answer.body) == (State.SIGNED, body)
    assert kinds()[-1] == "desk.late_mail"


def test_a_mail_that_is_too_long_is_said_to_be(asked: Invitation) -> None:
    assert answer_by_mail(message(asked, "a" * 20_001), time.now()).refused
    assert not asked.answer.revisions.exists()
    assert kinds() == ["desk.mail_too_long"]


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x00"])
def test_a_mail_without_words_is_none(asked: Invitation, text: str) -> None:
    assert answer_by_mail(message(asked, text), time.now()).refused
    assert not asked.answer.revisions.exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# She saw me\n\nMy aunt.", ("She saw me", "My aunt.")),
        ("Headline: She saw me\n\nMy aunt.", ("She saw me", "My aunt.")),
        ("subject : She saw me\n \nMy aunt.", ("She saw me", "My aunt.")),
        ("She saw me\n\nMy aunt.", ("", "She saw me\n\nMy aunt.")),
        ("# She saw me\nMy aunt.", ("", "# She saw me\nMy aunt.")),
        ("#hashtag\n\nMy aunt.", ("", "#hashtag\n\nMy aunt.")),
        ("# " + "a" * 201 + "\n\nMy aunt.", ("", "# " + "a" * 201 + "\n\nMy aunt.")),
        ("The subject: a wall\n\nMy aunt.", ("", "The subject: a wall\n\nMy aunt.")),
    ],
)
def test_a_headline_is_taken_only_where_it_is_meant(text: str, expected: tuple[str, str]) -> None:
    assert headline_of(text) == expected


class TestThroughTheDoor:
    """A real mail, from the bytes to the draft."""

    @pytest.fixture
    def to(self, asked: Invitation, settings: Settings) -> str:
        settings.MAIL_IN_DOMAIN = "in.longtable.example"
        return address_for(ANSWER, short(asked.public_id))

    def came(self, raw: bytes, to: str, *domains: str) -> Arrival:
        arrival = receive(
            raw, envelope_from=mails.AMINA, envelope_to=to, door="smtp", trust=Arrival.Trust.NOBODY, at=time.now()
        )
        process(arrival=arrival, at=time.now(), look_up=mails.published(*domains))
        arrival.refresh_from_db()
        return arrival

    def test_the_leaders_own_mail_becomes_the_draft(self, asked: Invitation, to: str) -> None:
        raw = mails.signed(mails.mail(to=to, text="My aunt.\n\n> Why is it important?\n"))
        arrival = self.came(raw, to, "longtable.example")
        assert arrival.outcome == "It is the draft now."
        asked.answer.refresh_from_db()
        assert (asked.answer.state, asked.answer.body) == (State.DRAFT, "My aunt.")

    def test_a_forged_one_does_not(self, asked: Invitation, to: str) -> None:
        arrival = self.came(mails.mail(to=to, text="Buy it."), to, "longtable.example")
        assert arrival.refused_at is not None
        asked.answer.refresh_from_db()
        assert (asked.answer.state, asked.answer.body) == (State.INVITED, "")

    def test_nor_does_one_from_another_domain_that_proves_itself(self, asked: Invitation, to: str) -> None:
        raw = mails.mail(to=to, sender="Amina Okafor <amina@elsewhere.example>", text="Buy it.")
        arrival = self.came(mails.signed(raw, "elsewhere.example"), to, "elsewhere.example")
        assert arrival.refused_at is not None
        assert not asked.answer.revisions.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_and_the_page_in_one_moment_lose_nothing(insider: Person, editor: Person) -> None:
    asked = drafting.invited(insider, editor)
    by = drafting.leader(asked)

    def page() -> Revision:
        return save_draft(answer=Answer.objects.get(pk=asked.answer_id), text=Text("", "", "On the page."), based_on="",
                          by=by, at=time.now())  # fmt: skip

    def post() -> Revision | None:
        fresh = Invitation.objects.get(pk=asked.pk)
        return receive_draft(invitation=fresh, text="By mail.", arrival_id=1, at=time.now())

    done = at_once(page, post)
    bodies = set(asked.answer.revisions.values_list("body", flat=True))
    assert "By mail." in bodies
    assert bodies == {"By mail.", "On the page."} or isinstance(done[0], Conflict)


class TestTheDeskReadsIt:
    """Mail that was not taken by itself: an editor reads it, and can take it as the text."""

    @pytest.fixture
    def unproved(self, asked: Invitation, settings: Settings) -> Arrival:
        settings.MAIL_IN_DOMAIN, settings.MAIL_AUTHSERV_ID = "in.longtable.example", "mx.longtable.example"
        to = address_for(ANSWER, short(asked.public_id))
        raw = mails.mail(to=to, text="My aunt did. <script>alert(1)</script>\n\n> Why?")
        receive(
            raw, envelope_from="amina@longtable.example", envelope_to=to, door="smtp", trust=Arrival.Trust.SERVER,
            at=time.now(),
        )  # fmt: skip
        process(arrival=Arrival.objects.get(), at=time.now(), look_up=mails.published())
        return Arrival.objects.get()

    def page(self, asked: Invitation) -> str:
        return f"/desk/answers/{asked.answer_id}/mail/"

    def test_it_stands_there_with_what_became_of_it(
        self, asked: Invitation, unproved: Arrival, editor: Person, signed_in: SignIn
    ) -> None:
        shown = signed_in(editor).get(self.page(asked)).content.decode()
        assert unproved.refused_at
        assert "Not taken as a draft." in shown
        assert "My aunt did. &lt;script&gt;" in shown
        assert asked.answer.revisions.count() == 0

    def test_an_editor_takes_it_as_the_text_once(
        self, asked: Invitation, unproved: Arrival, editor: Person, signed_in: SignIn
    ) -> None:
        desk_ = signed_in(editor)
        for _ in range(2):
            desk_.post(self.page(asked), {"verb": "adopt", "arrival": unproved.pk})
        revision = asked.answer.revisions.get()
        assert (revision.way, revision.arrival_id) == (Revision.Way.MAIL, unproved.pk)
        asked.answer.refresh_from_db()
        assert asked.answer.state == State.DRAFT
        assert "taken as the text" in desk_.get(self.page(asked)).content.decode()

    def test_nothing_tells_its_author_that_these_are_their_own_words(
        self, asked: Invitation, unproved: Arrival, editor: Person, signed_in: SignIn
    ) -> None:
        signed_in(editor).post(self.page(asked), {"verb": "adopt", "arrival": unproved.pk})
        asked.answer.refresh_from_db()
        take_up(answer=asked.answer, by=editor, at=time.now())
        Answer.objects.filter(pk=asked.answer_id).update(headline="My aunt", state=State.APPROVED)
        page = Client().get(drafting.door(asked)).content.decode()
        assert "Send me a code" in page
        assert "your own words" not in page
        assert "<ins>" in page

    def test_not_where_it_is_longer_than_an_answer_may_be(self, asked: Invitation, editor: Person) -> None:
        with pytest.raises(NotNow, match="20,000"):
            adopt_mail(invitation=asked, text="x" * 20_001, arrival_id=1, by=editor, at=time.now())
        assert asked.answer.revisions.count() == 0

    def test_not_where_the_text_is_with_the_desk(
        self, asked: Invitation, unproved: Arrival, editor: Person, signed_in: SignIn
    ) -> None:
        desk.handed_in(asked, at=time.now())
        signed_in(editor).post(self.page(asked), {"verb": "adopt", "arrival": unproved.pk})
        assert asked.answer.revisions.count() == 1

    def test_no_mail_of_another_answer(
        self, asked: Invitation, unproved: Arrival, editor: Person, signed_in: SignIn
    ) -> None:
        other = drafting.invited(asked.leader, editor, writing.question("Another?"))
        signed_in(editor).post(self.page(other), {"verb": "adopt", "arrival": unproved.pk})
        assert other.answer.revisions.count() == 0
