"""A mail server for tests: real SMTP over a real socket, which keeps what arrives and can refuse it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

OK = "250 OK"
Answer = Callable[[str], str]  # what the server says to a recipient, or to a mail for it


@dataclass
class Sink:
    """What arrived, in order, and what the server says."""

    arrived: list[tuple[Envelope, EmailMessage]] = field(default_factory=list)
    to_recipient: Answer = lambda address: OK
    to_data: Answer = lambda address: OK
    sessions: int = 0

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.to_recipient(address)
        if said == OK:
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = self.to_data(envelope.rcpt_tos[0])
        if said == OK:
            message = BytesParser(policy=policy.default).parsebytes(envelope.original_content or b"")
            self.arrived.append((envelope, message))
        return said

    @property
    def recipients(self) -> list[str]:
        """To whom mail arrived, in order."""
        return [envelope.rcpt_tos[0] for envelope, _ in self.arrived]

    @property
    def messages(self) -> list[EmailMessage]:
        """What arrived, in order."""
        return [message for _, message in self.arrived]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def serving(sink: Sink, port: int) -> Iterator[None]:
    """The server, as long as the context lasts."""
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield
    finally:
        server.stop()


def use(settings: Settings, port: int) -> None:
    """Let the site send its mail to `port`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(message: EmailMessage) -> str:
    """The HTML of a mail."""
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())
