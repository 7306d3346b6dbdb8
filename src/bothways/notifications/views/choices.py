"""What I get by mail: one page on which I choose it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bothways.foundation import time
from bothways.notifications.actions.pausing import resume_address
from bothways.notifications.actions.subscribing import choose_letters
from bothways.notifications.forms import LettersForm
from bothways.notifications.queries.subscriptions import pause_of, subscription_of
from bothways.people.queries import proved_address_since
from bothways.people.views import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def letters(request: SignedInRequest) -> HttpResponse:
    """My digest, and what else we write to me."""
    form = LettersForm(request.POST) if request.method == "POST" else LettersForm.showing(subscription_of(request.user))
    if form.is_bound and form.is_valid():
        choose_letters(person=request.user, **form.cleaned_data, by=request.user, at=time.now())
        messages.success(request, _("We write to you as you chose."))
        return redirect("letters")
    return render(request, "notifications/letters.html", {"form": form, "pause": pause_of(request.user)})


@require_POST
@login_required
def resume(request: SignedInRequest) -> HttpResponse:
    """Write to my address again: once I have shown, by a code sent there, that mail arrives."""
    pause = pause_of(request.user)
    if pause and not proved_address_since(request, request.user, pause.paused_at):
        return redirect(f"{reverse('account_reauthenticate_code')}?{urlencode({'next': reverse('letters')})}")
    if pause and resume_address(address=pause.address, by=request.user, at=time.now()):
        messages.success(request, _("We write to your address again. What was held back is on its way."))
    return redirect("letters")
