"""Letting go of what the outbox no longer needs: it is a record of mail, not an archive of who wrote to whom."""

from datetime import datetime, timedelta

from django.db.models import Q

from bothways.notifications.models import Digest, Letter, SoftBounce

LETTERS = timedelta(days=180)  # after they were sent, dropped or given up; so long their links work
DIGESTS = timedelta(days=60)
BOUNCES = timedelta(days=30)
MOST = 5_000  # rows of a kind at a time, so that nobody waits for a lock


def forget_letters(*, at: datetime) -> int:
    """Delete what has had its time; how many rows."""
    long_ago = at - LETTERS
    settled = Q(sent_at__lt=long_ago) | Q(dropped_at__lt=long_ago) | Q(failed_at__lt=long_ago)
    old = (
        Letter.objects.filter(settled),
        Digest.objects.filter(until__lt=at - DIGESTS),
        SoftBounce.objects.filter(at__lt=at - BOUNCES),
    )
    return sum(rows.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True)[:MOST])).delete()[0]  # noqa: SLF001
               for rows in old)  # fmt: skip
