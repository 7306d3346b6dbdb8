"""The board, and taking something of it in hand."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bothways.desk.actions import claiming
from bothways.desk.forms.board import FilterForm
from bothways.desk.queries import board as queries
from bothways.desk.queries.needs import needs
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.verbs import back
from bothways.foundation import time
from bothways.foundation.paging import Page, number_of
from bothways.insider.models import Answer, Question


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def board(request: DeskRequest) -> HttpResponse:
    """Everything between asked and published, by state."""
    if request.method == "POST":
        return _take(request)
    form, now = FilterForm(request.GET), time.now()
    wanted, today = form.wanted(), time.site_day(now)
    context = {"form": form, "wanted": wanted, "editor": request.user, "now": now, "today": today}
    if form.column:
        number = number_of(request)
        column = queries.one_column(form.column, number, request.user, wanted, now)
        page = Page(column.cards, number, column.count > number * queries.PER_PAGE)
        return render(request, "desk/column.html", {**context, "column": column, "page": page})
    columns = queries.board(request.user, wanted, now)
    narrowed = request.GET.urlencode() + "&" if wanted.filtered else ""
    shown = {"columns": columns, "any_cards": any(column.count for column in columns), "needs": needs(today)}
    return render(request, "desk/board.html", {**context, **shown, "narrowed": narrowed})


def _take(request: DeskRequest) -> HttpResponse:
    """Take a card in hand, or lay it down: `claim` or `release` names it, as "answer-12"."""
    verb = "release" if "release" in request.POST else "claim"
    kind, _, key = request.POST.get(verb, "").partition("-")
    if kind not in ("question", "answer") or not key.isdecimal():
        raise Http404
    thing = get_object_or_404(Question, pk=key) if kind == "question" else get_object_or_404(Answer, pk=key)
    try:
        if verb == "claim":
            claiming.claim(thing=thing, by=request.user, at=time.now())
        else:
            claiming.release(thing=thing, by=request.user, at=time.now())
    except claiming.InHand as refusal:
        messages.error(request, gettext("%(name)s has it in hand.") % {"name": refusal.claim.by.name})
    return back(request)
