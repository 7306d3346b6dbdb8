"""What the schedule calls: each does what is due at one moment."""

from datetime import datetime

import structlog

from bothways.foundation.mail import tell_owner
from bothways.foundation.time import site_zone
from bothways.insider.actions.editing import fill_slot, overdue, publish_edition
from bothways.insider.models import Edition
from bothways.insider.queries.editions import slot_length, slot_of

log = structlog.get_logger("bothways.editions")
_told: dict[str, object] = {}  # what this worker has said already, so that an alarm is raised once and not each minute


def keep_todays_answer(at: datetime) -> None:
    """Publish the edition that is due, and make sure that the next one has an answer that can appear."""
    today = slot_of(at.astimezone(site_zone()).date())
    if (edition := publish_edition(day=today, at=at)) is not None:
        log.info("edition published", day=edition.day.isoformat(), answer=edition.answer_id)
    for day in (today, today + slot_length()):
        filled = fill_slot(day=day, at=at)
        if filled and filled.planned_at == at and filled.chosen != Edition.Chosen.PLANNED:
            tell_owner(
                f"The edition of {day:%d %B %Y} was filled {filled.get_chosen_display()}",
                f"What was planned was not signed two hours before. “{filled.answer.headline}” takes the place.",
            )


def raise_alarm_when_late(at: datetime) -> None:
    """Tell the owner, once a slot, that its edition should have appeared and has not."""
    late = overdue(at)
    if late and _told.get("late") != late:
        _told["late"] = late
        log.error("edition is late", day=late.isoformat())
        tell_owner(
            f"The edition of {late:%d %B %Y} is late",
            "It should have appeared and has not. Yesterday's answer stays in its place. See /health/.",
        )
