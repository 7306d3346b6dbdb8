"""The site's own receiver of mail, on a port of this machine, in a thread."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bothways.notifications.doors.listening import Listening
from bothways.notifications.doors.smtp import Receiver


@contextmanager
def receiving() -> Iterator[int]:
    """The port at which mail is taken, as long as the context lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    receiver = Receiver(Listening("smtp", "127.0.0.1", 0))
    try:
        yield asyncio.run_coroutine_threadsafe(receiver.start(), loop).result(30)
    finally:
        asyncio.run_coroutine_threadsafe(receiver.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


def hand_over(port: int, raw: bytes, *, sender: str, to: str) -> None:
    """Give a mail to the receiver, as the mail server in front of it does."""
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.sendmail(sender, [to], raw)
