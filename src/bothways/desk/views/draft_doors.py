"""The two doors to a draft: the personal link, and the account of the leader. Behind both are the same pages."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.core import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bothways.desk.actions.linking import note_use
from bothways.desk.models import Invitation, Link
from bothways.desk.queries.drafts import TIES, link_of
from bothways.desk.rules import Writer
from bothways.desk.views.draft_contents import Door
from bothways.foundation import time

View = Callable[[HttpRequest, Door], HttpResponse]


class Shut(Exception):
    """The door does not open; `response` says why, as far as whoever stands before it may know."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class _Check(CsrfViewMiddleware):
    """Django's own check for forms from elsewhere, whose verdict the page gets, so that it can show the text again."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=HTTPStatus.FORBIDDEN)


def draft_page(view: View) -> Callable[..., HttpResponse]:
    """For a page about one draft. It changes nothing, for mail scanners open every link; it only notes that it did."""

    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, token: str = "", number: int | None = None) -> HttpResponse:
        try:
            door = _door(request, token, number)
        except Shut as shut:
            return private(shut.response)
        if door.link and request.method == "GET":
            note_use(link=door.link, verb="opened", at=time.now())
        return private(view(request, door))

    return opened


def draft_verb(refused: Callable[..., HttpResponse]) -> Callable[[View], Callable[..., HttpResponse]]:
    """For something that is done to one draft, by a form of its own page only, and not too often.

    `refused(request, door, words, status)` shows the page again with what was typed and `words` above it.
    """

    def decorated(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt  # the check stands here, so that a form without its cookie loses no text
        @require_POST
        @wraps(view)
        def done(request: HttpRequest, token: str = "", number: int | None = None) -> HttpResponse:
            try:
                door = _door(request, token, number)
            except Shut as shut:
                return private(shut.response)
            if words := _from_elsewhere(request):
                return private(refused(request, door, words, HTTPStatus.FORBIDDEN))
            if not ratelimit.consume(request, action="draft", key=f"draft {door.invitation.pk}"):
                words = _("That was very often in a short time. Wait a minute, then press again: your text is below.")
                return private(refused(request, door, words, HTTPStatus.TOO_MANY_REQUESTS))
            response = view(request, door)
            if door.link and response.status_code < HTTPStatus.BAD_REQUEST:
                note_use(link=door.link, verb=view.__name__.replace("_", " "), at=time.now())
            return private(response)

        return done

    return decorated


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _from_elsewhere(request: HttpRequest) -> str:
    """What to say to a form that did not prove that it comes from this site; empty where it did."""
    if _Check(_nothing).process_view(request, _nothing, (), {}) is None:
        return ""
    return _(
        "Your browser did not show that this form comes from this page: its cookie was missing, or too old. Nothing "
        "was done. Please press once more; your text is below."
    )


def _door(request: HttpRequest, token: str, number: int | None) -> Door:
    return _by_link(request, token) if number is None else _by_account(request, number)


def _by_link(request: HttpRequest, token: str) -> Door:
    link = link_of(token)
    if link is None:
        raise Shut(no_link(request))
    ended = link.invitation.withdrawn_at or (link.invitation.declined_at and not link.of_leader)
    if link.revoked_at or ended:
        raise Shut(_shut(request, "desk/draft_link_ended.html", HTTPStatus.GONE, link=link))
    if link.expires_at <= time.now():
        raise Shut(_shut(request, "desk/draft_link_old.html", HTTPStatus.GONE, link=link))
    return Door(link.invitation, Writer.of_link(link), link.get_absolute_url())


def _by_account(request: HttpRequest, number: int) -> Door:
    address = reverse("invitation", args=[number])
    if not request.user.is_authenticated:
        raise Shut(_signed_out(request, address))
    invitation = Invitation.objects.made_to(request.user).select_related(*TIES).filter(pk=number).first()
    if invitation is None:
        raise Http404
    return Door(invitation, Writer.of_leader(invitation), address)


def _signed_out(request: HttpRequest, address: str) -> HttpResponse:
    """To signing in; but whoever has sent a text is told first that nothing was done, and given it back."""
    if any(_kept(request).values()):
        return _shut(request, "desk/draft_signed_out.html", HTTPStatus.FORBIDDEN, address=address)
    return redirect_to_login(address)


def no_link(request: HttpRequest) -> HttpResponse:
    """The same for every link that this site did not write, whatever is wrong with it."""
    return _shut(request, "desk/draft_no_link.html", HTTPStatus.NOT_FOUND)


def _shut(request: HttpRequest, template: str, status: HTTPStatus, **shown: Link | str) -> HttpResponse:
    """A page that says why the door is shut, and gives back what was typed."""
    return render(request, template, {**shown, "kept": _kept(request)}, status=status)


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("headline", "body")}


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine; and where its links lead, nobody learns its address.

    Not "no-referrer": with it browsers call every form of the page one from nowhere, which the check for foreign forms
    refuses. "same-origin" tells other sites just as little.
    """
    patch_cache_control(response, no_store=True, private=True)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
