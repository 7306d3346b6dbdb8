"""The one clock. Whoever needs the time asks here, so that a test can set it."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()
