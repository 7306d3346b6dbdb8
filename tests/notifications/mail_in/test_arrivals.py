"""A mail is kept before it is read, is read once, and is believed only when its sender is proven."""

from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from bothways.foundation.inbound.lookups import Unreachable
from bothways.foundation.inbound.sorting import Kind
from bothways.history.models import Entry
from bothways.notifications import arrivals
from bothways.notifications.actions.clearing import clear_old_mail
from bothways.notifications.actions.processing import lease, process
from bothways.notifications.addresses import address_for
from bothways.notifications.arrivals import Message, Outcome
from bothways.notifications.composing import compose, message_id
from bothways.notifications.letters import words_of
from bothways.notifications.models import Arrival, Letter, PausedAddress
from tests.notifications.mail_in.conftest import NOW, Bring, work
from tests.support.mails import AMINA, mail, published, signed, with_attachment

VOUCHED = [("Authentication-Results", "mx.site.example; dmarc=pass header.from=longtable.example")]
OURS = published("longtable.example", "elsewhere.example")
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.site.example"


# --- Kept first -------------------------------------------------------------------------------


def test_a_mail_is_kept_as_it_came_and_read_later(bring: Bring, address: str, taken: list[Message]) -> None:
    raw = signed(mail(to=address))
    arrival = bring(raw)
    assert bytes(Arrival.objects.get().raw or b"") == raw
    assert (arrival.purpose, arrival.about, arrival.done_at, taken) == ("answer", "7k2p", None, [])
    assert work(look_up=OURS) == 1
    arrival.refresh_from_db()
    assert (arrival.done_at, arrival.outcome, arrival.doubt) == (NOW, "It is a draft now.", "")
    assert bytes(arrival.raw or b"") == raw


def test_what_is_taken_in_is_the_whole_message(bring: Bring, address: str, taken: list[Message]) -> None:
    arrival = bring(signed(mail(to=address, text="Listen first.\n\n-- \nAmina\n> Why?")))
    work(look_up=OURS)
    assert taken == [
        Message(
            id="7k2p",
            sender=AMINA,
            sender_verified=True,
            doubt="",
            subject="Re: Why is it important to have a mentor?",
            text="Listen first.",
            whole_text="Listen first.\n\n-- \nAmina\n> Why?",
            is_whole=False,
            had_attachments=False,
            kind=Kind.PERSON,
            returned=None,
            received_at=NOW,
            arrival=arrival.pk,
        )
    ]


def test_the_same_mail_five_times_is_one_arrival(bring: Bring, address: str, taken: list[Message]) -> None:
    raw = signed(mail(to=address))
    for _ in range(5):
        bring(raw)
        work(look_up=OURS)
    assert Arrival.objects.count() == 1
    assert len(taken) == 1


def test_the_same_post_of_a_provider_is_one_arrival_even_if_its_bytes_differ(bring: Bring, address: str) -> None:
    bring(mail(to=address), provider_id="17")
    bring(mail(to=address, text="Put together anew."), provider_id="17")
    bring(mail(to=address), provider_id="18")
    assert Arrival.objects.count() == 2


def test_a_mail_replayed_by_another_way_changes_nothing(bring: Bring, address: str, taken: list[Message]) -> None:
    raw = signed(mail(to=address))
    bring(raw)
    work(look_up=OURS)
    replayed = bring(b"Received: from elsewhere.example\r\n" + raw)
    work(look_up=OURS)
    replayed.refresh_from_db()
    assert replayed.refused_at
    assert replayed.outcome == "The same words have come before."
    assert len(taken) == 1


def test_a_mail_of_unproven_sender_does_not_stand_in_the_way_of_the_same_words_proven(
    bring: Bring, address: str, taken: list[Message]
) -> None:
    bring(mail(to=address))
    bring(signed(mail(to=address)))
    work(look_up=OURS)
    assert [message.sender_verified for message in taken] == [False, True]


