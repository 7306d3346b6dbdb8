"""The page behind the link in a letter: it ends letters of a kind, and takes that back, without signing in."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bothways.foundation import time
from bothways.notifications.actions.pausing import pause_address, resume_address
from bothways.notifications.actions.subscribing import restart_digest, stop_digest, write_at_once
from bothways.notifications.leaving import Leaving, NoSuchLink, read
from bothways.notifications.queries.subscriptions import is_written

ASKED = "Whoever reads it asked us to write no more."


@csrf_exempt  # mail programs send no cookie, and the link itself is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Opened, it changes nothing, so a scanner that follows links does no harm; its button, or one click in the mail
    program (RFC 8058), ends the letters; its other button sends them again.
    """  # noqa: D205  one sentence
    try:
        leaving = read(token)
    except NoSuchLink:
        raise Http404 from None
    if request.method == "POST":
        _carry_out(leaving, wanted="again" in request.POST)
    response = render(
        request, "notifications/stop_letters.html", {"leaving": leaving, "written": is_written(leaving),
                                                     "done": request.method == "POST"}
    )  # fmt: skip
    response["Referrer-Policy"] = "no-referrer"
    return response


def _carry_out(leaving: Leaving, *, wanted: bool) -> None:
    at, person = time.now(), leaving.person
    if person is None:
        if wanted:
            resume_address(address=leaving.address, by=None, at=at)
        else:
            pause_address(address=leaving.address, reason=ASKED, at=at)
    elif leaving.what == "at_once":
        write_at_once(person=person, on=wanted, at=at)
    else:
        change: Callable[..., bool] = restart_digest if wanted else stop_digest
        change(person=person, at=at)
