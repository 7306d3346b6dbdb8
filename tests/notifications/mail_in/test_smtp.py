"""The receiver, spoken to over real sockets."""

import asyncio
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bothways.notifications.arrivals import Message
from bothways.notifications.doors import smtp
from bothways.notifications.doors.listening import Listening, Unusable, read_listening
from bothways.notifications.models import Arrival
from tests.support.mails import AMINA, mail

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def running(listening: Listening) -> Iterator[int]:
    """A receiver in a loop of its own; its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    receiver = smtp.Receiver(listening)
    try:
        yield asyncio.run_coroutine_threadsafe(receiver.start(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(receiver.stop(), loop).result(10)
        asyncio.run_coroutine_threadsafe(_settle(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _settle() -> None:
    """Let connections that are being closed see it."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.05)


@pytest.fixture
def port(taken: list[Message]) -> Iterator[int]:
    with running(Listening("smtp", "127.0.0.1", 0)) as number:
        yield number


@pytest.fixture
def lmtp_port(taken: list[Message]) -> Iterator[int]:
    with running(Listening("lmtp", "127.0.0.1", 0)) as number:
        yield number


def test_a_mail_is_kept_before_it_is_acknowledged(port: int, address: str) -> None:
    raw = mail(to=address)
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        assert client.sendmail(AMINA, [address], raw) == {}
        arrival = Arrival.objects.get()
    assert bytes(arrival.raw or b"") == raw
    assert (arrival.door, arrival.trust, arrival.envelope_from) == ("smtp", "server", AMINA)


def test_lmtp_answers_for_each_recipient(lmtp_port: int, address: str) -> None:
    with closing(socket.create_connection(("127.0.0.1", lmtp_port), timeout=10)) as connection:
        stream = connection.makefile("rwb")

        def say(words: str) -> bytes:
            stream.write(f"{words}\r\n".encode())
            stream.flush()
            answer: bytes = stream.readline()
            while answer[3:4] == b"-":
                answer = stream.readline()
            return answer[:3]

        stream.readline()
        assert say("EHLO mx.site.example") == b"500"
        assert say("LHLO mx.site.example") == b"250"
        assert say(f"MAIL FROM:<{AMINA}>") == b"250"
        assert say(f"RCPT TO:<{address}>") == b"250"
        assert say("RCPT TO:<bounces@in.site.example>") == b"250"
        assert say("RCPT TO:<nobody@in.site.example>") == b"550"
        assert say("DATA") == b"354"
        assert say(mail(to=address).decode() + ".") == b"250"
        assert stream.readline()[:3] == b"250"
        assert say("QUIT") == b"221"
    assert Arrival.objects.count() == 2


def test_an_unknown_address_is_refused_before_the_mail_is_sent(port: int, address: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo()
        client.mail(AMINA)
        for to in ("desk@in.site.example", "noor@elsewhere.example", address.replace("7k2p", "9z9z"), "postmaster"):
            code, words = client.rcpt(to)
            assert (code, words) == (550, b"5.1.1 There is no such address here"), to
    assert not Arrival.objects.exists()


def test_a_returned_letter_without_a_way_back_is_taken(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("", ["bounces@in.site.example"], mail(to="bounces@in.site.example"))
    assert Arrival.objects.get().envelope_from == ""


def test_the_size_that_is_taken_is_announced_and_what_is_larger_is_refused(port: int, address: str) -> None:
    raw = mail(to=address, text="\n".join(["x" * 70] * 150_000))
    assert len(raw) > 10_000_000
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == "10000000"
        assert client.mail(AMINA, [f"size={len(raw)}"])[0] == 552
        client.rset()
        client.mail(AMINA)
        client.rcpt(address)
        assert client.data(raw)[0] == 552
        client.rset()
        assert client.sendmail(AMINA, [address], mail(to=address)) == {}, "the connection still serves"
    assert Arrival.objects.count() == 1


def test_a_mail_of_ten_megabytes_less_a_little_is_taken(port: int, address: str) -> None:
    raw = mail(to=address, text="\n".join(["x" * 70] * 135_000))
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail(AMINA, [address], raw)
    assert Arrival.objects.get().size == len(raw)


def test_a_very_long_line_is_taken_or_refused_in_words(port: int, address: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail(AMINA, [address], mail(to=address, text="a" * 1_000_000))
        client.mail(AMINA)
        client.rcpt(address)
        assert client.data(mail(to=address, text="a" * 3_000_000)) == (500, b"Line too long (see RFC5321 4.5.3.1.6)")
    assert Arrival.objects.count() == 1


def test_what_the_database_cannot_keep_is_tried_again_by_the_server(
    port: int, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(smtp, "receive", broken)
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo()
        client.mail(AMINA)
        client.rcpt(address)
        assert client.data(mail(to=address))[0] == 451


def test_a_slow_client_is_let_go(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "SESSION_SECONDS", 0.5)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
        connection.recv(100)
        connection.sendall(b"EHLO x")
        while connection.recv(1000):
            pass


def test_one_connection_too_many_is_told_so(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "MOST_CONNECTIONS", 2)
    others = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(2)]
    assert all(other.recv(100).startswith(b"220") for other in others)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as third:
        assert third.recv(100).startswith(b"421")
    for other in others:
        other.close()


def test_no_more_commands_than_anybody_needs(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
        connection.recv(200)
        connection.sendall(b"EHLO x\r\n" + b"NOOP\r\n" * 500)
        answers = b""
        while more := connection.recv(10_000):
            answers += more
    assert answers.count(b"250 OK") <= 101


def test_where_strangers_can_connect_no_verdict_is_believed(taken: list[Message], address: str) -> None:
    with running(Listening("smtp", "0.0.0.0", 0)) as number, smtplib.SMTP("127.0.0.1", number, timeout=10) as client:  # noqa: S104  the point
        client.sendmail(AMINA, [address], mail(to=address))
    assert Arrival.objects.get().trust == "nobody"


@pytest.mark.parametrize(
    ("url", "private"),
    [("lmtp://127.0.0.1:8025", True), ("smtp://[::1]:25", True), ("smtp://10.0.0.5:8025", True),
     ("lmtp://localhost:24", True),
     ("smtp://0.0.0.0:25", False), ("smtp://[::]:25", False), ("smtp://93.184.216.34:25", False),
     ("smtp://mx.example:25", False)],
)  # fmt: skip
def test_what_strangers_can_reach_is_known(url: str, private: bool) -> None:
    assert read_listening(url).is_private is private


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8025", "http://127.0.0.1:1", "smtp://127.0.0.1", "smtp://127.0.0.1:x", "smtp://:25"]
)
def test_what_is_no_address_to_listen_on_is_said(url: str) -> None:
    with pytest.raises(Unusable, match="is not an address to listen on"):
        read_listening(url)
