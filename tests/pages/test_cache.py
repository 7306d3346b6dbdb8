from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from bothways.foundation import epoch
from bothways.pages.cache import PageCache

PUBLIC = {"Cache-Control": "public, max-age=60", "ETag": '"one"', "Content-Type": "text/plain"}


class Site:
    """A site whose pages say how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.response: Any = lambda: HttpResponse(f"page {self.asked}", headers=PUBLIC)

    def __call__(self, environ: Any, start_response: Any) -> HttpResponse:
        self.asked += 1
        response: HttpResponse = self.response()
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def cache(site: Site) -> PageCache:
    return PageCache(site, limit=1000)


def ask(cache: PageCache, path: str = "/", method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
    met: list[tuple[str, list[tuple[str, str]]]] = []
    environ = RequestFactory().generic(method, path, **headers).environ  # type: ignore[arg-type]
    body = b"".join(cache(environ, lambda status, headers, *_: met.append((status, headers))))  # type: ignore[arg-type]
    ((status, answered),) = met
    return status, dict(answered), body


def test_the_second_reader_gets_the_kept_bytes(site: Site, cache: PageCache) -> None:
    first, second = ask(cache), ask(cache)
    assert first == second == ("200 OK", PUBLIC, b"page 1")
    assert site.asked == 1


def test_a_publication_renews_every_page_at_once(cache: PageCache) -> None:
    ask(cache)
    epoch.advance()
    assert ask(cache)[2] == b"page 2"


def test_a_page_made_while_something_changed_is_not_kept_for_good(site: Site, cache: PageCache) -> None:
    def changing() -> HttpResponse:
        epoch.advance()
        return HttpResponse(f"page {site.asked}", headers=PUBLIC)

    site.response = changing
    assert ask(cache)[2] == b"page 1"
    assert ask(cache)[2] == b"page 2"


def test_who_has_the_page_is_told_so_without_it(cache: PageCache) -> None:
    ask(cache)
    status, headers, body = ask(cache, HTTP_IF_NONE_MATCH='"other", "one"')
    assert (status, body) == ("304 Not Modified", b"")
    assert headers == {"Cache-Control": "public, max-age=60", "ETag": '"one"'}


@pytest.mark.parametrize(
    "asked",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "theme=dark; sessionid=abc"},
        {"HTTP_HX_REQUEST": "true"},
        {"method": "POST"},
        {"path": "/?q=" + "a" * 600},
    ],
)
def test_requests_of_one_person_pass_by(site: Site, cache: PageCache, asked: dict[str, str]) -> None:
    ask(cache)
    assert ask(cache, **asked)[2] == b"page 2"
    assert ask(cache, **asked)[2] == b"page 3"


@pytest.mark.parametrize("asked", [{"path": "/?page=2"}, {"path": "/today/"}, {"HTTP_ACCEPT_ENCODING": "gzip"}])
def test_other_pages_and_other_encodings_are_kept_apart(cache: PageCache, asked: dict[str, str]) -> None:
    ask(cache)
    assert ask(cache, **asked)[2] == b"page 2"
    assert ask(cache, **asked)[2] == b"page 2"


def _with_a_cookie() -> HttpResponse:
    response = HttpResponse("mine", headers=PUBLIC)
    response.set_cookie("csrftoken", "abc")
    return response


@pytest.mark.parametrize(
    "response",
    [
        lambda: HttpResponse("mine", headers={**PUBLIC, "Cache-Control": "private"}),
        lambda: HttpResponse("mine", headers={"Cache-Control": "public"}),
        lambda: HttpResponse("gone", headers=PUBLIC, status=HTTPStatus.GONE),
        lambda: HttpResponse("mine", headers={**PUBLIC, "Vary": "Accept-Language"}),
        lambda: StreamingHttpResponse(iter([b"long"]), headers=PUBLIC),
        _with_a_cookie,
    ],
)
def test_what_may_not_be_kept_is_made_each_time(site: Site, cache: PageCache, response: Any) -> None:
    site.response = response
    ask(cache)
    ask(cache)
    assert site.asked == 2


def test_the_shelf_holds_its_limit_and_drops_what_was_not_asked_for(site: Site, cache: PageCache) -> None:
    site.response = lambda: HttpResponse(b"x" * 400, headers=PUBLIC)
    for path in ("/a", "/b", "/a", "/c"):
        ask(cache, path)
    assert site.asked == 3
    ask(cache, "/a")
    assert site.asked == 3
    ask(cache, "/b")
    assert site.asked == 4
