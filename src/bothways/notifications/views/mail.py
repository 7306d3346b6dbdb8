"""The site's mail, for the owner: whether others believe ours, and whether theirs comes in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bothways.foundation import time
from bothways.notifications.actions.testing import start_test
from bothways.notifications.queries import mail as queries
from bothways.notifications.rules import can_keep_outbox
from bothways.people.views import SignedInRequest


@require_safe
@login_required
@never_cache
def site_mail(request: SignedInRequest) -> HttpResponse:
    """The last test and the last arrivals."""
    _only_owner(request)
    takes_mail = bool(settings.MAIL_IN_DOMAIN)
    context = {
        "takes_mail": takes_mail,
        "domain": settings.MAIL_IN_DOMAIN,
        "last": queries.last_test(request.user, time.now(), sends_letter=takes_mail),
        "arrivals": queries.arrivals(request.user),
    }
    return render(request, "notifications/site_mail.html", context)


@require_POST
@login_required
def test_mail(request: SignedInRequest) -> HttpResponse:
    """Begin a test."""
    _only_owner(request)
    start_test(by=request.user, at=time.now())
    messages.success(request, _("The test has begun. What is found appears on this page."))
    return redirect("site_mail")


def _only_owner(request: SignedInRequest) -> None:
    if not can_keep_outbox(request.user):
        raise Http404
