"""The calendar of editions: a month of slots with what is planned, the bench, and what should alarm the desk."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from bothways.insider.models import Answer, BenchAnswer, Edition
from bothways.insider.queries.editions import slot_length, slot_of
from bothways.people.models import Role

MAY_APPEAR: Final = (Answer.State.SIGNED, Answer.State.SCHEDULED, Answer.State.PUBLISHED)
SOON: Final = timedelta(days=2)  # before its slot, an answer that is not signed is an alarm
LOOK_AHEAD: Final = 7  # slots that should not be empty
LOOK_BACK: Final = timedelta(days=14)  # so long the desk is told of days that the bench filled
IN_LISTS: Final = 50


@dataclass(frozen=True)
class Slot:
    """One day or week, and the edition in it."""

    day: date
    edition: Edition | None
    today: date

    @property
    def coming(self) -> bool:
        """Something can still be planned for it: it has not appeared, and its time has not passed."""
        return self.day >= slot_of(self.today) and not (self.edition and self.edition.published_at)

    @property
    def is_today(self) -> bool:
        """The present slot."""
        return self.day == slot_of(self.today)

    @property
    def signed(self) -> bool:
        """What is planned can appear."""
        return self.edition is not None and self.edition.answer.state in MAY_APPEAR

    @property
    def left(self) -> int:
        """Days until it appears."""
        return (self.day - self.today).days


@dataclass(frozen=True)
class Alarm:
    """Something that the desk should look at."""

    kind: str  # "late", "unsigned", "planner", "empty", "bench" or "again"
    day: date
    edition: Edition | None = None


def slots_of(first: date) -> list[date]:
    """The days on which editions of the month that begins on `first` appear."""
    length = calendar.monthrange(first.year, first.month)[1]
    days = (first + timedelta(days=number) for number in range(length))
    return [day for day in days if settings.EDITION_RHYTHM == "day" or slot_of(day) == day]


def editions(first: date, today: date) -> dict[date, Edition]:
    """The editions of a month, and those around today that may alarm the desk, by their day; one query."""
    last = slots_of(first)[-1]
    ahead = today + LOOK_AHEAD * slot_length()
    roles = Role.objects.current().filter(
        person=OuterRef("planned_by"), kind__in=(Role.Kind.EDITOR, Role.Kind.OWNER), scope=Role.SITE
    )
    rows = (
        Edition.objects.filter(Q(day__range=(first, last)) | Q(day__range=(today - LOOK_BACK, ahead)))
        .select_related("answer__author", "answer__question", "planned_by")
        .only("day", "chosen", "published_at", "planned_by__name", "answer__headline", "answer__state",
              "answer__author__name", "answer__question__title")
        .annotate(of_desk=Exists(roles))
    )  # fmt: skip
    return {edition.day: edition for edition in rows}


def month(first: date, found: dict[date, Edition], today: date) -> list[Slot]:
    """The slots of a month."""
    return [Slot(day, found.get(day), today) for day in slots_of(first)]


def alarms(found: dict[date, Edition], today: date, overdue: date | None) -> list[Alarm]:
    """What the desk should look at, the most urgent first; `overdue` is a slot that should have appeared by now."""
    return list(_alarms(found, today, overdue))


def _alarms(found: dict[date, Edition], today: date, overdue: date | None) -> Iterator[Alarm]:
    if overdue:
        yield Alarm("late", overdue, found.get(overdue))
    waiting = [edition for day, edition in sorted(found.items()) if day >= today and not edition.published_at]
    for edition in waiting:
        if edition.day <= today + SOON and edition.answer.state not in MAY_APPEAR:
            yield Alarm("unsigned", edition.day, edition)
    for edition in waiting:
        if edition.chosen == Edition.Chosen.PLANNED and not edition.of_desk:  # type: ignore[attr-defined]  # annotated
            yield Alarm("planner", edition.day, edition)
    begin = slot_of(today) + slot_length()
    for number in range(LOOK_AHEAD):
        day = begin + number * slot_length()
        if day not in found:
            yield Alarm("empty", day)
            break  # one is enough to make somebody look
    for day, edition in sorted(found.items(), reverse=True):
        if today - LOOK_BACK <= day <= today + SOON and edition.chosen != Edition.Chosen.PLANNED:
            yield Alarm(edition.chosen, day, edition)


def coming_slots(found: dict[date, Edition], first: date, today: date) -> list[date]:
    """Days of a month, and the next two weeks, that something can be planned for."""
    soon = [slot_of(today) + number * slot_length() for number in range(15)]
    days = sorted({*slots_of(first), *soon})
    return [day for day in days if Slot(day, found.get(day), today).coming]


def bench() -> QuerySet[BenchAnswer]:
    """The answers on the bench, in the order in which they are taken."""
    rows = BenchAnswer.objects.select_related("answer__author")
    return rows.only("added_at", "answer__headline", "answer__state", "answer__author__name")[:IN_LISTS]


def without_slot() -> QuerySet[Answer]:
    """Signed answers that are planned for no day and stand on no bench, the longest waiting first."""
    rows = Answer.objects.filter(state=Answer.State.SIGNED, bench__isnull=True).select_related("author")
    return rows.only("headline", "state", "state_at", "author__name").order_by("state_at", "pk")[:IN_LISTS]
