"""The one clock. Whoever needs the time asks here, so that a test can set it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def site_zone() -> ZoneInfo:
    """The zone in which the community's days begin."""
    return ZoneInfo(settings.TIME_ZONE)
