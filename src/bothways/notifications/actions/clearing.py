"""Clearing: mail is kept as it came for as long as somebody may want to compare it, and not longer."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from bothways.notifications.models import Arrival

REFUSED_DAYS: Final = 14


def clear_old_mail(*, at: datetime) -> tuple[int, int]:
    """How many mails were emptied and how many deleted.

    Of what was taken in stays when it came, to which address and what came of it: it is then known again.
    """
    emptied = Arrival.objects.filter(raw__isnull=False, done_at__lt=at - timedelta(days=settings.MAIL_IN_DAYS)).update(
        raw=None, envelope_from=None, sender=""
    )
    deleted, _ = Arrival.objects.filter(refused_at__lt=at - timedelta(days=REFUSED_DAYS)).delete()
    return emptied, deleted
