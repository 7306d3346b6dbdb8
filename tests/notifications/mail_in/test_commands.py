"""The receiver as a process of its own, and what a web process never needs."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time

import pytest

from bothways.notifications.arrivals import Message
from bothways.notifications.models import Arrival
from tests.support.mails import mail
from tests.support.together import PATIENCE, PROJECT, environment

COMMAND = [sys.executable, "-m", "bothways.config.cli", "mail-in"]
SITE = {"BOTHWAYS_MAIL_IN_DOMAIN": "in.site.example", "BOTHWAYS_EMAIL_BOUNCES": "bounces@in.site.example"}
pytestmark = pytest.mark.django_db(transaction=True)


def run(*options: str, **others: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *options], env={**environment(), **SITE, **others}, cwd=PROJECT, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def connected(port: int) -> smtplib.LMTP:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return smtplib.LMTP("127.0.0.1", port)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_acknowledged_is_there_whatever_ends_the_process(ending: signal.Signals, taken: list[Message]) -> None:
    port = free_port()
    address = "bounces@in.site.example"
    running = subprocess.Popen(
        [*COMMAND], env={**environment(), **SITE, "BOTHWAYS_MAIL_IN": f"lmtp://127.0.0.1:{port}"}, cwd=PROJECT,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        client = connected(port)
        for number in range(5):
            assert client.sendmail("", [address], mail(to=address, text=f"Mail {number}")) == {}
        os.kill(running.pid, ending)
        assert running.wait(PATIENCE) == (0 if ending == signal.SIGTERM else -signal.SIGKILL)
        client.close()
    finally:
        running.kill()
    assert Arrival.objects.filter(door="lmtp", refused_at__isnull=True).count() == 5


def test_it_does_not_listen_where_strangers_can_connect() -> None:
    for done in (run("--host", "0.0.0.0"), run(BOTHWAYS_MAIL_IN="smtp://[::]:8025")):  # noqa: S104  the point
        assert (done.returncode, done.stderr[:24]) == (1, "Strangers could connect ")


def test_it_says_what_is_missing_or_taken() -> None:
    assert "Set BOTHWAYS_MAIL_IN_DOMAIN." in run(BOTHWAYS_MAIL_IN_DOMAIN="").stderr
    assert "is not an address to listen on" in run(BOTHWAYS_MAIL_IN="127.0.0.1:25").stderr
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port} on 127.0.0.1 cannot be used" in run("--host", "127.0.0.1", "--port", str(port)).stderr


def test_a_web_process_has_none_of_the_parsers_of_mail() -> None:
    code = (
        "import django, sys; django.setup(); import bothways.config.urls; "
        "print(*sorted({'aiosmtpd', 'authheaders', 'bs4', 'charset_normalizer', 'dkim', 'dns'} & set(sys.modules)))"
    )
    made = subprocess.run([sys.executable, "-c", code], env=environment(), cwd=PROJECT, capture_output=True, check=True)
    assert made.stdout.split() == []
