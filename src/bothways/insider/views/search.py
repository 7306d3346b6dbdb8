"""The search page. It is made for one reader at a time, and robots have no business there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from bothways.insider.forms import SearchForm
from bothways.insider.search import find


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was asked for; only the results for a page that shows them while its reader types."""
    form = SearchForm(request.GET)
    criteria = form.criteria()
    results = find(criteria)
    form.offer(results)
    part = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "insider/_search_results.html" if part else "insider/search.html"
    response = render(request, template, {"form": form, "results": results, "filtered": criteria.filtered})
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    response["X-Robots-Tag"] = "noindex"
    return response
