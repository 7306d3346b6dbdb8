"""The pages of the desk, and of those who write for it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from bothways.people.models import Person
from bothways.people.rules import can_edit

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request from somebody of the desk."""

    user: Person


def desk_page(view: Callable[Concatenate[DeskRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page of the desk: strangers are asked to sign in, and for members it is not there."""

    @wraps(view)
    def checked(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not can_edit(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(checked))
