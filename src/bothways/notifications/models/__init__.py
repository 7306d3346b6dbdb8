"""What the room keeps: letters that go out, who wants which, and addresses to which nothing goes."""

from bothways.notifications.models.addresses import PausedAddress, SoftBounce
from bothways.notifications.models.letters import Letter
from bothways.notifications.models.subscriptions import Digest, Subscription

__all__ = ["Digest", "Letter", "PausedAddress", "SoftBounce", "Subscription"]
