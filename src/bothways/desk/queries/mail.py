"""Mail that has come in for one answer."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bothways.desk.models import Invitation
from bothways.desk.models.invitations import ANSWER
from bothways.foundation.ids import short
from bothways.notifications.models import Arrival

MOST = 20  # the newest


@dataclass(frozen=True)
class Shown:
    """A mail as the desk reads it: who says to have written it, what became of it, and its new words."""

    arrival: Arrival
    text: str
    taken: bool  # one of the texts of the answer came from it


def mail_to(invitation: Invitation) -> list[Shown]:
    """The newest twenty mails to the address of `invitation`, the last first."""
    from bothways.notifications.understanding import text_of  # its parsers are loaded where a mail is read, not before

    rows = _arrivals(invitation).order_by("-received_at", "-pk")[:MOST]
    taken = set(invitation.answer.revisions.exclude(arrival_id=None).values_list("arrival_id", flat=True))
    return [Shown(row, text_of(row), row.pk in taken) for row in rows]


def text_of_mail(invitation: Invitation, key: int) -> str:
    """The new words of one mail to the address of `invitation`; "" where there is none such, or it has no words."""
    from bothways.notifications.understanding import text_of  # as above

    found = _arrivals(invitation).filter(pk=key).first()
    return text_of(found) if found else ""


def _arrivals(invitation: Invitation) -> QuerySet[Arrival]:
    return Arrival.objects.to(ANSWER, short(invitation.public_id))
