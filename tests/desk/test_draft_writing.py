"""Writing a draft on its page: nothing that was typed is ever lost, whatever goes wrong."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from bothways.desk.actions.inviting import withdraw_invitation
from bothways.desk.actions.writing import Text, hand_in, latest
from bothways.desk.models import Invitation, Link
from bothways.desk.rules import Writer
from bothways.foundation import time
from bothways.history.models import Entry
from bothways.insider.models import Answer
from bothways.people.models import Person
from tests.support import desk, drafting
from tests.support.drafting import Sheet, text
from tests.support.html import faults, parse

pytestmark = pytest.mark.django_db

State = Answer.State
TYPED = "I typed this, and I want it back."


@pytest.fixture
def asked(insider: Person, editor: Person) -> Invitation:
    return drafting.invited(insider, editor)


@pytest.fixture
def sheet(asked: Invitation) -> Sheet:
    return Sheet(asked, drafting.door(asked))


def test_the_text_is_saved_and_shown_as_readers_will_see_it(sheet: Sheet) -> None:
    answer = sheet.write("One *word*.\r\n\r\nTwo.", "  A   headline ")
    assert (answer.status_code, answer["Location"]) == (302, f"{sheet.address}#saved")
    now = latest(sheet.asked.answer)
    assert now is not None
    assert (now.headline, now.body, now.mark) == ("A headline", "One *word*.\n\nTwo.", "1.1")
    shown = sheet.client.get(sheet.address).content.decode()
    assert "One <em>word</em>." in shown
    assert sheet.mark() == "1.1"


def test_a_page_that_saves_by_itself_gets_the_new_mark_and_the_preview(sheet: Sheet) -> None:
    sheet.headers = {"X-Autosave": "1"}
    answer = sheet.write("One *word*.")
    part = parse(answer.content)
    assert answer.status_code == 200
    assert [tag["data-mark"] for tag in part.select("[data-mark]")] == ["1.1"]
    assert "One <em>word</em>." in answer.content.decode()
    assert sheet.write("One *word*. Two.", based_on="1.1").status_code == 200
    assert sheet.mark() == "1.2"
    assert sheet.write("Another", based_on="1.1").status_code == 409


def test_what_the_desk_wrote_as_summary_stays(sheet: Sheet) -> None:
    desk.write(sheet.asked, Text("", "For the card", "One."), at=time.now())
    sheet.write("Two.", based_on=sheet.mark())
    sheet.asked.answer.refresh_from_db()
    assert (sheet.asked.answer.summary, sheet.asked.answer.body) == ("For the card", "Two.")


def test_handing_in_saves_first(sheet: Sheet) -> None:
    assert sheet.write(TYPED, verb="hand-in").status_code == 302
    sheet.asked.answer.refresh_from_db()
    assert (sheet.asked.answer.state, sheet.asked.answer.body) == (State.SUBMITTED, TYPED)
    assert sheet.press("take-back").status_code == 302
    sheet.asked.answer.refresh_from_db()
    assert sheet.asked.answer.state == State.DRAFT


def test_an_empty_box_is_not_handed_in(sheet: Sheet) -> None:
    answer = sheet.write("  ", verb="hand-in")
    assert answer.status_code == 422
    assert "nothing in the box yet" in text(answer)


@pytest.mark.parametrize(
    ("body", "headline", "said"),
    [("a" * 20_001, "", "At most 20000 characters; these are 20001"), (TYPED, "h" * 201, "At most 200 characters"),
     (f"{TYPED}\x00", "", "Null characters")],
)  # fmt: skip
def test_what_cannot_be_saved_is_shown_again_with_the_reason(sheet: Sheet, body: str, headline: str, said: str) -> None:
    answer = sheet.write(body, headline)
    assert answer.status_code == 422
    assert said in text(answer)
    assert body in answer.content.decode()
    assert not sheet.asked.answer.revisions.exists()


class TestTwoTexts:
    @pytest.fixture
    def met(self, sheet: Sheet) -> HttpResponse:
        """A delegate has saved while the leader was typing."""
        delegate = Writer.of_link(drafting.delegated(sheet.asked))
        desk.write(sheet.asked, Text("Theirs", "", "The delegate wrote this."), by=delegate, at=time.now())
        return sheet.write(TYPED, headline="Mine")

    def test_both_are_shown_with_the_difference(self, met: HttpResponse) -> None:
        assert met.status_code == 409
        shown, expected = (
            met.content.decode(),
            (TYPED, "Mine", "The delegate wrote this.", "Pat Moss", "<ins>", "<del>"),
        )
        assert [words for words in expected if words not in shown] == []
        assert faults(parse(met.content)) == []

    @pytest.mark.parametrize(("keep", "stands"), [("mine", TYPED), ("theirs", "The delegate wrote this.")])
    def test_the_writer_chooses_and_both_are_kept(
        self, sheet: Sheet, met: HttpResponse, keep: str, stands: str
    ) -> None:
        mark = parse(met.content).select_one("[name=based_on]")
        assert mark
        sheet.press("settle", keep=keep, body=TYPED, headline="Mine", based_on=str(mark["value"]))
        sheet.asked.answer.refresh_from_db()
        assert sheet.asked.answer.body == stands
        assert {"The delegate wrote this.", TYPED} == set(sheet.asked.answer.revisions.values_list("body", flat=True))

    def test_a_third_text_meanwhile_is_shown_in_turn(self, sheet: Sheet, met: HttpResponse) -> None:
        desk.write(sheet.asked, Text("", "", "And a third."), at=time.now())
        again = sheet.press("settle", keep="mine", body=TYPED, headline="Mine", based_on="1.1")
        assert again.status_code == 409
        assert "And a third." in again.content.decode()
        assert TYPED in again.content.decode()

    def test_two_tabs_of_one_writer_keep_both(self, sheet: Sheet) -> None:
        sheet.write("In the first tab.")
        met = sheet.write("In the second tab.")
        assert met.status_code == 409
        sheet.press("settle", keep="mine", body="In the second tab.", headline="", based_on="1.1")
        assert list(sheet.asked.answer.revisions.values_list("body", flat=True)) == [
            "In the first tab.", "In the second tab.",
        ]  # fmt: skip


class TestAnOldPage:
    def test_the_draft_was_handed_in_meanwhile(self, sheet: Sheet) -> None:
        sheet.write("First.")
        hand_in(answer=sheet.asked.answer, by=drafting.leader(sheet.asked), at=time.now())
        answer = sheet.write(TYPED, based_on="1.1")
        assert answer.status_code == 409
        assert "It is handed in now." in text(answer)
        assert TYPED in answer.content.decode()
        assert faults(parse(answer.content)) == []

    def test_the_desk_asks_no_longer(self, sheet: Sheet, editor: Person) -> None:
        sheet.mark()
        withdraw_invitation(invitation=sheet.asked, by=editor, at=time.now())
        answer = sheet.write(TYPED)
        assert answer.status_code == 410
        assert TYPED in answer.content.decode()

    def test_the_link_has_grown_too_old(self, sheet: Sheet) -> None:
        sheet.mark()
        Link.objects.update(expires_at=time.now() - timedelta(minutes=1))
        answer = sheet.write(TYPED)
        assert answer.status_code == 410
        assert TYPED in answer.content.decode()
        assert "Send me a new link" in text(answer)

    @pytest.mark.parametrize("verb", ["accept", "decline", "take-back", "sign", "code", "unsign", "reopen", "delegate"])
    def test_a_button_that_is_out_of_date_does_nothing_and_says_so(
        self, sheet: Sheet, editor: Person, verb: str
    ) -> None:
        sheet.mark()
        if verb in ("accept", "decline", "delegate"):
            desk.published(sheet.asked, editor, at=time.now())
        before = Entry.objects.count()
        answer = sheet.press(verb, reason="time", name="Pat", address="pat@longtable.example")
        if verb == "accept":  # it had been said already
            assert answer.status_code == 302
        else:
            assert answer.status_code == 409
            assert "nothing was done" in text(answer)
        assert Entry.objects.count() == before


class TestFromElsewhere:
    def test_a_form_without_its_cookie_is_refused_kindly_with_the_text(self, sheet: Sheet) -> None:
        answer = sheet.press("save", again=False, body=TYPED, headline="Mine", based_on="")
        assert answer.status_code == 403
        assert "Please press once more" in text(answer)
        assert TYPED in answer.content.decode()
        assert not sheet.asked.answer.revisions.exists()
        assert sheet.write(TYPED).status_code == 302  # with the cookie that the page has now given

    @pytest.mark.parametrize("verb", ["decline", "hand-in", "delegate", "suggest", "accept", "code"])
    def test_no_verb_does_anything_without_it(self, sheet: Sheet, verb: str) -> None:
        before = Entry.objects.count()
        answer = sheet.press(verb, again=False, reason="time", name="X", address="x@y.example", body="X", headline="")
        assert answer.status_code == 403
        assert Entry.objects.count() == before

    def test_too_often_is_said_kindly_with_the_text(self, sheet: Sheet, settings: Settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"draft": "2/m/key"}
        answers = [sheet.write(f"{TYPED} {n}", based_on=sheet.mark()) for n in range(3)]
        assert [answer.status_code for answer in answers] == [302, 302, 429]
        assert f"{TYPED} 2" in answers[-1].content.decode()
