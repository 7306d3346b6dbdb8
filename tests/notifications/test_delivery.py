"""Delivery: at least once, one recipient a mail, and no letter holds up another."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bothways.notifications.actions import delivering
from bothways.notifications.actions.delivering import LEASE, TRIES, lease, wait
from bothways.notifications.actions.pausing import resume_address
from bothways.notifications.actions.posting import post
from bothways.notifications.composing import letter_with, message_id
from bothways.notifications.courier import BATCH, deliver
from bothways.notifications.letters import Words
from bothways.notifications.models import Letter, PausedAddress
from bothways.people.models import Person
from tests.notifications.conftest import Post
from tests.support import cast
from tests.support.mailbox import OK, Sink, free_port, html_of, serving, text_of, use
from tests.support.together import PATIENCE, at_once, finish, process
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=1)
HOUR = timedelta(hours=1)
Written = dict[str, Callable[[Letter], Words | None]]


def note(said: str = "", **others: object) -> Words:
    return Words("A note", "notifications/mail/test", {"said": said}, **others)  # type: ignore[arg-type]


class TestGoingOut:
    def test_a_letter_arrives_and_is_marked(self, posted: Post, sink: Sink, member: Person) -> None:
        letter = posted()
        assert deliver(NOON) == 1
        ((envelope, message),) = sink.arrived
        assert envelope.rcpt_tos == [member.email]
        assert message["To"] == member.email
        assert message["Subject"] == "A note"
        letter.refresh_from_db()
        assert letter.sent_at is not None
        assert (letter.tries, letter.error, letter.leased_until) == (1, "", None)
        assert deliver(LATER) == 0
        assert len(sink.arrived) == 1

    def test_not_before_it_is_due(self, posted: Post, sink: Sink) -> None:
        posted(due=NOON + HOUR)
        assert deliver(NOON) == 0
        assert deliver(NOON + HOUR) == 1

    def test_one_recipient_a_mail_and_one_connection_a_batch(self, posted: Post, sink: Sink) -> None:
        for number in range(7):
            posted(f"reader{number}@longtable.example")
        assert deliver(NOON) == 7
        assert sorted(sink.recipients) == [f"reader{number}@longtable.example" for number in range(7)]
        assert all(len(envelope.rcpt_tos) == 1 and "," not in message["To"] for envelope, message in sink.arrived)
        assert all(message["Cc"] is None and message["Bcc"] is None for message in sink.messages)
        assert sink.sessions == 1

    def test_more_than_a_batch(self, posted: Post, sink: Sink) -> None:
        for number in range(BATCH + 3):
            posted(f"reader{number}@longtable.example")
        assert deliver(NOON, turn=60) == BATCH + 3
        assert len(set(sink.recipients)) == BATCH + 3

    def test_machines_are_told_what_it_is(self, posted: Post, sink: Sink) -> None:
        letter = posted()
        deliver(NOON)
        (message,) = sink.messages
        assert message["Message-ID"] == message_id(letter)
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Date"] is not None
        assert message["List-Unsubscribe"] is None
        assert message.get_content_type() == "multipart/alternative"

    def test_its_id_is_the_same_each_time_and_nobody_else_can_make_one(self, posted: Post) -> None:
        letter, other = posted(), posted()
        assert message_id(letter) == message_id(Letter.objects.get(pk=letter.pk))
        assert letter_with(message_id(letter)) == letter
        forged = message_id(letter).replace(f"-{letter.pk}-", f"-{other.pk}-")
        assert [letter_with(said) for said in (forged, "<letter-1-@x>", "", "nonsense")] == [None] * 4

    def test_the_address_is_the_one_of_that_moment(self, posted: Post, sink: Sink, member: Person) -> None:
        posted()
        Person.objects.filter(pk=member.pk).update(email="new@longtable.example")
        deliver(NOON)
        assert sink.recipients == ["new@longtable.example"]

    def test_replies_go_where_the_words_say(self, posted: Post, sink: Sink, written: Written) -> None:
        written["write"] = lambda one: note(reply_to="desk@longtable.example")
        posted()
        deliver(NOON)
        assert sink.messages[0]["Reply-To"] == "desk@longtable.example"

    def test_the_envelope_names_whom_to_return_it_to(self, posted: Post, sink: Sink, settings: Settings) -> None:
        settings.BOUNCES_TO = "returned@longtable.example"
        posted()
        deliver(NOON)
        ((envelope, message),) = sink.arrived
        assert envelope.mail_from == "returned@longtable.example"
        assert message["From"] == settings.DEFAULT_FROM_EMAIL


class TestNothingToSay:
    def test_no_words_no_mail(self, posted: Post, sink: Sink, written: Written) -> None:
        written["write"] = lambda one: None
        letter = posted()
        assert deliver(NOON) == 0
        letter.refresh_from_db()
        assert letter.dropped_at is not None
        assert letter.sent_at is None
        assert sink.arrived == []

    @pytest.mark.parametrize("gone", [{"left_at": NOON}, {"email": None}], ids=["has left", "has no address"])
    def test_nobody_to_write_to(self, posted: Post, sink: Sink, member: Person, gone: dict[str, object]) -> None:
        letter = posted()
        Person.objects.filter(pk=member.pk).update(**gone)
        deliver(NOON)
        letter.refresh_from_db()
        assert letter.dropped_at is not None
        assert sink.arrived == []


class TestTrouble:
    def test_a_letter_that_cannot_be_written_holds_up_no_other(
        self, posted: Post, sink: Sink, written: Written
    ) -> None:
        bad = posted("bad@longtable.example")
        unknown = posted("unknown@longtable.example", kind="test.nobody_knows")
        good = posted("good@longtable.example")

        def write(one: Letter) -> Words:
            if one.pk == bad.pk:
                raise ValueError("with a private word in it")
            return note()

        written["write"] = write
        assert deliver(NOON) == 1
        assert sink.recipients == ["good@longtable.example"]
        for letter in (bad, unknown, good):
            letter.refresh_from_db()
        assert bad.error == "It cannot be put into words: ValueError."
        assert unknown.error == "It cannot be put into words: KeyError."
        assert bad.due_at > NOON
        assert good.sent_at is not None

    def test_a_faulty_template_holds_up_no_other(self, posted: Post, sink: Sink, written: Written) -> None:
        bad = posted("bad@longtable.example")
        posted("good@longtable.example")
        written["write"] = lambda one: Words("A note", "notifications/mail/nowhere") if one.pk == bad.pk else note()
        assert deliver(NOON) == 1
        assert sink.recipients == ["good@longtable.example"]

    @pytest.mark.parametrize("refuses", ["to_recipient", "to_data"])
    def test_refused_for_now_it_is_tried_again_later_and_later(self, posted: Post, sink: Sink, refuses: str) -> None:
        setattr(sink, refuses, lambda address: "451 4.7.1 Greylisted, come back" if "slow" in address else OK)
        slow = posted("slow@longtable.example")
        posted("quick@longtable.example")
        assert deliver(NOON) == 1
        slow.refresh_from_db()
        assert slow.tries == 1
        assert slow.error.startswith("451 4.7.1 Greylisted")
        assert deliver(NOON + timedelta(seconds=30)) == 0
        setattr(sink, refuses, lambda address: OK)
        assert deliver(NOON + timedelta(minutes=2)) == 1
        assert sink.recipients == ["quick@longtable.example", "slow@longtable.example"]

    def test_the_waits_grow_to_an_hour(self) -> None:
        minutes = [wait(tries).total_seconds() / 60 for tries in range(9)]
        assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
        assert timedelta(days=2.9) < sum((wait(tries) for tries in range(TRIES)), timedelta()) < timedelta(days=3.2)

    def test_after_three_days_it_is_given_up_and_stays_to_be_seen(self, posted: Post, sink: Sink) -> None:
        sink.to_recipient = lambda address: "450 4.2.1 Not now"
        letter, at = posted(), NOON
        for _ in range(TRIES + 5):
            deliver(at)
            letter.refresh_from_db()
            at = max(letter.due_at, at) + timedelta(seconds=1)
        assert letter.failed_at is not None
        assert letter.tries == TRIES
        assert timedelta(days=2.9) < letter.failed_at - NOON < timedelta(days=3.2)
        assert Letter.objects.dead().get() == letter

    @pytest.mark.parametrize("refuses", ["to_recipient", "to_data"])
    def test_refused_for_good_it_is_dead_at_once(self, posted: Post, sink: Sink, refuses: str) -> None:
        setattr(sink, refuses, lambda address: "554 5.7.1 We do not want this" if "no" in address else OK)
        no = posted("no@longtable.example")
        posted("yes@longtable.example")
        assert deliver(NOON) == 1
        no.refresh_from_db()
        assert no.failed_at is not None
        assert "5.7.1 We do not want this" in no.error
        assert not PausedAddress.objects.exists()

    def test_an_address_that_does_not_exist_is_paused(self, posted: Post, sink: Sink) -> None:
        sink.to_recipient = lambda address: "550 5.1.1 No such user here"
        posted("gone@longtable.example")
        deliver(NOON)
        assert PausedAddress.objects.get().address == "gone@longtable.example"
        again = posted("gone@longtable.example")
        sink.to_recipient = lambda address: OK
        deliver(LATER)
        again.refresh_from_db()
        assert again.error == "The address is paused: 550 5.1.1 No such user here"
        assert again.failed_at is not None
        assert sink.arrived == []
        resume_address(address="gone@longtable.example", by=None, at=LATER)
        assert deliver(LATER) == 2

    def test_what_the_server_says_never_breaks_the_table(self, posted: Post, sink: Sink) -> None:
        sink.to_data = lambda address: "554 5.6.0 " + "x" * 400 + "é\x07"
        letter = posted()
        deliver(NOON)
        letter.refresh_from_db()
        assert letter.failed_at is not None
        assert len(letter.error) <= 500

    def test_a_server_that_hangs_up_is_called_again(self, posted: Post, sink: Sink) -> None:
        sink.to_data = lambda address: "421 4.3.2 Going down" if "first" in address else OK
        first = posted("first@longtable.example")
        posted("second@longtable.example")
        assert deliver(NOON) == 1
        assert sink.recipients == ["second@longtable.example"]
        first.refresh_from_db()
        assert first.error.startswith("421")
        assert sink.sessions == 2


class TestNoServer:
    def test_six_hours_without_one_lose_nothing(self, posted: Post, settings: Settings) -> None:
        port, sink = free_port(), Sink()
        use(settings, port)
        for number in range(60):
            posted(f"reader{number}@longtable.example")
        at = NOON
        while at < NOON + 6 * HOUR:
            assert deliver(at) == 0
            at += timedelta(minutes=3)
        assert Letter.objects.waiting().count() == 60
        waiting = Letter.objects.waiting().first()
        assert waiting is not None
        assert waiting.tries == 0
        assert "ConnectionRefusedError" in waiting.error
        with serving(sink, port):
            assert deliver(at + timedelta(minutes=1), turn=60) == 60
        assert sorted(sink.recipients) == sorted(f"reader{number}@longtable.example" for number in range(60))
        assert not Letter.objects.exclude(error="").exists()

    def test_everything_waits_a_minute_after_one_try(self, posted: Post, settings: Settings) -> None:
        use(settings, free_port())
        for _ in range(BATCH + 10):
            posted()
        deliver(NOON)
        assert Letter.objects.free(NOON + timedelta(seconds=59)).count() == 0
        assert Letter.objects.free(NOON + timedelta(seconds=61)).count() == BATCH + 10

    def test_a_server_that_does_not_know_us_is_no_fault_of_the_letters(
        self, posted: Post, sink: Sink, settings: Settings
    ) -> None:
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "wrong"
        letter = posted()
        deliver(NOON)
        letter.refresh_from_db()
        assert letter.failed_at is None
        assert letter.tries == 0
        assert letter.error != ""


class TestLeases:
    def test_what_is_in_one_hand_is_in_no_other(self, posted: Post) -> None:
        posted()
        (letter,) = lease(most=5, at=NOON)
        assert lease(most=5, at=NOON) == []
        assert lease(most=5, at=NOON + LEASE - timedelta(seconds=1)) == []
        assert lease(most=5, at=NOON + LEASE) == [letter]

    def test_what_was_settled_stays_so(self, posted: Post) -> None:
        letter = posted()
        assert delivering.mark_sent(letter=letter, at=NOON)
        assert not delivering.mark_sent(letter=letter, at=LATER)
        assert not delivering.give_up(letter=letter, error="x", at=LATER)
        assert not delivering.put_back(letter=letter, error="x", at=LATER)
        letter.refresh_from_db()
        assert (letter.sent_at, letter.failed_at) == (NOON, None)

    def test_nothing_to_do_asks_one_question_and_takes_no_lock(self, db: None) -> None:
        with CaptureQueriesContext(connection) as asked:
            assert deliver(NOON) == 0
        assert len(asked) == 1
        assert asked[0]["sql"].startswith("SELECT")

    def test_a_batch_costs_the_same_however_many_it_holds(self, posted: Post, sink: Sink) -> None:
        counts = []
        for size in (3, 30):
            for _ in range(size):
                posted()
            with CaptureQueriesContext(connection) as asked:
                assert deliver(NOON) == size
            counts.append(len(asked) - size)  # one statement marks each letter
        assert counts[0] == counts[1]


def worker(lease: float) -> str:
    """A process that delivers until nothing waits, for half a minute at most."""
    return (
        "import time as clock\n"
        "from datetime import timedelta\n"
        "from bothways.foundation import time\n"
        "from bothways.notifications.courier import deliver\n"
        "from bothways.notifications.letters import Words, letter\n"
        "from bothways.notifications.models import Letter\n"
        "letter('test.note')(lambda one: Words('A note', 'insider/mail/answered'))\n"
        "end = clock.monotonic() + 30\n"
        "while clock.monotonic() < end and Letter.objects.waiting().exists():\n"
        f"    deliver(time.now(), turn=0.5, lease=timedelta(seconds={lease}))\n"
        "    clock.sleep(0.02)\n"
    )


@pytest.mark.django_db(transaction=True)
class TestWorkers:
    LETTERS = 120
    KILLS = 3

    def post_many(self) -> list[str]:
        about = cast.noor()
        addresses = [f"reader{number}@longtable.example" for number in range(self.LETTERS)]
        with transaction.atomic():
            for address in addresses:
                post("test.note", about=about, to=address, at=NOON)
        return addresses

    def test_two_at_once_send_each_letter_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        addresses, sink, port = self.post_many(), Sink(), free_port()
        monkeypatch.setenv("BOTHWAYS_EMAIL_URL", f"smtp://127.0.0.1:{port}")
        with serving(sink, port):
            finish([process(worker(180), wait_for_line=True) for _ in range(2)])
        assert sorted(sink.recipients) == sorted(addresses)

    def test_killed_again_and_again_they_lose_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        addresses, sink, port = self.post_many(), Sink(), free_port()
        monkeypatch.setenv("BOTHWAYS_EMAIL_URL", f"smtp://127.0.0.1:{port}")
        with serving(sink, port):
            for _ in range(self.KILLS):
                self.kill_after(5, sink)
            finish([process(worker(5), wait_for_line=True)])
        assert set(sink.recipients) == set(addresses)
        assert len(sink.arrived) <= len(addresses) + self.KILLS
        assert Letter.objects.filter(sent_at__isnull=False).count() == len(addresses)

    @staticmethod
    def kill_after(number: int, sink: Sink) -> None:
        """Start a worker and kill it, as a crash would, when it has handed over so many more."""
        enough, one = len(sink.arrived) + number, process(worker(5))
        until = time.monotonic() + PATIENCE
        while len(sink.arrived) < enough and one.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        assert one.poll() is None, one.communicate()
        one.kill()
        one.communicate()

    def test_two_connections_lease_different_letters(self) -> None:
        self.post_many()
        met = at_once(*[lambda: [letter.pk for letter in lease(most=40, at=NOON)]] * 3)
        assert [one for one in met if isinstance(one, Exception)] == []
        taken = [key for some in met if isinstance(some, list) for key in some]
        assert len(taken) == len(set(taken)) == 120


class TestHostileWords:
    def test_they_are_only_words(self, posted: Post, sink: Sink, written: Written, settings: Settings) -> None:
        hostile = "</td><script>alert(1)</script><img src=https://evil.example/x> & {{ 1 }}"
        settings.SITE_NAME = hostile
        written["write"] = lambda one: note(hostile)
        posted()
        deliver(NOON)
        (message,) = sink.messages
        assert "<script" not in html_of(message)
        assert "<img" not in html_of(message)
        assert hostile in text_of(message).replace("\n", " ")

    def test_no_line_of_a_header_is_theirs(self, posted: Post, sink: Sink, written: Written) -> None:
        written["write"] = lambda one: Words(
            "A note\r\nBcc: evil@evil.example\n\nbody", "notifications/mail/test", headers={"X-Note": "a\r\nX-Evil: b"}
        )
        posted()
        assert deliver(NOON) == 1
        ((envelope, message),) = sink.arrived
        assert envelope.rcpt_tos == ["noor@longtable.example"]
        assert message["Bcc"] is None
        assert message["X-Evil"] is None
        assert message["Subject"] == "A note Bcc: evil@evil.example body"
