"""What the room keeps: letters that go out, mail that comes in, and tests of both."""

from bothways.notifications.models.arrivals import Arrival
from bothways.notifications.models.letters import Letter
from bothways.notifications.models.mail_tests import MailTest

__all__ = ["Arrival", "Letter", "MailTest"]
