"""The pattern page: every component, as it looks and when to use it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def patterns(request: HttpRequest) -> HttpResponse:
    """Every component of the design, on one page."""
    return render(request, "design/patterns.html")
