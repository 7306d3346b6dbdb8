"""What a leader says to an invitation: yes, no, after all, or ask somebody else."""

from datetime import timedelta
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.desk.actions.inviting import AskedAlready, accept, decline, reopen, suggest
from bothways.desk.forms.drafts import DeclineForm, SuggestForm
from bothways.desk.models import Invitation
from bothways.desk.views.draft_contents import Door, Phase, phase_of
from bothways.desk.views.draft_pages import back, shown, verb
from bothways.desk.views.draft_writing import too_late
from bothways.foundation import time
from bothways.insider.actions.moving import NotNow

ANOTHER_WEEK = timedelta(days=7)  # for whoever comes back after the day by which the answer was wanted


@verb
def accepted(request: HttpRequest, door: Door) -> HttpResponse:
    """Yes, before anything is written."""
    try:
        accept(invitation=door.invitation, by=door.writer, at=time.now())
    except NotNow:
        return too_late(request, door)
    return back(door)


@verb
def declined(request: HttpRequest, door: Door) -> HttpResponse:
    """No, with the reason that was pressed; and perhaps somebody else in the same breath."""
    form, other = DeclineForm(request.POST, auto_id="decline_%s"), SuggestForm(request.POST, auto_id="suggest_%s")
    names_other = any(request.POST.get(name, "").strip() for name in other.fields)
    if not form.is_valid() or (names_other and not other.is_valid()):
        return _again(request, door, decline_form=form, **({"suggest_form": other} if names_other else {}))
    try:
        decline(
            invitation=door.invitation, reason=Invitation.Reason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"], by=door.writer, at=time.now(),
        )  # fmt: skip
    except NotNow:
        return too_late(request, door)
    if names_other:
        _suggest(door, other)
    return back(door)


@verb
def suggested(request: HttpRequest, door: Door) -> HttpResponse:
    """Somebody else whom the desk might ask, as well or instead."""
    if not door.of_leader:
        raise PermissionDenied
    form = SuggestForm(request.POST, auto_id="suggest_%s")
    if not form.is_valid():
        return _again(request, door, suggest_form=form)
    _suggest(door, form)
    return back(door, "#decline")


@verb
def reopened(request: HttpRequest, door: Door) -> HttpResponse:
    """After all: the invitation goes on as it was."""
    due_on = max(door.invitation.due_on, (time.now() + ANOTHER_WEEK).date())
    try:
        reopen(invitation=door.invitation, due_on=due_on, by=door.writer, at=time.now())
    except AskedAlready:
        words = _("You have another open invitation to the same question; please use that one.")
        return shown(request, door, HTTPStatus.CONFLICT, refusal=words)
    except NotNow:
        return too_late(request, door)
    return back(door)


def _suggest(door: Door, form: SuggestForm) -> None:
    given = form.cleaned_data
    suggest(
        invitation=door.invitation, name=given["name"], address=given["address"], words=given["why"],
        by=door.writer, at=time.now(),
    )  # fmt: skip


def _again(request: HttpRequest, door: Door, **forms: object) -> HttpResponse:
    if phase_of(door) not in (Phase.WRITE, Phase.DECLINED):
        return too_late(request, door)
    return shown(request, door, HTTPStatus.UNPROCESSABLE_ENTITY, **forms)
