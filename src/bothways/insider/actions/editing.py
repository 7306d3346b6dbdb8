"""The edition: planning a slot, filling it when its time comes, and keeping a bench for the days that go wrong.

A slot is never empty. Two hours before its time an answer that is not signed gives its place to the first on the
bench; where the bench is empty too, the published answer that has waited longest to be today's is shown again, and the
desk is told. Filling is idempotent: the day is unique, and only one process can mark it published.
"""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext

from bothways.foundation.crossing import again_when_crossed
from bothways.foundation.time import site_day, site_zone
from bothways.history.actions.recording import record
from bothways.insider.actions.publishing import ASKED_FOR, READY, publish_in_transaction, text_hash
from bothways.insider.models import Answer, BenchAnswer, Edition, Question
from bothways.insider.notices import tell_desk_of_delay, tell_desk_of_substitute
from bothways.insider.queries.editions import slot_of
from bothways.people.models import Person
from bothways.people.rules import can_edit, desk_only

LAST_CALL = timedelta(hours=2)  # before the slot: what is not signed then gives way
LATE_AFTER = timedelta(minutes=5)  # after the slot's time: an unfilled slot is an alarm
SHOWABLE = (*READY, Answer.State.PUBLISHED)  # as far as the state tells; see `_can_appear`


class SlotTaken(Exception):
    """The edition of that day has appeared already."""


def slot_time(day: date) -> datetime:
    """The moment at which the edition of `day` appears where the community is; in UTC, where an hour is an hour."""
    return datetime.combine(day, settings.EDITION_TIME, tzinfo=site_zone()).astimezone(UTC)


@again_when_crossed
def plan_edition(*, day: date, answer: Answer, only_if_free: bool = False, by: Person, at: datetime) -> Edition:
    """Give `answer` the slot of `day`, in place of what was planned.

    Raises SlotTaken once it has appeared, or with `only_if_free` where something else is planned; PermissionDenied.
    """
    desk_only(by)
    day = slot_of(day)
    with transaction.atomic(durable=True):
        edition = Edition.objects.select_for_update().filter(day=day).first() or Edition(day=day)
        if edition.published_at:
            raise SlotTaken(gettext("The edition of %(day)s has appeared.") % {"day": date_format(day, "j F Y")})
        before = edition.answer_id
        if only_if_free and before not in (None, answer.pk):
            raise SlotTaken(gettext("Something is planned for %(day)s.") % {"day": date_format(day, "j F Y")})
        edition.answer, edition.chosen = answer, Edition.Chosen.PLANNED
        edition.planned_by, edition.planned_at = by, at
        edition.save()
        _follow_slots({before, answer.pk}, at)
        record("edition.planned", about=edition, by=by, at=at, answer=answer.pk)
    return edition


def unplan_edition(*, day: date, by: Person, at: datetime) -> bool:
    """The inverse of `plan_edition`; False where nothing was planned, or it has appeared. Raises PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        edition = Edition.objects.select_for_update().filter(day=slot_of(day), published_at__isnull=True).first()
        if edition:
            Edition.objects.filter(pk=edition.pk).delete()
            _follow_slots({edition.answer_id}, at)
            record("edition.unplanned", about=edition, by=by, at=at, answer=edition.answer_id)
    return edition is not None


@again_when_crossed
def move_edition(*, day: date, to: date, by: Person, at: datetime) -> None:
    """Move what is planned for `day` to another; two that are planned change places. It is its own inverse.

    To where it is already it is not moved. Raises SlotTaken where one of the two has appeared or nothing is planned,
    PermissionDenied.
    """
    desk_only(by)
    first, second = slot_of(day), slot_of(to)
    with transaction.atomic(durable=True):
        both = Edition.objects.select_for_update().filter(day__in=(first, second)).order_by("day")
        rows = {row.day: row for row in both}
        if first not in rows or any(row.published_at for row in rows.values()):
            raise SlotTaken(gettext("One of the two editions has appeared, or nothing is planned there."))
        if first == second:
            return
        held = {day: row.answer for day, row in rows.items()}
        Edition.objects.filter(day__in=rows).delete()
        for place, other in ((second, first), (first, second)):
            if other in held:
                Edition.objects.create(day=place, answer=held[other], planned_by=by, planned_at=at)
        row = Edition.objects.get(day=second)
        record("edition.moved", about=row, by=by, at=at, day=str(first), to=str(second), answer=row.answer_id)


def has_slot(answer: Answer) -> bool:
    """Whether `answer` is planned for a day that has not come."""
    return Edition.objects.filter(answer=answer, published_at__isnull=True).exists()


def _follow_slots(answers: set[int | None], at: datetime) -> None:
    """A signed answer with a slot is scheduled; without one it is only signed. One just being signed is awaited."""
    waiting = Exists(Edition.objects.filter(answer=OuterRef("pk"), published_at__isnull=True))
    rows = Answer.objects.filter(pk__in=[key for key in answers if key])
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    rows.filter(waiting, state=Answer.State.SIGNED).update(state=Answer.State.SCHEDULED, state_at=at)
    rows.filter(~waiting, state=Answer.State.SCHEDULED).update(state=Answer.State.SIGNED, state_at=at)


@again_when_crossed
def bench_answer(*, answer: Answer, by: Person, at: datetime) -> bool:
    """Hold `answer` ready for a slot that goes wrong; False where it is on the bench. Raises PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        _, added = BenchAnswer.objects.get_or_create(answer=answer, defaults={"added_by": by, "added_at": at})
        if added:
            record("bench.added", about=answer, by=by, at=at)
    return added


