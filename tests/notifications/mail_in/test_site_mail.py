"""The page on which the owner sees whether the mail works."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django.fixtures import Settings

from bothways.foundation.inbound.lookups import Lookup, Unreachable, fixed
from bothways.foundation.inbound.publishing import findings, signature_finding
from bothways.history.models import Entry
from bothways.notifications.actions.testing import look_up_tests, start_test
from bothways.notifications.arrivals import Message
from bothways.notifications.composing import compose
from bothways.notifications.letters import words_of
from bothways.notifications.models import Arrival, Letter, MailTest
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.notifications.mail_in.conftest import NOW, Bring, work
from tests.support.html import faults, parse
from tests.support.mails import mail, signed

TXT = fixed(
    {"site.example": "v=spf1 a -all", "in.site.example": "v=spf1 a -all", "_dmarc.site.example": "v=DMARC1; p=reject"}
)
MX = fixed({"in.site.example": "mx.site.example"})
pytestmark = pytest.mark.django_db(transaction=True)


def nobody(name: str) -> list[str]:
    raise Unreachable


def states(txt: Lookup, mx: Lookup = MX) -> list[tuple[str, str]]:
    return [
        (found.name, found.state)
        for found in findings("site.example", "site.example", "in.site.example", txt=txt, mx=mx)
    ]


def test_the_owner_begins_a_test_and_sees_what_came_of_it(
    owner: Person, signed_in: SignIn, bring: Bring, settings: Settings
) -> None:
    client = signed_in(owner)
    with time_machine.travel(NOW, tick=False):
        assert "has not been tested yet" in client.get("/site/mail/").content.decode()
        assert client.post("/site/mail/test/").status_code == 302
        assert "still running" in client.get("/site/mail/").content.decode()
        test, letter = MailTest.objects.get(), Letter.objects.get()
        assert look_up_tests(at=NOW, txt=TXT, mx=MX) == 1
        settings.MAIL_AUTHSERV_ID = "mx.site.example"
        verdict = b"Authentication-Results: mx.site.example; dmarc=pass header.from=site.example\r\n"
        bring(verdict + signed(_sent(letter), "site.example"), to=letter.address)
        work()
        page = client.get("/site/mail/")
    assert faults(parse(page.content)) == []
    words = page.content.decode()
    for said in ("site.example publishes a policy", "goes to mx.site.example", "The letter is signed by site.example.",
                 "came back, and DMARC vouches for it.", "The test letter is back."):  # fmt: skip
        assert said in words
    assert "still running" not in words
    test.refresh_from_db()
    assert {finding["name"]: finding["state"] for finding in test.findings} == dict.fromkeys(
        ["SPF", "DMARC", "MX", "DKIM"], "good"
    )


def _sent(letter: Letter) -> bytes:
    words = words_of(letter)
    assert words
    message = compose(letter, words).message()
    return bytes(message.as_bytes()).replace(b"\n", b"\r\n")


def test_without_a_network_the_page_says_so(owner: Person, signed_in: SignIn) -> None:
    start_test(by=owner, at=NOW)
    look_up_tests(at=NOW, txt=nobody, mx=nobody)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        words = signed_in(owner).get("/site/mail/").content.decode()
    assert words.count("No name server has answered.") == 3
    assert "The letter to ourselves has not come back." in words


def test_a_letter_whose_sender_is_in_doubt_says_why(owner: Person, bring: Bring, taken: list[Message]) -> None:
    start_test(by=owner, at=NOW)
    letter = Letter.objects.get()
    bring(_sent(letter), to=letter.address)
    work()
    test = MailTest.objects.get()
    assert (test.returned_at, test.verdict) == (NOW, "No signature in the mail holds.")
    assert [finding["state"] for finding in test.findings] == ["bad"]


def test_a_letter_that_comes_back_twice_changes_nothing(owner: Person, bring: Bring) -> None:
    start_test(by=owner, at=NOW)
    letter = Letter.objects.get()
    bring(_sent(letter), to=letter.address)
    bring(b"Received: again\r\n" + _sent(letter), to=letter.address)
    work()
    assert Arrival.objects.order_by("pk").last().outcome == "It belongs to no test that still waits."  # type: ignore[union-attr]


def test_what_a_person_writes_to_the_address_of_a_test_does_nothing(owner: Person, bring: Bring) -> None:
    start_test(by=owner, at=NOW)
    bring(mail(to=Letter.objects.get().address), to=Letter.objects.get().address)
    work()
    assert MailTest.objects.get().returned_at is None


def test_a_site_that_takes_no_mail_looks_up_what_it_publishes(
    owner: Person, signed_in: SignIn, settings: Settings
) -> None:
    settings.MAIL_IN_DOMAIN = settings.BOUNCES_TO = ""
    start_test(by=owner, at=NOW)
    look_up_tests(at=NOW, txt=TXT, mx=MX)
    assert not Letter.objects.exists()
    words = signed_in(owner).get("/site/mail/").content.decode()
    assert "The site takes no mail." in words
    assert "There and back" not in words


@pytest.mark.parametrize(
    ("records", "found"),
    [({}, ["bad", "bad"]), ({"site.example": ["v=spf1 a -all", "v=spf1 mx -all"]}, ["bad", "bad"]),
     ({"site.example": "v=spf1 +all"}, ["bad", "bad"]),
     ({"site.example": ["google=1", "v=spf1 -all"]}, ["good", "bad"]),
     ({"_dmarc.site.example": "v=DMARC1; p=none"}, ["bad", "good"]),
     ({"_dmarc.site.example": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, ["bad", "bad"])],
)  # fmt: skip
def test_what_is_published_is_judged(records: dict[str, str | list[str]], found: list[str]) -> None:
    assert [state for _, state in states(fixed(records))[:2]] == found


def test_a_domain_without_a_mail_server_is_judged() -> None:
    assert states(TXT, fixed({}))[2] == ("MX", "bad")


def test_a_signature_of_somebody_else_is_judged() -> None:
    assert signature_finding(signed(mail(to="x@y.example"), "elsewhere.example"), "site.example").state == "bad"
    assert signature_finding(signed(mail(to="x@y.example"), "mail.site.example"), "site.example").state == "good"
    assert signature_finding(b"DKIM-Signature: \xff;;=;d=\r\n\r\n", "site.example").state == "bad"


def test_nobody_else_sees_the_page_or_begins_a_test(
    editor: Person, member: Person, outsider: Client, signed_in: SignIn
) -> None:
    for person in (editor, member):
        assert signed_in(person).get("/site/mail/").status_code == 404
        assert signed_in(person).post("/site/mail/test/").status_code == 404
        with pytest.raises(PermissionDenied):
            start_test(by=person, at=NOW)
    assert outsider.get("/site/mail/").status_code == 302
    assert not MailTest.objects.exists()


def test_a_begun_test_stands_in_history(owner: Person) -> None:
    before = Entry.objects.count()
    start_test(by=owner, at=NOW)
    assert Entry.objects.order_by("number").last().verb == "mail_test.started"  # type: ignore[union-attr]
    assert Entry.objects.count() == before + 1


def test_scripts_in_heads_and_addresses_are_only_words_on_the_page(
    owner: Person, signed_in: SignIn, bring: Bring, address: str, taken: list[Message]
) -> None:
    script = "<script>alert(1)</script>"
    bring(mail(to=address, sender=f'"{script}" <{script}@x.example>', subject=script, text=script,
               message_id=f"<{script}>", heads=[("X-Any", script), ("Authentication-Results", script)]),
          envelope_from=script, door=script[:32])  # fmt: skip
    bring(mail(to=script), to=f"{script}@in.site.example")
    work()
    page = signed_in(owner).get("/site/mail/")
    assert script not in page.content.decode()
    assert taken[0].text == script, "kept as it is, and escaped where it is shown"
