"""A mail server that takes everything and notes what it took: `python -m devtools.bench.sink PORT FILE`.

One line for each mail, written when the mail has been taken: its Message-ID, and how many bytes it had.
"""

import asyncio
import re
import sys
from pathlib import Path
from typing import IO

from aiosmtpd.smtp import SMTP, Envelope, Session

_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)


class Sink:
    """Notes what arrives."""

    def __init__(self, notes: IO[str]) -> None:
        self._notes = notes

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = envelope.original_content or b""
        found = _ID.search(mail)
        self._notes.write(f"{found[1].decode() if found else '?'} {len(mail)}\n")
        self._notes.flush()
        return "250 OK"


async def _serve(port: int, notes: IO[str]) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(notes), loop=loop), "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with Path(sys.argv[2]).open("a") as file:
        asyncio.run(_serve(int(sys.argv[1]), file))
