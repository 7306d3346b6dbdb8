"""Leaders at the desk: introducing one, verifying who they are, and how often they may be asked."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bothways.desk.actions import introducing, inviting
from bothways.desk.forms.invitations import CapForm, IntroduceForm, VerifyForm
from bothways.desk.models import Suggestion
from bothways.desk.queries import ledger
from bothways.desk.queries.telling import told_of
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.verbs import Verb, Verbs
from bothways.foundation import time
from bothways.foundation.paging import page_of
from bothways.people.models import Person


def verify(*, leader: Person, how: str, by: Person, at: datetime) -> None:
    """Note how it was made sure who they are."""
    introducing.verify_leader(insider=leader.insider, how=how, by=by, at=at)


def unverify(*, leader: Person, by: Person, at: datetime) -> None:
    """Take the verification back."""
    introducing.unverify_leader(insider=leader.insider, by=by, at=at)


VERBS = Verbs(
    "leader",
    Verb("verify", _("Verify"), _("The by-line says now that they are verified."), verify, {"unverified"}, VerifyForm),
    Verb("cap", _("Set a cap"), _("From now on it is as you said."), inviting.set_cap, form=CapForm),
    Verb("unverify", _("Take the verification back"), _("The by-line does not say verified any more."), unverify,
         {"verified"}, style="grave"),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def leader(request: DeskRequest, pk: int) -> HttpResponse:
    """One leader: their by-line, their numbers, and every invitation to them."""
    shown = get_object_or_404(ledger.leaders(time.now() - inviting.WINDOW), pk=pk)
    outcome = VERBS.act(request, shown)
    if isinstance(outcome, HttpResponse):
        return outcome
    cap: Any = getattr(shown, "invitation_cap", None)
    state = "verified" if shown.insider.verified_at else "unverified"
    return render(
        request,
        "desk/leader.html",
        {
            "leader": shown,
            "standing": ledger.standings([shown])[0],
            "page": page_of(request, ledger.invitations_to(shown)),
            "offers": VERBS.offers({state}, outcome, at_most=cap.at_most if cap else None),
            "lines": told_of(people_person=[shown.pk], insider_insider=[shown.pk]),
            "now": time.now(),
            "today": time.site_day(time.now()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def introduce(request: DeskRequest) -> HttpResponse:
    """Give somebody a by-line, so that they can be invited."""
    form = IntroduceForm(request.POST) if request.method == "POST" else IntroduceForm.of(_suggestion(request))
    if form.is_valid():
        person = introducing.introduce_leader(**form.cleaned_data, by=request.user, at=time.now())
        messages.success(request, gettext("%(name)s can be invited now.") % {"name": person.name})
        return redirect("desk_leader", person.pk)
    return render(request, "desk/introduce.html", {"form": form})


def _suggestion(request: DeskRequest) -> Suggestion | None:
    """The suggestion that the address names, if there is one."""
    key = request.GET.get("suggestion", "")
    return Suggestion.objects.filter(pk=key).first() if key.isdecimal() else None
