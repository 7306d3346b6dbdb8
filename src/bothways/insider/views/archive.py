"""The archive: everything that was published, by month and by day."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bothways.foundation.http import public_page
from bothways.foundation.paging import page_of
from bothways.insider.queries import editions, reading
from bothways.insider.queries.marks import marks_on

YEARS = range(1900, 3000)  # nothing was published here before, and the months beside a month exist


def _date(year: int, month: int, day: int = 1) -> date:
    if year not in YEARS:
        raise Http404
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


@public_page
def archive(request: HttpRequest) -> HttpResponse:
    """Every month in which something was published."""
    return render(request, "insider/archive.html", {"months": editions.months_with_answers()})


@public_page
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """One month: its editions on a calendar, and every answer published in it."""
    first = _date(year, month)
    start, end = editions.month_bounds(first)
    answers = reading.answer_cards(request.user).filter(published_at__gte=start, published_at__lt=end)
    shown = editions.published_editions(request.user).filter(day__year=year, day__month=month)
    return render(
        request,
        "insider/archive_month.html",
        {
            "first": first,
            "previous": (first - timedelta(days=1)).replace(day=1),
            "next": end.date(),
            "editions": {edition.day: edition for edition in shown},
            "page": page_of(request, answers),
        },
    )


@public_page
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """The answer that was today's on one day."""
    asked = _date(year, month, day)
    slot = editions.slot_of(asked)
    if slot != asked:
        return redirect("archive_day", slot.year, slot.month, slot.day)
    shown = editions.published_editions(request.user)
    edition = shown.defer(None).filter(day=asked).first()
    if edition is None:
        raise Http404
    return render(
        request,
        "insider/archive_day.html",
        {
            "edition": edition,
            "answer": edition.answer,
            "earlier": shown.filter(day__lt=asked).first(),
            "later": shown.filter(day__gt=asked).last(),
            "marks": marks_on(request.user, answers=[edition.answer]),
        },
    )
