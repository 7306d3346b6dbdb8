"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from bothways.desk.queries.my_invitations import has_invitations
from bothways.foundation.http import when_read


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, tagline, origin and licence, the canonical address, and what the account's pages lead to."""
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_origin": settings.SITE_ORIGIN,
        "site_licence": settings.SITE_LICENCE,
        "site_licence_url": settings.SITE_LICENCE_URL,
        "canonical": settings.SITE_ORIGIN + request.path,
        "was_invited": when_read(lambda: request.user.is_authenticated and has_invitations(request.user)),
    }
