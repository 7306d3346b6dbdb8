"""What the schedule calls: each does what is due at one moment."""

from datetime import datetime

import structlog

from bothways.foundation.time import site_zone
from bothways.insider.actions.editing import fill_slot, publish_edition, raise_alarm
from bothways.insider.queries.editions import slot_length, slot_of

log = structlog.get_logger("bothways.editions")


def keep_todays_answer(at: datetime) -> None:
    """Publish the edition that is due, and make sure that the next one has an answer that can appear."""
    today = slot_of(at.astimezone(site_zone()).date())
    if (edition := publish_edition(day=today, at=at)) is not None:
        log.info("edition published", day=edition.day.isoformat(), answer=edition.answer_id)
    for day in (today, today + slot_length()):
        fill_slot(day=day, at=at)


def raise_alarm_when_late(at: datetime) -> None:
    """Tell the desk that an edition should have appeared and has not."""
    if late := raise_alarm(at=at):
        log.error("edition is late", day=late.isoformat())
