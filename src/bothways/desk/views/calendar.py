"""The calendar of editions: planning by picking something up and putting it down on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bothways.desk.forms.calendar import AnswerForm, DayForm, MoveForm, PutForm
from bothways.desk.queries import calendar as queries
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.verbs import Offer, Verb, Verbs
from bothways.foundation import time
from bothways.insider.actions import editing
from bothways.insider.actions.moving import NotNow
from bothways.insider.models import Answer, Edition
from bothways.people.models import Person

State = Answer.State
PLANNABLE = {State.SUBMITTED, State.APPROVED, State.SIGNED, State.SCHEDULED, State.PUBLISHED}
YEARS = range(1900, 3000)


def plan(*, answer: Answer, day: date, by: Person, at: Any) -> object:
    """Give `answer` the free slot of `day`; one that waits for another day is moved. Raises SlotTaken, NotNow."""
    if answer.state not in PLANNABLE:
        raise NotNow(gettext("An answer can be planned from the day on which it was handed in."))
    waiting = Edition.objects.filter(answer=answer, published_at__isnull=True).first()
    if waiting and answer.state != State.PUBLISHED:
        return editing.move_edition(day=waiting.day, to=day, by=by, at=at)
    try:
        return editing.plan_edition(day=day, answer=answer, only_if_free=True, by=by, at=at)
    except editing.SlotTaken as taken:
        raise editing.SlotTaken(
            gettext("%(day)s is taken. Take what is planned there away first, or choose another day.")
            % {"day": date_format(day, "j F")}
        ) from taken


VERBS = Verbs(
    "",
    Verb("put", _("Put it here"), _("It is planned."), plan, form=PutForm),
    Verb("move", _("Put it here"), _("It is moved."), editing.move_edition, form=MoveForm),
    Verb("unplan", _("Take it away"), _("Nothing is planned for that day now."), editing.unplan_edition, form=DayForm),
    Verb("bench", _("To the bench"), _("It is on the bench."), editing.bench_answer, form=AnswerForm),
    Verb(
        "unbench", _("From the bench"), _("It is not on the bench any more."), editing.unbench_answer, form=AnswerForm
    ),
)


@dataclass(frozen=True)
class Picked:
    """What was picked up, to be put down on a day: what is planned for `day`, or `answer` that has none."""

    answer: Answer
    day: date | None = None

    @property
    def verb(self) -> str:
        """What putting it down is."""
        return "move" if self.day else "put"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def calendar(request: DeskRequest) -> HttpResponse:
    """A month of editions with what is planned, the bench, and what waits for a day."""
    outcome = VERBS.act(request, None)
    if isinstance(outcome, HttpResponse):
        return outcome
    _explain(request, outcome)
    now = time.now()
    today = time.site_day(now)
    first = _month(request, today)
    found = queries.editions(first, today)
    bench, waiting = list(queries.bench()), list(queries.without_slot())
    return render(
        request,
        "desk/calendar.html",
        {
            "first": first,
            "earlier": (first - timedelta(days=1)).replace(day=1),
            "later": (first + timedelta(days=32)).replace(day=1),
            "slots": queries.month(first, found, today),
            "alarms": queries.alarms(found, today, editing.overdue(now)),
            "days": queries.coming_slots(found, first, today),
            "bench": bench,
            "waiting": waiting,
            "picked": _picked(request, found, [*(place.answer for place in bench), *waiting]),
            "now": now,
            "today": today,
        },
    )


def _explain(request: DeskRequest, refused: Offer | None) -> None:
    """What was wrong with a form that the page does not show again."""
    for errors in refused.form.errors.values() if refused and refused.form else ():
        for error in errors:
            messages.error(request, str(error))


def _month(request: DeskRequest, today: date) -> date:
    """The first day of the month that is asked for; of the present one where the address makes no sense."""
    try:
        asked = parse_date(f"{request.GET.get('month', '')}-01")
    except ValueError:
        asked = None
    return asked if asked and asked.year in YEARS else today.replace(day=1)


def _picked(request: DeskRequest, found: dict[date, Edition], listed: list[Answer]) -> Picked | None:
    """What the address says was picked up, if it stands on this page and can be put down."""
    try:
        day = parse_date(request.GET.get("move", ""))
    except ValueError:
        day = None
    if day and day in found and not found[day].published_at:
        return Picked(found[day].answer, day)
    return next((Picked(answer) for answer in listed if str(answer.pk) == request.GET.get("pick")), None)
