"""Every page for everybody: axe finds nothing in light and dark, on a phone and on a desk; the keyboard reaches all."""

import json
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn, Site
from tests.support.routes import Route, routes_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
WIDTHS = (320, 1280)
SAID = """results => results.violations.flatMap(one => one.nodes.map(node =>
    `${one.id}: ${node.target.join(' ')}: ${node.failureSummary.split('\\n')[1]}`))"""
STATES = """
() => {
    const stops = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    return [...document.querySelectorAll(stops)].filter(element => !element.disabled &&
        element.checkVisibility({visibilityProperty: true}) && element.getClientRects().length > 0).length;
}
"""
FOCUSED = """
() => {
    const element = document.activeElement;
    if (element === document.body || element === document.documentElement) return null;
    element.dataset.met ??= String(Math.random());
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const around = element.closest('label, [class]');
    return {
        key: element.dataset.met,
        name: element.outerHTML.slice(0, 120),
        shown: style.outlineStyle !== 'none' || style.boxShadow !== 'none' ||
            (around && getComputedStyle(around).outlineStyle !== 'none'),
        inside: box.bottom > 0 && box.right > 0,
    };
}
"""


def look(page: Page) -> dict[str, Any]:
    """What is wrong with the page at each width: what axe says, and whether it must be scrolled sideways."""
    wrong: dict[str, Any] = {}
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        said = page.evaluate(f"() => axe.run(document, {json.dumps(OPTIONS)}).then({SAID})")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if said:
            wrong[f"{width}"] = said
        if over > 0:
            wrong[f"{width} wide"] = f"{over} pixels too wide"
    return wrong


def look_at(page: Page, site: Site, routes: list[Route]) -> dict[str, Any]:
    found = {}
    for route in routes:
        answer = page.goto(site.address(route.address))
        assert answer
        assert answer.status < 400, route
        if wrong := look(page):
            found[route.address] = wrong
    return found


class Everywhere:
    """The pages by kind of reader; a class for each scheme, so that two workers share the work."""

    scheme: Any

    @pytest.fixture(autouse=True)
    def in_scheme(self, page: Page) -> None:
        page.emulate_media(color_scheme=self.scheme, reduced_motion="reduce")

    def test_strangers(self, page: Page, site: Site) -> None:
        assert look_at(page, site, routes_of("page", "query", "frame")) == {}

    def test_the_way_in(self, page: Page, site: Site) -> None:
        open_to_all = [route for route in routes_of("entrance") if route.expected("GET", "anonymous") == 200]
        assert look_at(page, site, open_to_all) == {}

    def test_members(self, page: Page, site: Site, sign_in: SignIn) -> None:
        sign_in(page, "amina@longtable.example" if self.scheme == "light" else "ingrid@longtable.example")
        marked = [
            route for route in routes_of("page") if route.address.startswith(("/answers/", "/questions/{", "/topics/{"))
        ]
        assert look_at(page, site, [*routes_of("own"), *marked]) == {}

    def test_the_desk(self, page: Page, site: Site, sign_in: SignIn) -> None:
        sign_in(page, "elena@longtable.example" if self.scheme == "light" else "grace@longtable.example")
        assert look_at(page, site, routes_of("desk")) == {}

    def test_what_is_not_there(self, page: Page) -> None:
        page.goto("/about/")
        page.set_content(page.request.get("/nothing/here/").text())
        assert look(page) == {}


class TestInLight(Everywhere):
    scheme = "light"


class TestInDark(Everywhere):
    scheme = "dark"


class TestByKeyboard:
    @pytest.mark.parametrize(
        "address", ["/", "/questions/{question}/", "/answers/{answer}/", "/archive/{year}/{month}/"]
    )
    def test_it_reaches_everything_and_shows_where_it_is(self, page: Page, site: Site, address: str) -> None:
        page.goto(site.address(address))
        there, met = page.evaluate(STATES), {}
        for _ in range(there + 30):
            page.keyboard.press("Tab")
            now = page.evaluate(FOCUSED)
            if now is None or now["key"] in met:
                break
            met[now["key"]] = now
        assert [one["name"] for one in met.values() if not (one["shown"] and one["inside"])] == []
        assert len(met) >= there

    def test_the_first_stop_leads_to_the_words(self, page: Page) -> None:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    def test_a_member_needs_no_mouse(self, page: Page, site: Site, sign_in: SignIn) -> None:
        sign_in(page, "priya@longtable.example")
        page.goto(site.address("/answers/{answer}/"))
        form = page.locator('form[action*="/save/"]').first
        form.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(page.locator('form[action*="/save/"] [name=on]')).to_have_attribute("value", "0")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body")
