"""Links that leave the site. They are built from the site's own origin, never from what a request says its host is."""

from urllib.parse import urljoin

from django.conf import settings
from django.shortcuts import resolve_url


def absolute(to: object, *arguments: object) -> str:
    """The full address of a path, of a named address with its arguments, or of a thing that has one."""
    return urljoin(f"{settings.SITE_ORIGIN}/", resolve_url(to, *arguments))
