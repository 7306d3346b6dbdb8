"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, tagline, origin and licence, and the canonical address of this page."""
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_origin": settings.SITE_ORIGIN,
        "site_licence": settings.SITE_LICENCE,
        "site_licence_url": settings.SITE_LICENCE_URL,
        "canonical": settings.SITE_ORIGIN + request.path,
    }
