"""Letting somebody else draft, and ending it."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.desk.actions.linking import TooManyDelegates, delegate, revoke_link
from bothways.desk.forms.drafts import DelegateForm
from bothways.desk.models import Link
from bothways.desk.views.draft_contents import Door, Phase, phase_of
from bothways.desk.views.draft_pages import back, shown, verb
from bothways.desk.views.draft_writing import too_late
from bothways.foundation import time
from bothways.insider.actions.moving import NotNow


@verb
def delegated(request: HttpRequest, door: Door) -> HttpResponse:
    """A link of their own for somebody who drafts."""
    if not door.of_leader:
        raise PermissionDenied
    if phase_of(door) != Phase.WRITE:
        return too_late(request, door)
    form = DelegateForm(request.POST, auto_id="delegate_%s")
    if form.is_valid():
        try:
            delegate(invitation=door.invitation, **form.cleaned_data, by=door.writer, at=time.now())
            return back(door, "#delegate")
        except TooManyDelegates:
            form.add_error(None, _("Three people can draft for you at once. End one of their links first."))
        except NotNow:
            return too_late(request, door)
    return shown(request, door, HTTPStatus.UNPROCESSABLE_ENTITY, delegate_form=form)


@verb
def ended(request: HttpRequest, door: Door) -> HttpResponse:
    """A delegate's link opens nothing any more."""
    if not door.of_leader:
        raise PermissionDenied
    number = request.POST.get("link", "")
    known = door.invitation.links.filter(holder=Link.Holder.DELEGATE)
    link = known.filter(pk=number).first() if number.isascii() and number.isdigit() and len(number) < 19 else None  # noqa: PLR2004  digits of the largest key
    if link is None:
        raise Http404
    revoke_link(link=link, by=door.writer, at=time.now())
    return back(door, "#delegate")
