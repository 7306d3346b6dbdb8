"""The pages of the desk, and of those who write for it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from bothways.foundation.http import typed
from bothways.people.models import Person
from bothways.people.rules import can_edit

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request from somebody of the desk."""

    user: Person


def desk_page(view: Callable[Concatenate[DeskRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page of the desk: strangers are asked to sign in, and for members it is not there.

    Who typed something and was signed out meanwhile gets it back; so does who left the desk, on the page for 404.
    """

    @wraps(view)
    def opened(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _signed_out(request)
        if not can_edit(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(opened)


def _signed_out(request: HttpRequest) -> HttpResponse:
    if words := typed(request):
        return render(request, "desk/signed_out.html", {"typed": words}, status=HTTPStatus.FORBIDDEN)
    return redirect_to_login(request.get_full_path())
