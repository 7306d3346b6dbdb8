"""The pattern page: every component, as it looks and when to use it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways.design.patterns import PATTERNS, TOKENS
from bothways.foundation.http import public_page


@require_safe
@public_page
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component of the design, on one page."""
    return render(request, "design/patterns.html", {"patterns": PATTERNS, "tokens": TOKENS})
