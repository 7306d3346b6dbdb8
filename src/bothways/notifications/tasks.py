"""What the schedule calls: each does what is due at one moment."""

from datetime import datetime
from time import monotonic
from typing import Final

from bothways.notifications.actions.clearing import clear_old_mail
from bothways.notifications.actions.digesting import post_digests
from bothways.notifications.actions.forgetting import forget_letters
from bothways.notifications.actions.processing import lease, process
from bothways.notifications.actions.testing import look_up_tests
from bothways.notifications.courier import deliver

TURN: Final = 4.0  # seconds after which a worker looks whether it is to end


def deliver_letters(at: datetime) -> None:
    """Send what waits in the outbox."""
    deliver(at)


def post_due_digests(at: datetime) -> None:
    """Put the digests that are due into the outbox."""
    post_digests(at=at)


def forget_old_letters(at: datetime) -> None:
    """Let go of letters that were sent long ago."""
    forget_letters(at=at)


def take_in_mail(at: datetime) -> None:
    """Read the mails that have come in, for some seconds at most."""
    from bothways.foundation.inbound import dns  # only the worker asks name servers

    begun = monotonic()
    while monotonic() - begun < TURN and (arrival := lease(at)) is not None:
        process(arrival=arrival, at=at, look_up=dns.txt)


def look_up_mail_tests(at: datetime) -> None:
    """Ask the domain name system what a test of the mail wants to know."""
    from bothways.foundation.inbound import dns  # likewise

    look_up_tests(at=at, txt=dns.txt, mx=dns.mx)


def clear_mail(at: datetime) -> None:
    """Let go of mails that were kept long enough."""
    clear_old_mail(at=at)
