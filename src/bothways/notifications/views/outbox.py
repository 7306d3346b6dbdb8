"""The outbox, for the owner: what waits, what went out, what failed and why; never what a letter says."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bothways.foundation import time
from bothways.foundation.paging import page_of
from bothways.foundation.tables import csv_lines
from bothways.notifications.actions import resending
from bothways.notifications.models import Letter
from bothways.notifications.queries import outbox as queries
from bothways.notifications.rules import can_keep_outbox
from bothways.people.views import SignedInRequest

LISTS: Final = {
    "dead": _("Given up"),
    "waiting": _("Waiting"),
    "sent": _("Sent"),
    "dropped": _("Dropped"),
}
ONE: Final[dict[str, tuple[Callable[..., bool], object]]] = {
    "resend": (resending.resend_letter, _("The letter waits to be sent again.")),
    "stop": (resending.stop_letter, _("The letter is stopped. You can send it after all.")),
    "drop": (resending.drop_letter, _("The letter is dropped. You can take that back.")),
    "keep": (resending.keep_letter, _("The letter is among those given up again.")),
}
ALL: Final[dict[str, tuple[Callable[..., int], Callable[[int], str]]]] = {
    "resend": (
        resending.resend_all,
        lambda n: ngettext("%d letter waits to be sent again.", "%d letters wait to be sent again.", n) % n,
    ),
    "stop": (resending.stop_all, lambda n: ngettext("%d letter is stopped.", "%d letters are stopped.", n) % n),
}


@require_safe
@login_required
@never_cache
def outbox(request: SignedInRequest) -> HttpResponse:
    """One list of letters at a time."""
    show = _shown(request)
    return render(
        request,
        "notifications/outbox.html",
        {
            "show": show,
            "lists": LISTS,
            "counts": queries.counts(request.user, time.now()),
            "page": page_of(request, queries.letters(request.user, show)),
        },
    )


@require_safe
@login_required
@never_cache
def outbox_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same list as a spreadsheet."""
    show = _shown(request)
    lines = csv_lines(queries.COLUMNS, queries.rows(queries.letters(request.user, show)))
    disposition = f'attachment; filename="letters-{show}.csv"'
    return StreamingHttpResponse(lines, content_type="text/csv", headers={"Content-Disposition": disposition})


@require_POST
@login_required
def change_letter(request: SignedInRequest, number: int, verb: str) -> HttpResponse:
    """Send, stop, drop or keep one letter."""
    _shown(request)
    letter = get_object_or_404(Letter.objects.visible_to(request.user), pk=number)
    change, done = ONE[verb]
    if change(letter=letter, by=request.user, at=time.now()):
        messages.success(request, str(done))
    else:
        messages.info(request, _("Nothing was changed: the letter is no longer where you saw it."))
    return _back(request)


@require_POST
@login_required
def change_all(request: SignedInRequest, verb: str) -> HttpResponse:
    """Send all that were given up, or stop all that wait."""
    _shown(request)
    change, done = ALL[verb]
    number = change(by=request.user, at=time.now())
    messages.success(request, done(number))
    return _back(request)


def _shown(request: SignedInRequest) -> str:
    """The list that is asked for. Raises Http404 for anybody but the owner."""
    if not can_keep_outbox(request.user):
        raise Http404
    asked = request.GET.get("show", "")
    return asked if asked in LISTS else "dead"


def _back(request: SignedInRequest) -> HttpResponse:
    show = request.POST.get("show", "")
    return redirect(f"{reverse('outbox')}?show={show}" if show in LISTS else reverse("outbox"))
