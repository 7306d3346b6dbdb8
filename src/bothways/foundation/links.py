"""Links that leave the site. They are built from the site's own origin, never from what a request says its host is."""

from typing import Protocol
from urllib.parse import urljoin

from django.conf import settings
from django.shortcuts import resolve_url


class HasAddress(Protocol):
    """A thing that has a page."""

    def get_absolute_url(self) -> str: ...


def absolute(to: str | HasAddress, *arguments: object) -> str:
    """The full address of a path, of a named address with its arguments, or of a thing that has one."""
    path = to.get_absolute_url() if not isinstance(to, str) else resolve_url(to, *arguments)
    return urljoin(f"{settings.SITE_ORIGIN}/", path)