def test_a_worker_that_is_killed_after_the_receiver_was_called_leaves_one_effect(
    bring: Bring, address: str, taken: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(signed(mail(to=address)))
    with monkeypatch.context() as patch:
        patch.setattr("bothways.notifications.actions.processing._finish", _killed)
        arrival = lease(NOW)
        assert arrival
        with pytest.raises(KeyboardInterrupt):
            process(arrival=arrival, at=NOW, look_up=OURS)
    assert work(NOW + timedelta(minutes=1), OURS) == 0, "the other worker may still have it in hand"
    assert work(NOW + timedelta(minutes=6), OURS) == 1
    assert len(taken) == 1
    assert Arrival.objects.get().done_at


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_one_arrival_is_in_one_hand(bring: Bring, address: str, taken: list[Message]) -> None:
    bring(mail(to=address))
    assert lease(NOW) is not None
    assert lease(NOW) is None


def test_a_receiver_that_fails_is_called_again_and_then_no_more(
    bring: Bring, address: str, taken: list[Message], caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[datetime] = []

    @arrivals.receiver("answer")
    def fail(message: Message, at: datetime) -> Outcome:
        calls.append(at)
        raise RuntimeError("private words")

    arrival = bring(mail(to=address))
    for hours in range(12):
        work(NOW + timedelta(hours=hours))
    arrival.refresh_from_db()
    assert len(calls) == Arrival.TRIES
    assert arrival.outcome == "It cannot be taken in: RuntimeError."
    assert arrival.raw is not None


# --- Who is believed --------------------------------------------------------------------------


def test_the_verdict_of_our_own_server_is_believed(
    bring: Bring, address: str, taken: list[Message], server: None
) -> None:
    bring(mail(to=address, heads=VOUCHED))
    work()
    assert [message.sender_verified for message in taken] == [True]


@pytest.mark.parametrize(
    ("heads", "sender"),
    [([], f"Amina <{AMINA}>"), (VOUCHED, '"amina@longtable.example" <evil@elsewhere.example>'),
     (VOUCHED, "evil@elsewhere.example"), (VOUCHED, f"{AMINA}, evil@elsewhere.example"), (VOUCHED, f"Us: {AMINA};"),
     ([("Authentication-Results", "mx.elsewhere.example; dmarc=pass header.from=longtable.example")], AMINA),
     ([("Authentication-Results", "mx.site.example; dmarc=fail header.from=longtable.example"), *VOUCHED], AMINA),
     ([*VOUCHED, ("From", "evil@elsewhere.example")], AMINA), (VOUCHED, "\u0430mina@longtable.example")],
    ids=["no verdict", "another's name", "another's domain", "two addresses", "a group", "a forged verdict",
         "a forged verdict below ours", "two senders", "a letter that looks alike"],
)  # fmt: skip
def test_a_forged_sender_is_taken_in_as_not_verified(
    heads: list[tuple[str, str]], sender: str, bring: Bring, address: str, taken: list[Message], server: None
) -> None:
    bring(mail(to=address, heads=heads, sender=sender))
    work()
    assert [(message.sender_verified, bool(message.doubt)) for message in taken] == [(False, True)]


def test_a_verdict_is_not_believed_where_anybody_may_have_brought_the_mail(
    bring: Bring, address: str, taken: list[Message], server: None
) -> None:
    bring(mail(to=address, heads=VOUCHED), trust=Arrival.Trust.NOBODY)
    bring(mail(to=address, heads=VOUCHED, text="Other words."), door="postmark", trust=Arrival.Trust.NOBODY)
    work()
    assert [message.doubt for message in taken] == ["No signature in the mail holds."] * 2


def test_a_verdict_is_not_believed_where_no_server_is_named(bring: Bring, address: str, taken: list[Message]) -> None:
    bring(mail(to=address, heads=[("Authentication-Results", "; dmarc=pass header.from=longtable.example"), *VOUCHED]))
    work()
    assert not taken[0].sender_verified


def test_a_mail_to_another_invitation_brought_to_this_one_is_not_verified(
    bring: Bring, address: str, taken: list[Message], server: None
) -> None:
    other = address_for("answer", "9z9z")
    bring(signed(mail(to=other, heads=VOUCHED)))
    bring(signed(mail(to=other, heads=[*VOUCHED, ("To", address)], text="Other words.")))
    bring(signed(mail(to=f"desk@elsewhere.example\r\nCc: {address}", heads=VOUCHED, text="Third words.")))
    work(look_up=OURS)
    assert [message.doubt for message in taken] == ["The mail itself is addressed to somebody else."] * 3


def test_reply_to_changes_nothing(bring: Bring, address: str, taken: list[Message], server: None) -> None:
    bring(mail(to=address, heads=[*VOUCHED, ("Reply-To", "evil@elsewhere.example")]))
    work()
    assert (taken[0].sender, taken[0].sender_verified) == (AMINA, True)


def test_where_no_name_server_answers_it_is_tried_again_and_at_last_not_believed(
    bring: Bring, address: str, taken: list[Message]
) -> None:
    def nobody(name: str) -> list[str]:
        raise Unreachable

    bring(signed(mail(to=address)))
    work(NOW, nobody)
    assert taken == []
    for hours in range(1, 12):
        work(NOW + timedelta(hours=hours), nobody)
    assert [message.doubt for message in taken] == [
        "No name server has answered, so that the signatures could not be checked."
    ]


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "to",
    ["answer+7k2p.aaaaaaaaaaaaaaaa@in.site.example", "desk@in.site.example", "x@elsewhere.example", "",
     "a" * 500 + "@in.site.example", "a\0b\r\nc@in.site.example"],
)  # fmt: skip
def test_what_comes_to_an_unknown_address_is_kept_as_refused(to: str, bring: Bring, taken: list[Message]) -> None:
    arrival = bring(mail(to="x@y.example") + b"x" * 100_000, to=to or " ")
    assert (arrival.refused_at, arrival.outcome) == (NOW, "There is no such address here.")
    assert len(arrival.raw or b"") == 65_536
    assert work() == 0
    assert not Letter.objects.exists()


def test_what_is_too_large_is_kept_as_refused(bring: Bring, address: str, settings: Settings) -> None:
    settings.MAIL_IN_BYTES = 1000
    assert bring(mail(to=address, text="x" * 1000)).outcome == "The mail is larger than the site takes."


def test_what_is_one_too_many_is_kept_as_refused(bring: Bring, address: str, taken: list[Message]) -> None:
    outcomes = [bring(mail(to=address, text=f"Mail {n}"), at=NOW + timedelta(seconds=n)).outcome for n in range(52)]
    assert outcomes == [""] * 50 + ["Too many mails have come to this address in one day."] * 2
    assert bring(mail(to=address, text="tomorrow"), at=NOW + timedelta(days=2)).outcome == ""


def test_parts_within_parts_are_refused_in_words(bring: Bring, address: str, taken: list[Message]) -> None:
    arrival = bring(b"From: a@b.example\r\n" + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 50_000)
    work()
    arrival.refresh_from_db()
    assert (arrival.refused_at, arrival.outcome, taken) == (NOW, "The mail has too many parts within parts.", [])


def test_a_mail_without_words_is_refused_in_words(bring: Bring, address: str, taken: list[Message]) -> None:
    arrival = bring(mail(to=address, text=" "))
    work()
    arrival.refresh_from_db()
    assert (arrival.outcome, taken) == ("The mail has no words.", [])


@pytest.mark.parametrize(
    ("heads", "envelope_from"),
    [([("Auto-Submitted", "auto-replied")], AMINA), ([("List-Id", "<x.example>")], AMINA), ([], ""),
     ([("X-Autoreply", "yes")], AMINA), ([("Precedence", "junk")], AMINA)],
)  # fmt: skip
def test_machines_make_no_draft_and_are_never_answered(
    heads: list[tuple[str, str]], envelope_from: str, bring: Bring, address: str, taken: list[Message], server: None
) -> None:
    arrival = bring(b"".join([f"{n}: {v}\r\n".encode() for n, v in [*VOUCHED, *heads]]) + with_attachment(to=address),
                    envelope_from=envelope_from)  # fmt: skip
    work()
    arrival.refresh_from_db()
    assert (bool(arrival.refused_at), taken, Letter.objects.count()) == (True, [], 0)


def test_a_letter_of_ours_that_comes_back_whole_makes_no_draft(
    bring: Bring, address: str, taken: list[Message]
) -> None:
    bring(mail(to=address, sender="Bothways <bothways@site.example>"))
    bring(mail(to=address, message_id="<letter-3-abc@site.example>"))
    work()
    assert taken == []
    outcomes = set(Arrival.objects.values_list("outcome", flat=True))
    assert outcomes == {"At this address nothing is taken that this site has written."}


# --- Attachments ------------------------------------------------------------------------------


def test_attachments_are_declined_kindly_once_a_day(bring: Bring, address: str, taken: list[Message]) -> None:
    for number in range(3):
        bring(signed(with_attachment(to=address, text=f"See the file, {number}.")))
    other = address_for("answer", "9z9z")
    bring(signed(with_attachment(to=other)), to=other)
    work(look_up=OURS)
    assert [message.had_attachments for message in taken] == [True] * 4
    assert taken[0].text == "See the file, 0."
    assert Letter.objects.filter(kind="mail.attachments_refused", address=AMINA).count() == 2
    bring(signed(with_attachment(to=address, text="See it tomorrow.")), at=NOW + timedelta(days=1))
    work(NOW + timedelta(days=1), OURS)
    assert Letter.objects.count() == 3


def test_whoever_is_not_verified_is_told_nothing(bring: Bring, address: str, taken: list[Message]) -> None:
    bring(with_attachment(to=address))
    work()
    assert (len(taken), Letter.objects.count()) == (1, 0)


def test_the_letter_about_attachments_can_be_sent(bring: Bring, address: str, taken: list[Message]) -> None:
    bring(signed(with_attachment(to=address)))
    work(look_up=OURS)
    letter = Letter.objects.get()
    words = words_of(letter)
    assert words is not None
    sent = compose(letter, words)
    assert isinstance(sent, EmailMultiAlternatives)
    assert (sent.to, sent.reply_to) == ([AMINA], [address])
    assert sent.extra_headers["In-Reply-To"] == "<2@mail.longtable.example>"
    assert "See the file" not in str(sent.body)


# --- Returned letters -------------------------------------------------------------------------


def returned_mail(letter: Letter, status: str, id_: str = "") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.elsewhere.example\r\nTo: bounces@in.site.example\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\r\n\r\n'
        "--=_b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        f"Final-Recipient: rfc822; victim@elsewhere.example\r\nAction: failed\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n--=_b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {id_ or message_id(letter)}\r\n\r\n--=_b--\r\n"
    ).encode()


