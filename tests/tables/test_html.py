"""What holds for the HTML of every page, for whoever reads it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.support.html import faults, parse, title_of
from tests.support.routes import Route, routes_of
from tests.support.world import World

PAGES = routes_of("page", "query", "own", "entrance", "desk")
ONE_PAGE_TWICE = ("/today/", "/questions/?show=waiting", "/search/", "/search/?q=nothing+at+all")


def pages(world: World, client: Client) -> Iterator[tuple[Route, Any]]:
    """Every page that this client may read."""
    for route in PAGES:
        answer = client.get(world.address(route.address))
        if answer.status_code == 200:
            yield route, answer


@pytest.mark.parametrize("visitor", ["anonymous", "member", "insider", "editor"])
def test_every_page_is_sound(visitor: str, world: World, visitors: dict[str, Client]) -> None:
    found = {route.address: faults(parse(answer.content)) for route, answer in pages(world, visitors[visitor])}
    assert len(found) > 15
    assert {address: said for address, said in found.items() if said} == {}


@pytest.mark.parametrize("address", ["/nothing/here/", "/questions/{hidden}/", "/answers/{withdrawn}/"])
def test_a_page_that_says_no_is_sound_too(address: str, world: World, visitors: dict[str, Client]) -> None:
    for name in ("anonymous", "member"):
        answer = visitors[name].get(world.address(address))
        assert answer.status_code in (404, 410)
        assert faults(parse(answer.content)) == []


def test_no_two_pages_have_one_title(world: World, visitors: dict[str, Client]) -> None:
    titles = defaultdict(set)
    for visitor in ("anonymous", "member", "editor"):
        for route, answer in pages(world, visitors[visitor]):
            if route.address not in ONE_PAGE_TWICE:
                titles[title_of(parse(answer.content))].add(route.address)
    assert {title: addresses for title, addresses in titles.items() if len(addresses) > 1} == {}


def posting_forms(page: BeautifulSoup) -> list[str]:
    return [
        str(form.get("action")) for form in page.find_all("form") if str(form.get("method", "get")).lower() == "post"
    ]


def test_nobody_who_is_not_signed_in_meets_a_form_that_posts(world: World, visitors: dict[str, Client]) -> None:
    """Such a form would need a token, and the token a cookie."""
    found = {}
    for route in routes_of("page"):
        forms = posting_forms(parse(visitors["anonymous"].get(world.address(route.address)).content))
        if forms:
            found[route.address] = forms
    assert found == {}
    answer = visitors["member"].get(world.address("/answers/{answer}/"))
    assert world.address("/answers/{answer}/save/") in posting_forms(parse(answer.content))


def test_the_policy_on_every_page_allows_nothing_inline(world: World, visitors: dict[str, Client]) -> None:
    for visitor in ("anonymous", "member"):
        for route, answer in pages(world, visitors[visitor]):
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, route
            assert "unsafe" not in policy, route
            assert re.search(r"script-src 'self'(;|$)", policy), route
            assert re.search(r"style-src 'self'(;|$)", policy), route
            assert "frame-ancestors 'none'" in policy, route