def unbench_answer(*, answer: Answer, by: Person, at: datetime) -> bool:
    """The inverse of `bench_answer`; False where it was not on the bench. Raises PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        removed, _ = BenchAnswer.objects.filter(answer=answer).delete()
        if removed:
            record("bench.removed", about=answer, by=by, at=at)
    return bool(removed)


@again_when_crossed
def fill_slot(*, day: date, at: datetime) -> Edition | None:
    """Make sure that an answer which can appear holds the slot of `day`, from two hours before its time.

    None where it is too early, or the community has no answer at all.
    """
    day = slot_of(day)
    if at < slot_time(day) - LAST_CALL:
        return None
    with transaction.atomic(durable=True):
        edition = Edition.objects.select_for_update().filter(day=day).select_related("answer").first()
        if edition and (edition.published_at or _may_appear(edition)):
            return edition
        instead = _next_best()
        if instead is None:
            return None
        answer, chosen = instead
        missed = edition.answer_id if edition else None
        edition = edition or Edition(day=day)
        edition.answer, edition.chosen, edition.planned_by, edition.planned_at = answer, chosen, None, at
        edition.save()
        _follow_slots({missed, answer.pk}, at)
        tell_desk_of_substitute(edition, at)
        record("edition.substituted", about=edition, by=None, at=at, answer=answer.pk, missed=missed, chosen=chosen)
    return edition


def _may_appear(edition: Edition) -> bool:
    """Whether its answer can appear, and whoever planned it is still of the desk; what the site chose is the site's."""
    planned = edition.chosen == Edition.Chosen.PLANNED
    return _can_appear(edition.answer) and (not planned or can_edit(edition.planned_by))


def _can_appear(answer: Answer) -> bool:
    """Whether `answer` is published, or signed exactly as it stands, and readers can be shown its question."""
    if answer.state == Answer.State.PUBLISHED:
        return answer.question.state in Question.READABLE
    signed = answer.state in READY and answer.signed_hash == text_hash(answer)
    return signed and answer.question.state in ASKED_FOR


def _next_best() -> tuple[Answer, Edition.Chosen] | None:
    """The first of the bench; else the published answer that was never, or longest ago, today's."""
    bench = BenchAnswer.objects.select_related("answer__question").filter(answer__state__in=SHOWABLE)
    benched = next((place.answer for place in bench if _can_appear(place.answer)), None)
    if benched:
        return benched, Edition.Chosen.BENCH
    published = Answer.objects.visible_to(None).annotate(last_shown=Max("editions__day"))
    answer = published.order_by(F("last_shown").asc(nulls_first=True), "-published_at", "-pk").first()
    return (answer, Edition.Chosen.AGAIN) if answer else None


def publish_edition(*, day: date, at: datetime) -> Edition | None:
    """Let the edition of `day` appear when its time has come: its answer becomes today's.

    None where it is too early, has appeared already, or there is nothing to show.
    """
    day = slot_of(day)
    if at < slot_time(day) or fill_slot(day=day, at=at) is None:
        return None
    with transaction.atomic(durable=True):
        edition = Edition.objects.select_for_update().select_related("answer").get(day=day)
        if edition.published_at:
            return None
        if not _may_appear(edition):
            return None
        edition.published_at = at
        edition.save(update_fields=["published_at"])
        BenchAnswer.objects.filter(answer=edition.answer_id).delete()
        if edition.answer.state != Answer.State.PUBLISHED:
            publish_in_transaction(answer=edition.answer, by=edition.planned_by, at=at)
        record("edition.published", about=edition, by=None, at=at, public=True, answer=edition.answer_id)
    return edition


def overdue(at: datetime) -> date | None:
    """The slot that should have appeared by now and has not; None when all is well or there is nothing to publish."""
    day = slot_of(site_day(at))
    if at < slot_time(day) + LATE_AFTER:
        day = slot_of(day - timedelta(days=1))
    shown = Edition.objects.filter(day=day, published_at__isnull=False).exists()
    return None if shown or not Answer.objects.visible_to(None).exists() else day


def raise_alarm(*, at: datetime) -> date | None:
    """Tell the desk, once for each slot, that it should have appeared and has not: the slot; None when all is well."""
    late = overdue(at)
    stays = Answer.objects.visible_to(None).order_by("-published_at", "-pk").first() if late else None
    if late and stays:
        with transaction.atomic():
            tell_desk_of_delay(late, stays, at)
    return late
