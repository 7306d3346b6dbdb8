"""Mail that comes in to the address of one invitation: it can become its draft, and nothing else."""

from datetime import datetime

from bothways.desk.actions.receiving import receive_draft, tell_unproved
from bothways.desk.models import Invitation
from bothways.desk.models.invitations import ANSWER
from bothways.foundation.ids import from_short
from bothways.notifications.arrivals import Message, Outcome, receiver


@receiver(ANSWER)
def answer_by_mail(message: Message, at: datetime) -> Outcome:
    """Take a leader's mail as their draft, if it is proved that it comes from the address that was invited."""
    number = from_short(message.id)
    known = Invitation.objects.select_related("leader", "invited_by")
    asked = known.filter(public_id=number).first() if number else None
    if asked is None:
        return Outcome("It answers no invitation.", refused=True)
    if not message.sender_verified or message.sender != asked.address:
        tell_unproved(invitation=asked, at=at)
        doubt = message.doubt or "It comes from another address than the one that was invited."
        return Outcome(f"Not taken as a draft. {doubt}", refused=True)
    text = message.text.replace("\x00", "").strip()
    if not text:
        return Outcome("The mail has no words of its own.", refused=True)
    if receive_draft(invitation=asked, text=text, arrival_id=message.arrival, at=at) is None:
        return Outcome("Not taken as a draft: it came too late, or is too long.", refused=True)
    return Outcome("It is the draft now.")
