"""Signing one exact text, with a code from the mail or with a passkey; and taking the signature back."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.desk.actions.signing import (
    NoMailThere,
    SpentCode,
    TextChanged,
    TooManyCodes,
    WrongCode,
    ask_code,
    sign_by_code,
    sign_by_passkey,
    unsign,
)
from bothways.desk.forms.drafts import PasskeyForm, SignForm
from bothways.desk.views.draft_contents import Door, Phase, phase_of
from bothways.desk.views.draft_pages import back, refused, shown, verb
from bothways.desk.views.draft_writing import too_late
from bothways.foundation import time
from bothways.insider.actions.moving import NotNow
from bothways.people.passkeys import NotProved, proved

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@verb
def code_asked(request: HttpRequest, door: Door) -> HttpResponse:
    """A new code, by mail, for the text that waits."""
    try:
        ask_code(invitation=door.invitation, by=door.writer, at=time.now())
    except TooManyCodes:
        words = _("Six codes were sent within the hour, which is all that we send. Please wait a while.")
        return refused(request, door, words, HTTPStatus.TOO_MANY_REQUESTS)
    except NoMailThere:
        words = _(
            "Nothing was sent: mail to your address came back, or you asked us to write no more. Write to the desk."
        )
        return refused(request, door, words, HTTPStatus.CONFLICT)
    except NotNow:
        return too_late(request, door)
    return back(door, "#sign")


@verb
def signed(request: HttpRequest, door: Door) -> HttpResponse:
    """Sign the text that was shown with the code that was typed."""
    form = SignForm(request.POST)
    if not door.of_leader:
        raise PermissionDenied
    if phase_of(door) != Phase.SIGN:
        return too_late(request, door)
    if form.is_valid():
        given = form.cleaned_data
        try:
            sign_by_code(
                invitation=door.invitation, shown=given["shown"], typed=given["code"], by=door.writer, at=time.now()
            )
            return back(door)
        except SpentCode:
            form.add_error("code", _("That code is good no longer. Please ask for a new one."))
        except WrongCode:
            form.add_error("code", _("That is not the code in the newest mail. Look again, or ask for a new one."))
        except TextChanged:
            return _changed(request, door)
        except NotNow:
            return too_late(request, door)
    return shown(request, door, UNPROCESSABLE, sign_form=form)


@verb
def signed_by_passkey(request: HttpRequest, door: Door) -> HttpResponse:
    """Sign the text that was shown with a passkey of the account; for those who came signed in."""
    if door.link or not door.of_leader:
        raise Http404
    form = PasskeyForm(request.POST)
    if not form.is_valid():
        return refused(request, door, _("The passkey was not used. Try again, or ask for a code."), UNPROCESSABLE)
    given = form.cleaned_data
    try:
        proved(request, door.invitation.leader, given["credential"], about=given["shown"])
        sign_by_passkey(invitation=door.invitation, shown=given["shown"], by=door.writer, at=time.now())
    except NotProved:
        return refused(request, door, _("The passkey was not accepted. Try again, or ask for a code."), UNPROCESSABLE)
    except TextChanged:
        return _changed(request, door)
    except NotNow:
        return too_late(request, door)
    return back(door)


@verb
def unsigned(request: HttpRequest, door: Door) -> HttpResponse:
    """The signature is taken back."""
    try:
        unsign(answer=door.answer, by=door.writer, at=time.now())
    except NotNow:
        return too_late(request, door)
    return back(door)


def _changed(request: HttpRequest, door: Door) -> HttpResponse:
    words = _("The text has changed since you opened this page, so nothing was signed. This is the text as it is now.")
    return refused(request, door, words, HTTPStatus.CONFLICT)
