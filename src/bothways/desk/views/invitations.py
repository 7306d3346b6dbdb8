"""Invitations: asking leaders, the ledger of who was asked, and one invitation with its links."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.desk.actions import inviting, linking
from bothways.desk.forms.invitations import DueForm, InviteForm, LinkForm
from bothways.desk.models import Invitation, Link
from bothways.desk.queries import ledger
from bothways.desk.queries.questions import questions
from bothways.desk.queries.telling import told_of
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.verbs import REFUSALS, Offer, Verb, Verbs, retyped, sentence
from bothways.foundation import time
from bothways.foundation.paging import page_of
from bothways.foundation.tables import csv_file
from bothways.foundation.text import sought
from bothways.insider.models import Question
from bothways.people.models import Person

FORTNIGHT = timedelta(days=14)
ON_ONE_PAGE = 60  # leaders to choose from


def revoke(*, invitation: Invitation, link: Link, **named: Any) -> object:
    """Revoke a link, if it is one of this invitation's."""
    return link.invitation_id == invitation.pk and linking.revoke_link(link=link, **named)


VERBS = Verbs(
    "invitation",
    Verb("extend", _("Give more time"), _("They have until that day now."), inviting.extend, {"open"}, DueForm),
    Verb("send", _("Send the link again"), _("A new link is on its way. The ones before it open nothing any more."),
         linking.send_link_again, {"open"}),
    Verb("reopen", _("Ask again"), _("The invitation is open again."), inviting.reopen, {"withdrawn"}, DueForm),
    Verb("withdraw", _("Withdraw"), _("The invitation is withdrawn, and the leader is told."),
         inviting.withdraw_invitation, {"open"}, style="grave"),
)  # fmt: skip
LINKS = Verbs(
    "invitation",
    Verb("revoke", _("Revoke"), _("The link opens nothing any more."), revoke, form=LinkForm, style="grave"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def invite(request: DeskRequest, pk: int) -> HttpResponse:
    """Choose leaders, and ask them for an answer to one question."""
    question = get_object_or_404(questions(), pk=pk)
    name = sought(request.POST.get("q") or request.GET.get("q", ""), most=80)
    chosen = [key for key in request.POST.getlist("leaders") if key.isdecimal()]
    since = time.now() - inviting.WINDOW
    found = list(ledger.leaders(since, name=name, question=question)[: ON_ONE_PAGE + 1])
    beside = ledger.leaders(since, question=question).filter(pk__in=chosen).exclude(pk__in=[one.pk for one in found])
    kept = list(beside)  # chosen before, and not among those that were searched for
    known = {person.pk: person for person in (*kept, *found)}
    initial = {"due_on": time.site_day(time.now() + FORTNIGHT), "leaders": request.GET.getlist("leader")}
    searches = "search" in request.POST  # what is chosen and typed stays
    if searches:
        initial |= {field: request.POST.get(field, "") for field in ("due_on", "words", "address")}
        initial["leaders"] = chosen
    form = InviteForm(None if searches else request.POST or None, known=list(known), initial=initial)
    if form.is_valid() and _ask(request, question, known, form):
        return redirect("desk_question", question.pk)
    return render(
        request,
        "desk/invite.html",
        {
            "question": question,
            "name": name,
            "form": form,
            "standings": ledger.standings([*kept, *found[:ON_ONE_PAGE]]),
            "more": len(found) > ON_ONE_PAGE,
            "chosen": {str(key) for key in form["leaders"].value() or []},
            "now": time.now(),
        },
    )


def _ask(request: DeskRequest, question: Question, known: dict[int, Person], form: InviteForm) -> bool:
    """Ask each that was chosen; whether all could be. Who was asked needs no second asking, so their mark goes."""
    asked = {name: form.cleaned_data[name] for name in ("words", "due_on", "address")}
    left: list[str] = []
    for leader in (known[key] for key in form.cleaned_data["leaders"]):
        try:
            inviting.invite(question=question, leader=leader, **asked, by=request.user, at=time.now())
        except REFUSALS as refusal:
            left.append(str(leader.pk))
            form.add_error(None, f"{leader.name}: {sentence(refusal)}")
        else:
            messages.success(request, gettext("%(name)s is asked.") % {"name": leader.name})
    form.data = retyped(request, leaders=left)
    return not left


@require_safe
@desk_page
def invitations(request: DeskRequest) -> HttpResponse:
    """Open invitations by the day on which they are wanted, or those that have ended."""
    ended = request.GET.get("show") == "ended"
    page = page_of(request, ledger.ended_invitations() if ended else ledger.open_invitations())
    return render(request, "desk/invitations.html", {"page": page, "ended": ended, **_times()})


def _times() -> dict[str, object]:
    return {"now": time.now(), "today": time.site_day(time.now())}


@require_safe
@desk_page
def leaders(request: DeskRequest) -> HttpResponse:
    """The ledger: every leader, how often they were asked, and what came of it."""
    name = sought(request.GET.get("q", ""), most=80)
    page = page_of(request, ledger.leaders(time.now() - inviting.WINDOW, name=name))
    context = {"page": page, "standings": ledger.standings(page), "name": name}
    return render(request, "desk/leaders.html", {**context, **_times()})


@require_safe
@desk_page
def ledger_file(request: DeskRequest) -> HttpResponse:
    """The whole ledger as CSV."""
    head = (_("leader"), _("asked"), _("replied"), _("declined"), _("reply rate, %"), _("median days to reply"),
            _("asked in 90 days"), _("at most"), _("last asked"))  # fmt: skip
    lines = ledger.standings(ledger.leaders(time.now() - inviting.WINDOW))
    rows = (
        (one.leader.name, one.asked, one.replied, one.declined, one.rate, one.days, one.lately, one.cap,
         one.last.date().isoformat() if one.last else None)
        for one in lines
    )  # fmt: skip
    return csv_file("leaders", head, rows)


@require_safe
@desk_page
def invitations_file(request: DeskRequest) -> HttpResponse:
    """Every invitation as CSV."""
    head = (_("leader"), _("question"), _("invited"), _("wanted by"), _("accepted"), _("handed in"), _("declined"),
            _("reason"), _("withdrawn"), _("answer"))  # fmt: skip
    rows = (
        (one.leader.name, one.question.title, one.invited_at.isoformat(), one.due_on.isoformat(),
         *(at.isoformat() if at else None for at in (one.accepted_at, one.handed_in_at, one.declined_at)),
         one.get_declined_reason_display(), one.withdrawn_at.isoformat() if one.withdrawn_at else None,
         one.answer.get_state_display())
        for one in ledger.invitations().order_by("-invited_at", "-pk")
    )  # fmt: skip
    return csv_file("invitations", head, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def invitation(request: DeskRequest, pk: int) -> HttpResponse:
    """One invitation: where it stands, its links and who used them, and what can be done."""
    shown = get_object_or_404(ledger.one_invitation(), pk=pk)
    verbs = LINKS if request.POST.get("verb") in LINKS.verbs else VERBS
    outcome = verbs.act(request, shown)
    if isinstance(outcome, HttpResponse):
        return outcome
    if request.method == "POST":
        shown.refresh_from_db()
    return render(request, "desk/invitation.html", _invitation(shown, outcome))


def _invitation(shown: Invitation, refused: Offer | None) -> dict[str, Any]:
    due = time.site_day(time.now() + FORTNIGHT)
    return {
        "invitation": shown,
        "late": ledger.late(shown, time.site_day(time.now())),
        "links": ledger.links_of(shown),
        "suggestions": ledger.suggestions_of(shown),
        "offers": VERBS.offers({_state(shown)}, refused, due_on=max(due, shown.due_on)),
        "lines": told_of(desk_invitation=[shown.pk]),
        **_times(),
    }


def _state(shown: Invitation) -> str:
    if shown.withdrawn_at:
        return "withdrawn"
    return "declined" if shown.declined_at else "open"
