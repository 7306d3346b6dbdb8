"""What the room keeps: letters that go out, who wants which, and mail that comes in."""

from bothways.notifications.models.addresses import PausedAddress, SoftBounce
from bothways.notifications.models.arrivals import Arrival
from bothways.notifications.models.letters import Letter
from bothways.notifications.models.mail_tests import MailTest
from bothways.notifications.models.subscriptions import Digest, Subscription

__all__ = ["Arrival", "Digest", "Letter", "MailTest", "PausedAddress", "SoftBounce", "Subscription"]
