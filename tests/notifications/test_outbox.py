"""The outbox: the owner sees what failed and mends it; nobody else knows that it is there."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.foundation.tables import cell, csv_lines
from bothways.history.models import Entry
from bothways.notifications.actions import resending
from bothways.notifications.actions.delivering import give_up, lease, mark_sent
from bothways.notifications.actions.forgetting import LETTERS, forget_letters
from bothways.notifications.models import Letter
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.notifications.conftest import Post
from tests.support.html import faults, parse
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def dead(posted: Post) -> Letter:
    letter = posted("paper@paper.example")
    give_up(letter=letter, error="550 5.7.1 We do not want <b>this</b>", at=NOON)
    return Letter.objects.get(pk=letter.pk)


class TestThePage:
    def test_it_says_what_failed_and_why(self, dead: Letter, owner: Person, signed_in: SignIn) -> None:
        page = signed_in(owner).get("/site/letters/").content.decode()
        for words in (
            "test.note",
            "paper@paper.example",
            "550 5.7.1 We do not want &lt;b&gt;this&lt;/b&gt;",
            "Given up (1)",
        ):
            assert words in page

    @pytest.mark.parametrize("show", ["dead", "waiting", "sent", "dropped", "nonsense"])
    def test_every_list_is_sound_empty_and_full(
        self, posted: Post, owner: Person, signed_in: SignIn, show: str
    ) -> None:
        client = signed_in(owner)
        for full in (False, True):
            if full:
                letters = [posted() for _ in range(6)]
                give_up(letter=letters[0], error="no", at=NOON)
                mark_sent(letter=letters[1], at=NOON)
                give_up(letter=letters[2], error="no", at=NOON)
                resending.drop_letter(letter=letters[2], by=owner, at=NOON)
                Letter.objects.filter(pk=letters[3].pk).update(dropped_at=NOON)
            page = parse(client.get(f"/site/letters/?show={show}").content)
            assert faults(page) == []
            assert (page.find("table") is not None) == full

    def test_nobody_else_knows_of_it(
        self, dead: Letter, member: Person, editor: Person, outsider: Client, signed_in: SignIn
    ) -> None:
        addresses = ("/site/letters/", "/site/letters/letters.csv")
        verbs = ("/site/letters/resend/", "/site/letters/stop/", f"/site/letters/{dead.pk}/resend/")
        for person in (member, editor):
            client = signed_in(person)
            assert [client.get(address).status_code for address in addresses] == [404, 404]
            assert [client.post(address).status_code for address in verbs] == [404] * 3
        assert [outsider.post(address).status_code for address in verbs] == [302] * 3
        assert Letter.objects.dead().count() == 1

    def test_as_many_queries_for_one_as_for_thirty(self, posted: Post, owner: Person, signed_in: SignIn) -> None:
        counts = []
        for size in (1, 29):
            for _ in range(size):
                give_up(letter=posted(), error="no", at=NOON)
            client = signed_in(owner)
            with CaptureQueriesContext(connection) as asked:
                client.get("/site/letters/")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 8

    def test_as_a_spreadsheet(self, dead: Letter, owner: Person, signed_in: SignIn) -> None:
        Letter.objects.update(error='=HYPERLINK("https://evil.example")')
        answer = signed_in(owner).get("/site/letters/letters.csv?show=dead")
        assert answer["Content-Type"].startswith("text/csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        (row,) = csv.DictReader(io.StringIO(text))
        assert row["to"] == "paper@paper.example"
        assert row["kind"] == "test.note"
        assert row["error"] == '\'=HYPERLINK("https://evil.example")'


class TestVerbs:
    def test_sent_after_all_and_stopped(self, dead: Letter, owner: Person) -> None:
        assert [resending.resend_letter(letter=dead, by=owner, at=LATER) for _ in range(2)] == [True, False]
        fresh = Letter.objects.waiting().get()
        assert (fresh.due_at, fresh.tries, fresh.error) == (LATER, 0, "")
        assert [resending.stop_letter(letter=dead, by=owner, at=LATER) for _ in range(2)] == [True, False]
        assert Letter.objects.dead().get().error == "Stopped by hand."

    def test_dropped_and_kept(self, dead: Letter, owner: Person) -> None:
        assert [resending.drop_letter(letter=dead, by=owner, at=LATER) for _ in range(2)] == [True, False]
        assert not Letter.objects.dead().exists()
        assert not resending.resend_letter(letter=dead, by=owner, at=LATER)
        assert [resending.keep_letter(letter=dead, by=owner, at=LATER) for _ in range(2)] == [True, False]
        assert Letter.objects.dead().get() == dead

    def test_all_of_them(self, posted: Post, dead: Letter, owner: Person) -> None:
        give_up(letter=posted(), error="no", at=NOON)
        assert resending.resend_all(by=owner, at=LATER) == 2
        assert resending.resend_all(by=owner, at=LATER) == 0
        assert resending.stop_all(by=owner, at=LATER) == 2
        assert Letter.objects.dead().count() == 2

    def test_what_a_worker_has_in_hand_is_not_stopped(self, posted: Post, owner: Person) -> None:
        letter = posted()
        lease(most=1, at=NOON)
        assert not resending.stop_letter(letter=letter, by=owner, at=LATER)

    def test_each_stands_in_history_once(self, dead: Letter, owner: Person) -> None:
        before = Entry.objects.count()
        resending.resend_letter(letter=dead, by=owner, at=LATER)
        resending.stop_all(by=owner, at=LATER)
        resending.drop_letter(letter=dead, by=owner, at=LATER)
        resending.keep_letter(letter=dead, by=owner, at=LATER)
        entries = Entry.objects.filter(number__gt=before).order_by("number")
        verbs = ["letter.resent", "letters.stopped", "letter.dropped", "letter.kept"]
        assert [entry.verb for entry in entries] == verbs
        assert {entry.actor_id for entry in entries} == {owner.pk}

    @pytest.mark.parametrize("verb", ["resend_letter", "stop_letter", "drop_letter", "keep_letter"])
    def test_the_actions_know_who_may(self, dead: Letter, editor: Person, verb: str) -> None:
        with pytest.raises(PermissionDenied):
            getattr(resending, verb)(letter=dead, by=editor, at=LATER)
        with pytest.raises(PermissionDenied):
            resending.resend_all(by=editor, at=LATER)

    def test_the_buttons_do_what_they_say(self, dead: Letter, owner: Person, signed_in: SignIn) -> None:
        client = signed_in(owner)
        for verb, show, said in (
            ("drop", "dead", b"The letter is dropped."),
            ("keep", "dropped", b"The letter is among those given up again."),
            ("resend", "dead", b"The letter waits to be sent again."),
            ("resend", "dead", b"Nothing was changed"),
        ):
            answer = client.post(f"/site/letters/{dead.pk}/{verb}/", {"show": show}, follow=True)
            assert said in answer.content
            assert answer.redirect_chain[-1][0] == f"/site/letters/?show={show}"
        Letter.objects.update(failed_at=NOON)
        assert b"1 letter waits to be sent again." in client.post("/site/letters/resend/", follow=True).content


class TestForgetting:
    def test_what_was_settled_long_ago_goes(self, posted: Post) -> None:
        sent, dead, waiting = posted(), posted(), posted()
        mark_sent(letter=sent, at=NOON)
        give_up(letter=dead, error="no", at=NOON)
        assert forget_letters(at=NOON + LETTERS) == 0
        assert forget_letters(at=NOON + LETTERS + timedelta(seconds=1)) == 2
        assert Letter.objects.get() == waiting


class TestTables:
    @pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\x00x"])
    def test_nothing_runs(self, words: str) -> None:
        assert cell(words) == f"'{words}"

    def test_the_rest_stays(self) -> None:
        assert [cell(value) for value in ("a=b", "", 7, -7, None)] == ["a=b", "", 7, -7, None]
        assert "".join(csv_lines(["a", "b"], [["x,y", -1]])) == '\ufeffa,b\r\n"x,y",-1\r\n'
