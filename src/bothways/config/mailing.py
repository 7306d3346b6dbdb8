"""Starting the receiver of mail."""

import asyncio

import typer
from django.conf import settings

from bothways.notifications.doors.listening import Listening, Unusable, read_listening
from bothways.notifications.doors.smtp import serve


def listening(*, host: str, port: int, lmtp: bool) -> Listening:
    """Where to listen: at `host` and `port` if a host is named, else where the settings say, else on this machine."""
    if not host and settings.MAIL_IN:
        try:
            return read_listening(settings.MAIL_IN)
        except Unusable as error:
            raise _sentence(str(error)) from None
    return Listening("lmtp" if lmtp else "smtp", host or "127.0.0.1", port)


def take_mail(where: Listening, *, public: bool) -> None:
    """Take mail until interrupted. Ends with one clear sentence where that cannot be."""
    if not settings.MAIL_IN_DOMAIN:
        raise _sentence("There is no address to take mail at. Set BOTHWAYS_MAIL_IN_DOMAIN.")
    if not where.is_private and not (public or settings.MAIL_IN_PUBLIC):
        raise _sentence(
            f"Strangers could connect to {where.host}. Listen on 127.0.0.1 and let your mail server hand mail over, or "
            "say --public (BOTHWAYS_MAIL_IN_PUBLIC=1)."
        )
    try:
        asyncio.run(serve(where))
    except OSError as error:
        raise _sentence(f"Port {where.port} on {where.host} cannot be used: {error.strerror or error}.") from None


def _sentence(words: str) -> typer.Exit:
    typer.echo(words, err=True)
    return typer.Exit(1)
