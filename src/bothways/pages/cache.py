"""The page cache: the bytes of public pages kept ready, in front of everything else.

A page is kept for those who are not signed in, for one public epoch (`foundation.epoch`): whatever everybody can see
advances the epoch when it changes, so a kept page is never older than the last publication. Only answers that say
`Cache-Control: public` and set no cookie are kept, hence never anything made for one person.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import has_vary_header

from bothways.foundation import epoch

METHODS: Final = ("GET", "HEAD")
LONGEST_KEY: Final = 500  # characters of path and query; longer ones are not worth a place
Key = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as it goes over the wire."""

    epoch: int
    content: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    def response(self, request: HttpRequest) -> HttpResponse:
        """The page itself, or "not modified" for a reader who has it."""
        known = request.META.get("HTTP_IF_NONE_MATCH")
        fresh = known is not None and self.etag in known
        response = HttpResponseNotModified() if fresh else HttpResponse(self.content)
        for name, value in self.headers:
            response.headers[name] = value
        return response


class Shelf:
    """Kept pages of one process, the least recently asked for dropped first when `limit` bytes are reached."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Kept | None:
        """The page kept for `key` in the present epoch."""
        kept = self._pages.get(key)
        if kept is None or kept.epoch != epoch.current():
            return None
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
        return kept

    def put(self, key: Key, page: Kept) -> None:
        """Keep `page`, and make room for it."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._size += len(page.content) - (len(before.content) if before else 0)
            self._pages[key] = page
            while self._size > self._limit and self._pages:
                _, dropped = self._pages.popitem(last=False)
                self._size -= len(dropped.content)


class PageCacheMiddleware:
    """Stands first of all: answers from the shelf, or lets the site answer and keeps what may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.shelf = Shelf(settings.PAGE_CACHE_BYTES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request)
        if key is None:
            return self.get_response(request)
        if (kept := self.shelf.get(key)) is not None:
            return kept.response(request)
        begun = epoch.current()  # read before the page is made: what changes meanwhile makes this page out of date
        response = self.get_response(request)
        if request.method == "GET" and may_be_kept(response):
            self.shelf.put(key, Kept(begun, response.content, tuple(response.headers.items()), response["ETag"]))
        return response


def key_of(request: HttpRequest) -> Key | None:
    """What tells one kept page from another; None for a request whose answer is for one person, or changes something."""
    meta = request.META
    if request.method not in METHODS or settings.SESSION_COOKIE_NAME in meta.get("HTTP_COOKIE", ""):
        return None
    query = meta.get("QUERY_STRING", "")
    address = f"{request.path_info}?{query}" if query else request.path_info
    if len(address) > LONGEST_KEY or "HTTP_HX_REQUEST" in meta:
        return None
    return address, "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")


def may_be_kept(response: HttpResponse) -> bool:
    """Whether a response is the same for everybody who is not signed in."""
    return (
        response.status_code == 200  # noqa: PLR2004  the number is the name
        and not response.streaming
        and not response.cookies
        and "public" in response.headers.get("Cache-Control", "")
        and "ETag" in response.headers
        and not has_vary_header(response, "Accept-Language")
    )
