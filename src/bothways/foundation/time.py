"""The one clock. Whoever needs the time asks here, so that a test can set it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def site_zone() -> ZoneInfo:
    """The zone in which the community's days begin."""
    return ZoneInfo(settings.TIME_ZONE)


def site_day(at: datetime) -> date:
    """The day that it is at `at` where the community is."""
    return at.astimezone(site_zone()).date()
