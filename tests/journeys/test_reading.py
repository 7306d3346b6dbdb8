"""A stranger reads: from today's answer to everything that can be reached from it."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.journeys.conftest import Site, watch

LIMIT = 100 * 1024  # bytes that a first visit may weigh


def first_link(page: Page, pattern: str) -> str:
    """Follow the first link of the main part whose address matches; gives the words of the link."""
    link = page.get_by_role("main").locator("a[href]").filter(visible=True)
    for found in link.all():
        if re.fullmatch(pattern, found.get_attribute("href") or ""):
            words = found.inner_text()
            found.click()
            page.wait_for_url(re.compile(pattern))
            return words
    raise AssertionError(f"{page.url} leads to nothing like {pattern}.")


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def read_on(page: Page) -> None:
    """Today → question → answer → insider → topics → archive → search."""
    page.goto("/")
    assert page.get_by_text("Today’s answer").or_(page.get_by_text("Today's answer")).first.is_visible()
    first_link(page, r".*/questions/[a-z0-9-]+/")
    question = heading(page)
    first_link(page, r".*/answers/[a-z0-9-]+/")
    assert question in page.get_by_role("main").inner_text()
    first_link(page, r".*/insiders/[a-z0-9-]+/")
    insider = heading(page)
    first_link(page, r".*/answers/[a-z0-9-]+/")
    assert insider in page.get_by_role("main").inner_text()
    page.get_by_role("navigation").get_by_role("link", name="Topics").first.click()
    first_link(page, r".*/topics/[a-z0-9-]+/")
    first_link(page, r".*/questions/[a-z0-9-]+/")
    page.get_by_role("navigation").get_by_role("link", name="Archive").first.click()
    first_link(page, r".*/archive/\d+/\d+/")
    first_link(page, r".*/archive/\d+/\d+/\d+/")
    box = page.get_by_role("searchbox").first
    box.fill("mentor")
    box.press("Enter")
    page.wait_for_url("**/search/?q=mentor*")
    assert "mentor" in page.get_by_role("main").inner_text().lower()
    first_link(page, r".*/(answers|questions)/[a-z0-9-]+/")


def test_from_todays_answer_to_everything_else(page: Page) -> None:
    read_on(page)


def test_the_same_without_script(browser: Browser, browser_context_args: dict[str, object], site: Site) -> None:
    complaints: list[str] = []
    context = browser.new_context(**browser_context_args, java_script_enabled=False)  # type: ignore[arg-type]
    watch(context, site, complaints)
    read_on(context.new_page())
    context.close()
    assert complaints == []


def test_the_same_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/")
    first_link(page, r".*/questions/[a-z0-9-]+/")
    first_link(page, r".*/answers/[a-z0-9-]+/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/answers/{answer}/", "/questions/{question}/", "/questions/"])
def test_a_first_visit_is_light(context: BrowserContext, page: Page, site: Site, address: str) -> None:
    """All bytes that come over the wire for somebody who was never here."""
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    weighed: list[int] = []
    network.on("Network.loadingFinished", lambda event: weighed.append(int(event["encodedDataLength"])))
    page.goto(site.address(address), wait_until="networkidle")
    assert len(weighed) > 1
    assert sum(weighed) <= LIMIT, f"{sum(weighed)} bytes in {len(weighed)} answers"


def test_a_second_page_brings_its_words_alone(page: Page, site: Site) -> None:
    page.goto("/", wait_until="networkidle")
    asked: list[Response] = []
    page.on("response", lambda answer: asked.append(answer))  # noqa: PLW0108  the driver wants a function
    page.goto(site.address("/answers/{answer}/"), wait_until="networkidle")
    fetched = [answer.url for answer in asked if "/static/" in answer.url and not answer.from_service_worker]
    cached = page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.transferSize > 0).map(one => one.name)"
    )
    assert [url for url in fetched if url in cached] == []


def test_head_has_no_body_and_a_compressed_page_says_so(page: Page, site: Site) -> None:
    address = site.origin + site.address("/answers/{answer}/")
    for _ in range(2):
        head = page.request.head(address)
        assert (head.status, head.body()) == (200, b"")
    again = page.request.get(address)
    assert again.headers["content-encoding"] == "gzip"
    assert page.request.get(address, headers={"if-none-match": again.headers["etag"]}).status == 304


def test_paper_gets_the_answer_and_its_credit_alone(page: Page, site: Site) -> None:
    page.goto(site.address("/answers/{answer}/print/"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not page.get_by_role("searchbox").first.is_visible()
