"""Mail leaves over real SMTP, and on a demonstration's machine the code is printed."""

import socket
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bothways.people.models import Person

pytestmark = pytest.mark.django_db


class Sink:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.arrived: list[tuple[Envelope, EmailMessage]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = BytesParser(policy=policy.default).parsebytes(envelope.original_content or b"")
        self.arrived.append((envelope, message))
        return "250 OK"


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    kept = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield kept
    server.stop()


@pytest.fixture
def noor() -> Person:
    return Person.objects.create_user(email="noor@longtable.example", name="Noor Haddad", slug="noor-haddad")


def code_in(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    return next(line for line in body.get_content().splitlines() if len(line) == 9 and line[4] == "-")


def test_a_code_that_came_by_smtp_signs_in(noor: Person, client: Client, sink: Sink) -> None:
    client.post(reverse("account_login"), {"login": noor.email})
    (envelope, message), *others = sink.arrived
    assert not others
    assert envelope.rcpt_tos == ["noor@longtable.example"]
    assert message["Subject"] == "Sign-in code"
    code = code_in(message)
    html = message.get_body(("html",))
    assert html
    assert code in html.get_content()
    assert code not in str(message["Subject"])
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.get(reverse("security")).status_code == 200


def test_a_demonstration_prints_the_code(
    noor: Person, client: Client, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "bothways.foundation.mail.AnnouncingBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    client.post(reverse("account_login"), {"login": noor.email})
    printed = capsys.readouterr().out
    assert printed.startswith("Sign-in code for noor@longtable.example: ")
    code = printed.rsplit(": ", 1)[1].strip()
    assert [code in file.read_text() for file in tmp_path.iterdir()] == [True]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.get(reverse("security")).status_code == 200
