"""What machines look for at addresses that everybody knows."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from bothways.foundation import time
from bothways.foundation.http import same_for_all
from bothways.foundation.links import absolute

VALID_FOR = timedelta(days=180)  # of security.txt; RFC 9116 asks for less than a year
NOT_FOR_ROBOTS = ("/accounts/", "/me/", "/search/", "/oembed/")


@same_for_all
def robots(request: HttpRequest) -> HttpResponse:
    """All may be read; what is personal, or endless, is not worth a robot's time."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), "", f"Sitemap: {absolute('sitemap')}"]
    return _text(lines)


@same_for_all
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). Without a contact there is no such file."""
    contact = settings.SECURITY_CONTACT or settings.OWNER_EMAIL
    if not contact:
        raise Http404
    expires = time.now().replace(hour=0, minute=0, second=0, microsecond=0) + VALID_FOR
    lines = [
        f"Contact: {contact if urlsplit(contact).scheme else f'mailto:{contact}'}",
        f"Expires: {_zulu(expires)}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {absolute('security_txt')}",
    ]
    return _text(lines)


def _zulu(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@same_for_all
def manifest(request: HttpRequest) -> HttpResponse:
    """How the site looks on a home screen."""
    body = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": settings.SITE_TAGLINE,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fcf8f9",
        "theme_color": "#fcf8f9",
        "icons": [
            {"src": static("design/images/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {"src": static(f"design/images/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ),
            {
                "src": static("design/images/icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@same_for_all
def favicon(request: HttpRequest) -> HttpResponse:
    """Where the icon is, for those who only ask here."""
    return redirect(static("design/images/favicon-32.png"))
