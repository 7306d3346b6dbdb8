"""How responses are marked for the caches between the site and its readers; and what a refused request brought."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from bothways.foundation import epoch

P = ParamSpec("P")
T = TypeVar("T")
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
        request._public_since = epoch.current()  # type: ignore[attr-defined]  # noqa: SLF001  before anything is read
        try:
            response = view(request, *args, **kwargs)
        finally:
            del request._public_since  # type: ignore[attr-defined]  # noqa: SLF001  what follows an error is not public
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
            return response
        return mark_public(response)

    return marked


def public_since(request: HttpRequest) -> int | None:
    """While a public page is being made: the epoch that was current before anything of it was read. Else None."""
    return getattr(request, "_public_since", None)


def when_read(make: Callable[[], T]) -> T:
    """What `make` gives, made when a template first looks at it: never for a page that was made before."""
    return cast(T, SimpleLazyObject(make))


def same_for_all(view: View[P]) -> View[P]:
    """For a response that never looks at who asks, and is only ever read: feeds, embeds, sitemaps."""

    @require_safe
    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return mark_public(view(request, *args, **kwargs))

    return marked


def typed(request: HttpRequest) -> list[str]:
    """The texts in a form that was refused before anybody looked at it, so that they can be given back.

    Whatever has more than one word was typed; one word is a button, a mark or a key. No password is shown.
    """
    try:
        lists = list(request.POST.lists())
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return []
    sent = (value for name, values in lists if "password" not in name for value in values)
    return [value for value in sent if len(value.split()) > 1]
