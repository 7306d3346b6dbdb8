"""The page cache: the bytes of public pages kept ready, at the door of the site, before Django begins.

A page is kept for those who are not signed in, for one public epoch (`foundation.epoch`): whatever everybody can see
advances the epoch when it changes, so a kept page is never older than the last publication. Only answers that say
`Cache-Control: public` and set no cookie are kept, hence never anything made for one person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import has_vary_header

from bothways.foundation import epoch
from bothways.foundation.shelf import LONGEST_KEY, Shelf

METHODS: Final = ("GET", "HEAD")
ABOUT_THE_BODY: Final = ("content-length", "content-type", "content-encoding")  # left out where no body follows

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as it goes over the wire."""

    body: list[bytes]
    headers: Headers
    etag: str
    headers_alone: Headers  # for a reader who has the page

    @classmethod
    def of(cls, response: HttpResponse) -> "Kept":
        """What is to be kept of a response."""
        headers = list(response.headers.items())
        alone = [(name, value) for name, value in headers if name.lower() not in ABOUT_THE_BODY]
        return cls([response.content], headers, response.headers["ETag"], alone)

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """The page itself, or "not modified" for a reader who has it."""
        if self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", self.headers_alone.copy())
            return []
        start_response("200 OK", self.headers.copy())
        return self.body


class PageCache:
    """Stands in front of the site: answers from the shelf, or lets the site answer and keeps what may be kept."""

    def __init__(self, application: WSGIApplication, *, limit: int) -> None:
        self._application = application
        self._shelf: Shelf[Kept] = Shelf(limit)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return self._application(environ, start_response)
        if (kept := self._shelf.get(key)) is not None:
            return kept.answer(environ, start_response)
        begun = epoch.current()  # read before the page is made: what changes meanwhile makes this page out of date
        response = self._application(environ, start_response)
        if environ["REQUEST_METHOD"] == "GET" and isinstance(response, HttpResponse) and may_be_kept(response):
            self._shelf.put(key, Kept.of(response), size=len(response.content), begun=begun)
        return response


def key_of(environ: WSGIEnvironment) -> object:
    """What tells one kept page from another; None where the answer is for one person, or something is changed."""
    if environ["REQUEST_METHOD"] not in METHODS or settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if len(path) + len(query) > LONGEST_KEY or "HTTP_HX_REQUEST" in environ:
        return None
    return path, query, "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")


def may_be_kept(response: HttpResponseBase) -> bool:
    """Whether a response is the same for everybody who is not signed in."""
    return (
        response.status_code == 200  # noqa: PLR2004  the number is the name
        and not response.cookies
        and "public" in response.headers.get("Cache-Control", "")
        and "ETag" in response.headers
        and not has_vary_header(response, "Accept-Language")
    )
