"""What the room itself writes, and the mail that it takes in: returned letters, and its own test."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.foundation.inbound.sorting import Kind
from bothways.foundation.links import absolute
from bothways.notifications.actions.pausing import note_soft_bounce, pause_address
from bothways.notifications.actions.processing import ATTACHMENTS_REFUSED
from bothways.notifications.actions.testing import TEST, note_returned
from bothways.notifications.addresses import BOUNCES
from bothways.notifications.arrivals import Message, Outcome, receiver
from bothways.notifications.composing import letter_with
from bothways.notifications.letters import Words, letter
from bothways.notifications.models import Arrival, Letter, MailTest


@letter(ATTACHMENTS_REFUSED)
def attachments_refused(letter: Letter) -> Words | None:
    """To whoever attached something: the words have arrived, what was attached has not been taken in."""
    if not isinstance(arrival := letter.about, Arrival):
        return None
    return Words(
        subject=_("Your mail has arrived, without what was attached"),
        template="notifications/mail/attachments_refused",
        reply_to=arrival.envelope_to,
        headers={"In-Reply-To": arrival.message_id} if arrival.message_id else {},
    )


@letter("mail.test")
def mail_test(letter: Letter) -> Words | None:
    """To ourselves: a letter that is to come back."""
    if not isinstance(test := letter.about, MailTest) or test.returned_at:
        return None
    subject = _("Test of the mail of %(site)s") % {"site": settings.SITE_NAME}
    return Words(subject, "notifications/mail/there_and_back", {"url": absolute("site_mail")})


@receiver(TEST, takes=[Kind.OWN])
def test_came_back(message: Message, at: datetime) -> Outcome:
    """Our own letter is back."""
    if note_returned(number=int(message.id), doubt=message.doubt, arrival=message.arrival, at=at):
        return Outcome("The test letter is back.")
    return Outcome("It belongs to no test that still waits.", refused=True)


@receiver(BOUNCES, takes=[Kind.BOUNCE])
def letter_came_back(message: Message, at: datetime) -> Outcome:
    """A letter of ours was not delivered: write there no more, or note that it may pass.

    Which one it was is known by its Message-ID, which nobody else can make; what else the notice says is not believed.
    """
    told = message.returned
    came_back = letter_with(told.message_id) if told else None
    if told is None or came_back is None or not came_back.to:
        return Outcome("It tells of no letter of ours.", refused=True)
    reason = f"{told.status} {told.reason}".strip() or _("It came back.")
    if told.is_permanent:
        pause_address(address=came_back.to, reason=reason, at=at)
        return Outcome("A letter could not be delivered: its address is paused.")
    note_soft_bounce(address=came_back.to, reason=reason, at=at)
    return Outcome("A letter could not be delivered for now.")
