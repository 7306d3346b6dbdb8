"""How responses are marked for the caches that stand between the site and its readers."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MAX_AGE = 60  # seconds that a cache elsewhere may hold a public page; our own is renewed at once
STALE_FOR = 300  # seconds that it may go on showing it while it asks for the new one


def mark_public(response: HttpResponse, *, max_age: int = MAX_AGE) -> HttpResponse:
    """Say that any cache may hold `response` for `max_age` seconds and show it to anybody."""
    patch_cache_control(response, public=True, max_age=max_age, stale_while_revalidate=STALE_FOR)
    return response


def public_page(view: View[P]) -> View[P]:
    """For a page whose words all may read: public for those not signed in, private and personal for the others.

    Such a page is only ever read: other methods than GET and HEAD are answered with 405.
    """

    @require_safe
    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
            return response
        return mark_public(response)

    return marked


def same_for_all(view: View[P]) -> View[P]:
    """For a response that never looks at who asks, and is only ever read: feeds, embeds, sitemaps."""

    @require_safe
    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return mark_public(view(request, *args, **kwargs))

    return marked
