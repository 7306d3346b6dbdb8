"""What I get by mail: chosen on a page, ended by the link in a letter without signing in, paused where it bounces."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from bothways.history.models import Entry
from bothways.insider.actions.following import follow
from bothways.notifications.actions.digesting import post_digests
from bothways.notifications.actions.pausing import pause_address
from bothways.notifications.actions.posting import post
from bothways.notifications.courier import deliver
from bothways.notifications.leaving import link_to_stop, token
from bothways.notifications.models import Letter, PausedAddress, Subscription
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import writing
from tests.support.html import faults, parse
from tests.support.mailbox import Sink, html_of, text_of
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
DAY = timedelta(days=1)


def chosen(person: Person) -> tuple[str, int, bool]:
    found = Subscription.objects.get(person=person)
    return found.rhythm, found.weekday, found.at_once


class TestThePage:
    def test_it_begins_with_nothing(self, signed_in: SignIn, member: Person) -> None:
        page = parse(signed_in(member).get("/me/letters/").content)
        assert [box["value"] for box in page.find_all("input", {"name": "rhythm", "checked": True})] == ["none"]
        assert not Subscription.objects.exists()

    def test_chosen_kept_and_shown_again(self, signed_in: SignIn, member: Person) -> None:
        client = signed_in(member)
        answer = client.post("/me/letters/", {"rhythm": "weekly", "weekday": "4", "at_once": "on"}, follow=True)
        assert b"We write to you as you chose." in answer.content
        assert chosen(member) == ("weekly", 4, True)
        page = parse(answer.content)
        assert [box["value"] for box in page.find_all("input", {"name": "rhythm", "checked": True})] == ["weekly"]
        assert page.find("option", selected=True).get_text() == "Friday"  # type: ignore[union-attr]
        assert page.find("input", {"name": "at_once", "checked": True})

    @pytest.mark.parametrize(
        "sent", [{}, {"rhythm": "hourly", "weekday": "0"}, {"rhythm": "daily", "weekday": "7"}, {"rhythm": "daily"}]
    )
    def test_what_makes_no_sense_is_said_and_changes_nothing(
        self, signed_in: SignIn, member: Person, sent: dict[str, str]
    ) -> None:
        answer = signed_in(member).post("/me/letters/", sent)
        assert answer.status_code == 200
        assert parse(answer.content).find(class_="error-summary")
        assert not Subscription.objects.exists()

    def test_the_shelf_offers_a_digest_to_those_who_have_not_chosen(self, signed_in: SignIn, member: Person) -> None:
        client = signed_in(member)
        assert b"Shall we write to you" in client.get("/me/").content
        client.post("/me/letters/", {"rhythm": "none", "weekday": "0"})
        assert b"Shall we write to you" not in client.get("/me/").content


def first_digest(member: Person, insider: Person, settings: Settings) -> None:
    """Lets a digest go out to `member`."""
    settings.SITE_ORIGIN = "https://mentors.example"
    question = writing.question(at=NOON)
    follow(thing=question, by=member, at=NOON)
    Subscription.objects.create(person=member, rhythm="daily", changed_at=NOON, covered_until=NOON, next_at=NOON + DAY)
    writing.published(question, insider, at=NOON + timedelta(hours=1))
    post_digests(at=NOON + DAY)
    assert deliver(NOON + DAY) == 1


class TestOneClick:
    """RFC 8058."""

    def test_the_headers_name_it(
        self, member: Person, insider: Person, settings: Settings, sink: Sink, outsider: Client
    ) -> None:
        first_digest(member, insider, settings)
        (message,) = sink.messages
        address = str(message["List-Unsubscribe"]).strip(" <>")
        assert address.startswith("https://mentors.example/letters/stop/")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Id"] == "<digest.mentors.example>"
        assert address in text_of(message)
        assert address in html_of(message)
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post(address.removeprefix("https://mentors.example"), ONE_CLICK)
        assert answer.status_code == 200
        assert not answer.cookies
        assert chosen(member)[0] == "none"
        assert post_digests(at=NOON + 9 * DAY) == 0

    def test_one_click_as_mail_programs_send_it(self, member: Person, outsider: Client) -> None:
        Subscription.objects.create(person=member, rhythm="daily", changed_at=NOON, covered_until=NOON, next_at=NOON)
        form = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
        assert outsider.post(f"/letters/stop/{token('digest', member.pk)}/", **form).status_code == 200  # type: ignore[arg-type]
        assert chosen(member)[0] == "none"

    def test_without_tls_it_is_not_promised(
        self, member: Person, insider: Person, settings: Settings, sink: Sink
    ) -> None:
        first_digest(member, insider, settings)
        settings.SITE_ORIGIN = "http://mentors.example"
        Letter.objects.update(sent_at=None)
        deliver(NOON + DAY)
        message = sink.messages[-1]
        assert message["List-Unsubscribe"] is not None
        assert message["List-Unsubscribe-Post"] is None

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_a_scanner_that_follows_links_changes_nothing(self, member: Person, outsider: Client, method: str) -> None:
        Subscription.objects.create(person=member, rhythm="daily", changed_at=NOON, covered_until=NOON, next_at=NOON)
        before = Entry.objects.count()
        answer = getattr(outsider, method)(f"/letters/stop/{token('digest', member.pk)}/")
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert chosen(member)[0] == "daily"
        assert Entry.objects.count() == before

    @pytest.mark.parametrize("what", ["digest", "at_once"])
    def test_the_page_ends_it_and_takes_that_back(self, member: Person, outsider: Client, what: str) -> None:
        Subscription.objects.create(
            person=member, rhythm="weekly", weekday=3, at_once=True, changed_at=NOON, covered_until=NOON, next_at=NOON
        )
        address = f"/letters/stop/{token(what, member.pk)}/"  # type: ignore[arg-type]
        states = []
        for sent in (None, {}, {}, {"again": "1"}):
            answer = outsider.get(address) if sent is None else outsider.post(address, sent)
            page = parse(answer.content)
            assert faults(page) == []
            assert member.name not in page.get_text()
            assert str(member.email) not in page.get_text()
            states.append(page.find("input", {"name": "again"}) is not None)
        assert states == [False, True, True, False]
        assert chosen(member) == ("weekly", 3, True)

    @pytest.mark.parametrize(
        "wrong", ["d1", "d1-forged", "d1-" + 24 * "0", "x1-abc", "-", "d" + 30 * "9", "%00", "d1-é"]
    )
    def test_links_that_we_did_not_write_lead_nowhere(self, member: Person, outsider: Client, wrong: str) -> None:
        for method in ("get", "post"):
            assert getattr(outsider, method)(f"/letters/stop/{wrong}/").status_code == 404

    def test_the_link_of_one_is_not_the_link_of_another(
        self, member: Person, other_member: Person, outsider: Client
    ) -> None:
        mine = token("digest", member.pk)
        swapped = mine.replace(f"d{member.pk}-", f"d{other_member.pk}-")
        assert outsider.post(f"/letters/stop/{swapped}/").status_code == 404

    def test_of_somebody_who_has_left_nothing_is_known(self, member: Person, outsider: Client) -> None:
        link = token("digest", member.pk)
        Person.objects.filter(pk=member.pk).update(left_at=NOON)
        assert outsider.get(f"/letters/stop/{link}/").status_code == 404

    def test_an_address_without_account_is_paused_and_written_to_again(self, member: Person, outsider: Client) -> None:
        with transaction.atomic():
            post("test.note", about=member, to="paper@paper.example", at=NOON, key="one")
        letter = Letter.objects.get()
        link = link_to_stop("address", letter).removeprefix("http://localhost:8000")
        assert "paper" not in link
        outsider.post(link, ONE_CLICK)
        assert PausedAddress.objects.get().address == "paper@paper.example"
        outsider.post(link, {"again": "1"})
        assert not PausedAddress.objects.exists()


class TestAPausedAddress:
    def test_it_is_said_on_my_page_and_a_code_that_arrives_mends_it(
        self, signed_in: SignIn, member: Person, mailoutbox: list[object]
    ) -> None:
        with time_machine.travel(NOON, tick=False):
            client = signed_in(member)
            pause_address(address=str(member.email), reason="550 5.2.1 <b>Mailbox</b> disabled", at=NOON)
            page = client.get("/me/letters/").content.decode()
            assert "5.2.1 &lt;b&gt;Mailbox&lt;/b&gt; disabled" in page
            asked = client.post("/me/letters/resume/")
            assert asked["Location"] == "/accounts/reauthenticate/code/?next=%2Fme%2Fletters%2F"
            assert PausedAddress.objects.exists()
            prove(client, asked["Location"], mailoutbox)
            done = client.post("/me/letters/resume/", follow=True)
            assert b"We write to your address again." in done.content
        assert not PausedAddress.objects.exists()
        entry = Entry.objects.get(verb="address.resumed")
        assert entry.actor_id == member.pk

    def test_signing_in_with_a_mailed_code_is_enough(self, member: Person, mailoutbox: list[object]) -> None:
        pause_address(address=str(member.email), reason="full", at=NOON)
        client = Client()
        client.post("/accounts/login/", {"login": member.email})
        client.post("/accounts/login/code/confirm/", {"code": code_in(mailoutbox)})
        assert client.get("/me/").status_code == 200
        assert not PausedAddress.objects.exists()

    def test_signing_in_otherwise_is_not(self, signed_in: SignIn, member: Person) -> None:
        pause_address(address=str(member.email), reason="full", at=NOON)
        signed_in(member).get("/me/")
        assert PausedAddress.objects.exists()

    def test_nobody_is_asked_where_nothing_is_paused(self, signed_in: SignIn, member: Person) -> None:
        assert signed_in(member).post("/me/letters/resume/")["Location"] == "/me/letters/"


def code_in(mails: list[object]) -> str:
    lines = str(mails[-1].body).splitlines()  # type: ignore[attr-defined]
    return next(line for line in lines if len(line) == 9 and line[4] == "-")


def prove(client: Client, address: str, mails: list[object]) -> None:
    client.post(address, {"action": "send"})
    assert client.post(address, {"code": code_in(mails)}).status_code == 302