@pytest.fixture
def sent(db: None) -> Letter:
    return Letter.objects.create(kind="x", address="noor@elsewhere.example", about_kind="x", about_id="1", key="x",
                                 posted_at=NOW, due_at=NOW, sent_at=NOW)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_came_back_for_good_pauses_its_address_and_no_other(bring: Bring, sent: Letter) -> None:
    bring(returned_mail(sent, "5.1.1"), to="bounces@in.site.example", envelope_from="")
    work()
    assert [pause.address for pause in PausedAddress.objects.all()] == ["noor@elsewhere.example"]
    assert Entry.objects.get().verb == "address.paused"


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_is_late_pauses_nothing(bring: Bring, sent: Letter) -> None:
    bring(returned_mail(sent, "4.2.2"), to="bounces@in.site.example", envelope_from="")
    work()
    assert not PausedAddress.objects.exists()
    assert Arrival.objects.get().outcome == "A letter could not be delivered for now."


def test_a_forged_notice_pauses_nothing(bring: Bring, sent: Letter) -> None:
    forged = f"<letter-{sent.pk}-0123456789abcdef@site.example>"
    bring(returned_mail(sent, "5.1.1", forged), to="bounces@in.site.example", envelope_from="")
    work()
    assert Arrival.objects.get().outcome == "It tells of no letter of ours."
    assert not PausedAddress.objects.exists()


# --- What is forgotten ------------------------------------------------------------------------


def test_what_was_kept_long_enough_is_forgotten(
    bring: Bring, address: str, taken: list[Message], settings: Settings
) -> None:
    bring(signed(mail(to=address)))
    bring(mail(to=address), to="nobody@in.site.example")
    work(look_up=OURS)
    assert clear_old_mail(at=NOW + timedelta(days=13)) == (0, 0)
    assert clear_old_mail(at=NOW + timedelta(days=15)) == (0, 1)
    assert clear_old_mail(at=NOW + timedelta(days=91)) == (1, 0)
    left = Arrival.objects.get()
    assert (left.raw, left.sender, left.envelope_from) == (None, "", None)
    assert clear_old_mail(at=NOW + timedelta(days=92)) == (0, 0)
    bring(b"Received: again\r\n" + signed(mail(to=address)), at=NOW + timedelta(days=92))
    work(NOW + timedelta(days=92), OURS)
    assert len(taken) == 1, "it is known again"


def test_the_raw_mail_is_seen_by_nobody_but_the_owner(bring: Bring, address: str) -> None:
    bring(mail(to=address))
    assert list(Arrival.objects.visible_to(None)) == []
