"""The site's own receiver of mail: SMTP (RFC 5321) or LMTP (RFC 2033), for a mail server that hands mail over to it.

It takes mail for addresses that the site has made and sends nothing on. Whoever connects is given little: so many
connections, so much time, so many bytes.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections, connections

from bothways.foundation import time
from bothways.notifications.actions.receiving import receive, refusal_of
from bothways.notifications.addresses import read_address
from bothways.notifications.doors.listening import Listening
from bothways.notifications.models import Arrival

MOST_CONNECTIONS: Final = 20
MOST_RECIPIENTS: Final = 20  # of one mail; an invitation is to one
COMMAND_SECONDS: Final = 60.0  # for one command, and for one mail
SESSION_SECONDS: Final = 300.0
LONGEST_LINE: Final = 2**20  # bytes, far more than the standard allows: a mail is not lost for its line breaks
LATER: Final = "451 4.3.0 The mail cannot be kept just now; try again later"
log = structlog.get_logger("bothways.mail-in")


class Handler:
    """What is answered to each command."""

    def __init__(self, listening: Listening) -> None:
        self._door = listening.protocol
        self._trust = Arrival.Trust.SERVER if listening.is_private else Arrival.Trust.NOBODY
        self._database = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail-in")

    async def handle_RCPT(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only addresses that the site has made are taken: there is nothing here to relay."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients of one mail"
        addressed = read_address(address)
        if addressed is None:
            return "550 5.1.1 There is no such address here"
        if await self._in_database(lambda: refusal_of(addressed, time.now())):
            return "450 4.2.1 Nothing is taken at this address just now"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient taken"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        """The mail is kept before the answer goes out; LMTP has one answer for each recipient."""
        answers = [await self._keep(envelope, address) for address in envelope.rcpt_tos]
        return "\r\n".join(answers) if isinstance(server, LMTP) else max(answers)

    async def handle_exception(self, error: Exception) -> str:
        """The mail server keeps what could not be taken, and tries again."""
        log.error("mail cannot be taken", exc_info=error)
        return LATER

    def close(self) -> None:
        """End the threads."""
        self._database.shutdown()

    async def _keep(self, envelope: Envelope, address: str) -> str:
        try:
            await self._in_database(partial(self._receive, envelope, address))
        except Exception:
            log.exception("mail cannot be kept")
            return LATER
        return "250 2.0.0 The mail is kept"

    def _receive(self, envelope: Envelope, address: str) -> None:
        sender = envelope.mail_from or ""
        receive(
            bytes(envelope.original_content or b""),
            envelope_from="" if sender == "<>" else sender,
            envelope_to=address,
            door=self._door,
            trust=self._trust,
            at=time.now(),
        )

    async def _in_database(self, work: Callable[[], Any]) -> Any:
        def closing() -> Any:
            close_old_connections()
            try:
                return work()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._database, closing)


class _Busy(asyncio.Protocol):
    """For one connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 Too many connections; try again later\r\n")
            transport.close()


class Receiver:
    """Listens, until it is closed."""

    def __init__(self, listening: Listening) -> None:
        self._listening = listening
        self._handler = Handler(listening)
        self._open = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Begin to listen; the port. Raises OSError where the address cannot be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, self._listening.host, self._listening.port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Take no more connections; what is on its way is cut off, and its server tries again."""
        if self._server:
            self._server.close()
        await asyncio.to_thread(self._handler.close)

    def _protocol(self) -> asyncio.Protocol:
        if self._open >= MOST_CONNECTIONS:
            return _Busy()
        return _counted(LMTP if self._listening.protocol == "lmtp" else SMTP, self)

    def opened(self) -> None:
        """One connection more."""
        self._open += 1

    def closed(self) -> None:
        """One connection less."""
        self._open -= 1

    @property
    def handler(self) -> Handler:
        """What answers."""
        return self._handler


def _counted(protocol: type[SMTP], receiver: Receiver) -> SMTP:
    """One connection that tells `receiver` of its beginning and end, and ends by itself."""

    class Counted(protocol):  # type: ignore[valid-type, misc]
        line_length_limit = LONGEST_LINE
        _end: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            receiver.opened()
            self._end = asyncio.get_running_loop().call_later(SESSION_SECONDS, transport.close)
            super().connection_made(transport)

        def connection_lost(self, error: Exception | None) -> None:
            receiver.closed()
            if self._end:
                self._end.cancel()
            super().connection_lost(error)

    made: SMTP = Counted(
        receiver.handler,
        data_size_limit=settings.MAIL_IN_BYTES,
        enable_SMTPUTF8=True,
        hostname=settings.MAIL_IN_DOMAIN,
        ident="Bothways",
        timeout=COMMAND_SECONDS,
        command_call_limit=100,
        loop=asyncio.get_running_loop(),
    )
    return made


async def serve(listening: Listening) -> None:
    """Take mail until the process is asked to end. Raises OSError where the address cannot be had."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    receiver = Receiver(listening)
    await receiver.start()
    log.info("mail is taken", protocol=listening.protocol, host=listening.host, port=listening.port)
    with contextlib.suppress(asyncio.CancelledError):
        await stop.wait()
    await receiver.stop()
    connections.close_all()
