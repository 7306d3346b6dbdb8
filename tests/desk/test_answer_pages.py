"""One answer at the desk: every verb through its page; two who write meet a conflict, and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bothways.desk.actions.writing import Text, latest
from bothways.desk.models import Invitation, Revision
from bothways.desk.rules import Writer
from bothways.insider.actions.publishing import text_hash
from bothways.insider.actions.reposting import register_repost
from bothways.insider.models import Answer, Repost
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import desk
from tests.support.desk import AT

State = Answer.State
NOW = AT + timedelta(days=1)
LEE = {"headline": "Somebody who sees you", "summary": "", "body": "Mine, by Elena."}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk_client(editor: Person, signed_in: SignIn) -> Client:
    return signed_in(editor)


def page(client: Client, asked: Invitation, part: str = "", query: str = "") -> str:
    answer = client.get(f"/desk/answers/{asked.answer_id}/{part}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, asked: Invitation, verb: str, **typed: str) -> str:
    """Press a button of the page of the answer; the state that it is in then."""
    client.post(f"/desk/answers/{asked.answer_id}/", {"verb": verb, **typed})
    asked.answer.refresh_from_db()
    return asked.answer.state


def test_from_handed_in_to_published_and_withdrawn(asked: Invitation, desk_client: Client) -> None:
    desk.handed_in(asked)
    assert act(desk_client, asked, "changes", words="Say more.") == State.CHANGES_ASKED
    assert act(desk_client, asked, "again") == State.SUBMITTED
    assert act(desk_client, asked, "approve", words="Thank you.") == State.APPROVED
    assert act(desk_client, asked, "unapprove") == State.SUBMITTED
    assert act(desk_client, asked, "approve") == State.APPROVED
    assert act(desk_client, asked, "publish") == State.APPROVED  # nobody has signed
    desk.sign(asked, at=NOW)
    assert act(desk_client, asked, "plan", day="2026-12-01") == State.SCHEDULED
    assert act(desk_client, asked, "publish") == State.PUBLISHED
    assert act(desk_client, asked, "withdraw", reason="Its author asked.") == State.WITHDRAWN
    assert "Its author asked." in page(desk_client, asked)
    assert act(desk_client, asked, "reinstate") == State.PUBLISHED


def test_the_bench(asked: Invitation, editor: Person, desk_client: Client) -> None:
    desk.signed(asked, editor)
    act(desk_client, asked, "bench")
    assert asked.answer.bench.added_by == editor
    assert 'value="unbench"' in page(desk_client, asked)
    act(desk_client, asked, "unbench")
    assert not Answer.objects.filter(pk=asked.answer_id, bench__isnull=False).exists()


def test_a_text_without_a_headline_is_not_approved_and_the_words_stay(asked: Invitation, desk_client: Client) -> None:
    desk.handed_in(asked, Text(body="Only words."))
    shown = desk_client.post(f"/desk/answers/{asked.answer_id}/", {"verb": "approve", "words": "So good."})
    assert "It needs a headline" in shown.content.decode()
    assert "So good." in shown.content.decode()


def test_what_came_by_mail_can_be_taken_up(asked: Invitation, desk_client: Client) -> None:
    desk.write(asked)
    assert 'value="take_up"' not in page(desk_client, asked)
    desk.write(asked, Text("Mailed", "", "By mail."), by=Writer.of_mail(asked, arrival_id=1))
    assert act(desk_client, asked, "take_up") == State.SUBMITTED


def test_two_editors_at_once_do_one_thing(
    asked: Invitation, desk_client: Client, owner: Person, signed_in: SignIn
) -> None:
    desk.handed_in(asked)
    assert act(signed_in(owner), asked, "approve") == State.APPROVED
    refused = desk_client.post(f"/desk/answers/{asked.answer_id}/", {"verb": "approve", "words": "Mine too."})
    assert "it is “approved by the desk”." in refused.content.decode()
    assert "Mine too." in refused.content.decode()
    assert asked.answer.reviews.count() == 1


class TestEditing:
    def save(self, client: Client, asked: Invitation, based_on: str, **typed: str) -> str:
        answer = client.post(f"/desk/answers/{asked.answer_id}/edit/", {**LEE, "based_on": based_on, **typed})
        return "saved" if answer.status_code == 302 else answer.content.decode()

    def mark(self, asked: Invitation) -> str:
        now = latest(asked.answer)
        assert now is not None
        return now.mark

    def test_the_desk_puts_it_better(self, asked: Invitation, desk_client: Client) -> None:
        desk.handed_in(asked)
        assert self.save(desk_client, asked, self.mark(asked)) == "saved"
        assert list(asked.answer.revisions.values_list("number", "way", "body")) == [
            (1, Revision.Way.ACCOUNT, desk.TEXT.body), (2, Revision.Way.DESK, "Mine, by Elena."),
        ]  # fmt: skip

    def test_of_two_who_save_the_second_sees_both_and_makes_one(
        self, asked: Invitation, desk_client: Client, owner: Person, signed_in: SignIn
    ) -> None:
        desk.handed_in(asked)
        begun = self.mark(asked)
        assert self.save(signed_in(owner), asked, begun, body="Mine, by Grace.") == "saved"
        shown = self.save(desk_client, asked, begun)
        assert "Grace Whitfield saved another text" in shown
        assert "<ins>" in shown and "<del>" in shown  # noqa: PT018  one difference
        assert "Mine, by Grace." in shown
        assert "Mine, by Elena.</textarea>" in shown
        asked.answer.refresh_from_db()
        assert asked.answer.body == "Mine, by Grace."
        assert self.save(desk_client, asked, self.mark(asked), body="Ours.") == "saved"
        bodies = list(asked.answer.revisions.values_list("body", flat=True))
        assert bodies == [desk.TEXT.body, "Mine, by Grace.", "Ours."]

    def test_a_text_that_went_back_meanwhile_is_not_saved_and_not_lost(
        self, asked: Invitation, desk_client: Client
    ) -> None:
        desk.handed_in(asked)
        begun = self.mark(asked)
        act(desk_client, asked, "changes", words="Say more.")
        shown = self.save(desk_client, asked, begun)
        assert "it is “changes asked”." in shown
        assert "Mine, by Elena.</textarea>" in shown

    def test_a_text_too_long_is_shown_back(self, asked: Invitation, desk_client: Client) -> None:
        desk.handed_in(asked)
        shown = self.save(desk_client, asked, self.mark(asked), body="word " * 4_001)
        assert "20000" in shown
        assert "word word" in shown
        assert asked.answer.revisions.count() == 1

    def test_looking_at_it_saves_nothing_and_runs_nothing(self, asked: Invitation, desk_client: Client) -> None:
        desk.handed_in(asked)
        shown = self.save(desk_client, asked, self.mark(asked), preview="1", body="**Bold** <script>alert(1)</script>")
        assert "<strong>Bold</strong> &lt;script&gt;" in shown
        assert asked.answer.revisions.count() == 1


def test_versions_are_compared_word_by_word(asked: Invitation, editor: Person, desk_client: Client) -> None:
    desk.handed_in(asked)
    text = Text(desk.TEXT.headline, "", desk.TEXT.body.replace("wall", "window"))
    desk.write(asked, text, by=Writer.of_editor(editor))
    shown = page(desk_client, asked, "versions/")
    assert "<del>" in shown
    assert "window" in shown
    assert "The two say the same." in page(desk_client, asked, "versions/", "?older=1&newer=1")
    assert "<ins>" in page(desk_client, asked, "versions/", "?older=x&newer=99999999999")


def test_a_text_without_versions_is_not_said_to_be_unwritten(asked: Invitation, desk_client: Client) -> None:
    assert "Nothing is written yet." in page(desk_client, asked, "versions/")
    Answer.objects.filter(pk=asked.answer_id).update(body="It came in whole.")
    shown = page(desk_client, asked, "versions/")
    assert "No earlier version was kept." in shown
    assert "Nothing is written yet." not in shown


class TestCorrecting:
    @pytest.fixture
    def published(self, asked: Invitation, editor: Person) -> Invitation:
        desk.published(asked, editor)
        asked.answer.refresh_from_db()
        return asked

    def correct(self, client: Client, asked: Invitation, **typed: str) -> str:
        typed = {"body": "Because.", "note": "A letter", "based_on": text_hash(asked.answer), **typed}
        answer = client.post(f"/desk/answers/{asked.answer_id}/correct/", typed)
        asked.answer.refresh_from_db()
        return "done" if answer.status_code == 302 else answer.content.decode()

    def test_a_small_thing_shows_at_once(self, published: Invitation, desk_client: Client) -> None:
        assert self.correct(desk_client, published, kind="small") == "done"
        assert published.answer.body == "Because."
        assert "A letter" in desk_client.get("/desk/corrections/").content.decode()
        assert "a small thing" in desk_client.get("/desk/corrections/").content.decode()

    def test_what_it_says_waits_for_the_author_and_can_be_dropped(
        self, published: Invitation, desk_client: Client
    ) -> None:
        before = published.answer.body
        assert self.correct(desk_client, published, kind="sense") == "done"
        assert published.answer.body == before
        assert "A correction waits" in page(desk_client, published)
        proposal = published.answer.proposed_corrections.get()
        act(desk_client, published, "drop", proposal=str(proposal.pk))
        proposal.refresh_from_db()
        assert proposal.dropped_at == NOW

    def test_who_began_before_another_sees_both(self, published: Invitation, desk_client: Client) -> None:
        begun = text_hash(published.answer)
        assert self.correct(desk_client, published, kind="small") == "done"
        shown = self.correct(desk_client, published, kind="small", body="Since.", based_on=begun)
        assert "It was corrected since you began." in shown
        assert "Since.</textarea>" in shown
        assert published.answer.body == "Because."

    def test_looking_at_what_changes_corrects_nothing(self, published: Invitation, desk_client: Client) -> None:
        assert "<ins>" in self.correct(desk_client, published, kind="small", preview="1")
        assert published.answer.corrections.count() == 0

    def test_a_republished_copy_is_removed_by_its_own_answer_only(
        self, published: Invitation, editor: Person, desk_client: Client
    ) -> None:
        register_repost(answer=published.answer, url="https://elsewhere.example/", by=editor, at=NOW)
        repost = Repost.objects.get()
        other = Answer.objects.create(
            question=published.question, slug="other", state=State.PUBLISHED, published_at=NOW
        )
        for answer, left in ((other, 1), (published.answer, 0)):
            desk_client.post(f"/desk/answers/{answer.pk}/record/", {"verb": "remove", "repost": repost.pk})
            assert Repost.objects.count() == left


def test_the_page_says_how_long_it_is(asked: Invitation, desk_client: Client) -> None:
    desk.handed_in(asked, Text("Short", "", "Three short words."))
    assert "3 words, short: 150 to 600 read best" in page(desk_client, asked)
