"""What a machine wrote is known as that, so that nobody answers it."""

import pytest

from bothways.foundation.inbound.bounces import returned
from bothways.foundation.inbound.reading import read
from bothways.foundation.inbound.sorting import Kind, kind_of
from tests.support.mails import AMINA, mail

TO = "answer+7k.abcdefghijklmnop@in.longtable.example"
OWN = ("bothways@site.example", TO)
DSN = b"""From: MAILER-DAEMON@mx.elsewhere.example
To: bounce@in.longtable.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

I am sorry to say that your mail could not be delivered.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.elsewhere.example

Final-Recipient: rfc822; noor@elsewhere.example
Action: %s
Status: %s
Diagnostic-Code: smtp; 550 5.1.1 <noor@elsewhere.example>: no
 such user

--=_b
Content-Type: %s

From: bothways@site.example
Message-ID: <letter-7-abc@site.example>
Subject: Why?

--=_b--
"""


def kind(raw: bytes, envelope_from: str | None = AMINA) -> Kind:
    return kind_of(read(raw), envelope_from=envelope_from, site="site.example", own_addresses=OWN)


def test_a_reply_is_of_a_person() -> None:
    assert kind(mail(to=TO)) == Kind.PERSON
    assert kind(mail(to=TO), None) == Kind.PERSON
    assert kind(mail(to=TO, heads=[("Auto-Submitted", "no")])) == Kind.PERSON


@pytest.mark.parametrize(
    "head",
    [("Auto-Submitted", "auto-replied"), ("Auto-Submitted", "auto-generated; type=x"), ("Precedence", "bulk"),
     ("Precedence", "auto_reply"), ("X-Autoreply", "yes"), ("X-Autorespond", "x"), ("X-Auto-Response-Suppress", "All")],
)  # fmt: skip
def test_a_mail_that_says_so_is_automatic(head: tuple[str, str]) -> None:
    assert kind(mail(to=TO, heads=[head])) == Kind.AUTOMATIC


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@x.example", "no-reply@x.example", "noreply+7@x.example", "postmaster@x.example"]
)
def test_a_machines_address_is_automatic(sender: str) -> None:
    assert kind(mail(to=TO, sender=sender), sender) == Kind.AUTOMATIC


def test_a_mail_without_a_way_back_is_automatic() -> None:
    assert kind(mail(to=TO), "") == Kind.AUTOMATIC


@pytest.mark.parametrize(
    "subject",
    ["Out of Office: Re: Why?", "Automatic reply: Why?", "Abwesenheitsnotiz", "Automatische Antwort: Warum?",
     "=?utf-8?q?R=C3=A9ponse_automatique_=3A_Pourquoi?=", "Respuesta automática: ¿Por qué?", "Risposta automatica: x",
     "Automatisch antwoord: x", "Autosvar: x", "Автоматический ответ: x", "自动回复: x"],
)  # fmt: skip
def test_out_of_office_is_known_by_its_subject_where_nothing_is_quoted(subject: str) -> None:
    assert kind(mail(to=TO, subject=subject, text="I am away until Monday.")) == Kind.AUTOMATIC
    assert kind(mail(to=TO, subject=subject, text="Being away taught me.\n\n> Why?")) == Kind.PERSON


def test_a_mailing_list_is_known() -> None:
    assert kind(mail(to=TO, heads=[("List-Id", "<mentors.lists.example>")])) == Kind.LIST


def test_our_own_mail_is_known_when_it_comes_back() -> None:
    assert kind(mail(to=TO, message_id="<letter-7-abc@site.example>")) == Kind.OWN
    assert kind(mail(to=TO, sender="Bothways <bothways@site.example>")) == Kind.OWN
    assert kind(mail(to=TO, sender=TO)) == Kind.OWN


@pytest.mark.parametrize("inner", ["message/rfc822", "text/rfc822-headers"])
def test_a_notice_of_a_mail_not_delivered_is_known_and_read(inner: str) -> None:
    found = returned(read(DSN % (b"failed", b"5.1.1", inner.encode())))
    assert found is not None
    assert found.address == "noor@elsewhere.example"
    assert found.status == "5.1.1"
    assert found.is_permanent
    assert found.message_id == "<letter-7-abc@site.example>"
    assert found.reason == "550 5.1.1 <noor@elsewhere.example>: no such user"
    assert kind(DSN % (b"failed", b"5.1.1", inner.encode()), "") == Kind.BOUNCE


def test_a_mail_that_is_only_late_has_not_failed_for_good() -> None:
    found = returned(read(DSN % (b"delayed", b"4.4.1", b"message/rfc822")))
    assert found
    assert not found.is_permanent


def test_a_mail_that_was_delivered_is_no_bounce() -> None:
    assert returned(read(DSN % (b"delivered", b"2.0.0", b"message/rfc822"))) is None


def test_a_notice_in_words_only_is_known() -> None:
    raw = mail(
        to="bounce@in.longtable.example", sender="MAILER-DAEMON@qmail.example", subject="failure notice",
        text="noor@elsewhere.example:\n550 5.1.1 unknown\n\n--- Below this line is a copy of the message.\n\n"
             "Message-ID: <letter-7-abc@site.example>\nSubject: Why?",
    )  # fmt: skip
    found = returned(read(raw))
    assert found
    assert (found.status, found.message_id) == ("5.1.1", "<letter-7-abc@site.example>")


def test_a_person_who_writes_of_a_failed_delivery_is_a_person() -> None:
    assert kind(mail(to=TO, subject="Returned mail: what I learned")) == Kind.PERSON
