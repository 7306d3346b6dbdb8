"""What a person reads when something did not work. What they typed is given back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.foundation.http import typed


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood."""
    return render(request, "pages/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: seen, but not allowed."""
    return render(request, "pages/errors/403.html", {"typed": typed(request)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere."""
    return render(request, "pages/errors/csrf.html", {"typed": typed(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing for this reader."""
    return render(request, "pages/errors/404.html", {"typed": typed(request)}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page asks nothing of the database."""
    return HttpResponse(render(request, "pages/errors/500.html").content, status=500)
