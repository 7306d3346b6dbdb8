"""What the schedule calls: each does what is due at one moment."""

from datetime import datetime

from bothways.notifications.actions.digesting import post_digests
from bothways.notifications.actions.forgetting import forget_letters
from bothways.notifications.courier import deliver


def deliver_letters(at: datetime) -> None:
    """Send what waits in the outbox."""
    deliver(at)


def post_due_digests(at: datetime) -> None:
    """Put the digests that are due into the outbox."""
    post_digests(at=at)


def forget_old_letters(at: datetime) -> None:
    """Let go of letters that were sent long ago."""
    forget_letters(at=at)
