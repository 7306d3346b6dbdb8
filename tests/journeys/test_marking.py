"""A member signs in with a mailed code, and follows, saves and says that it helped: with script and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import SignIn, Site, watch

BUTTONS = [
    ("/answers/{answer}/", "/save/"),
    ("/answers/{answer}/", "/helped/"),
    ("/questions/{question}/", "/questions/{question}/follow/"),
    ("/topics/{topic}/", "/topics/{topic}/follow/"),
    ("/insiders/{insider}/", "/insiders/{insider}/follow/"),
]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def reader(
    request: pytest.FixtureRequest,
    browser: Browser,
    browser_context_args: dict[str, object],
    site: Site,
    sign_in: SignIn,
) -> Iterator[Page]:
    """Noor, signed in."""
    complaints: list[str] = []
    context = browser.new_context(**browser_context_args, java_script_enabled=request.param)  # type: ignore[arg-type]
    watch(context, site, complaints)
    page = context.new_page()
    sign_in(page, "noor@longtable.example" if request.param else "jonas@longtable.example")
    yield page
    context.close()
    assert complaints == []


def button(page: Page, site: Site, action: str) -> Locator:
    return page.locator(f'form[action*="{site.address(action)}"]').first.get_by_role("button")


def pressed(form_button: Locator) -> bool:
    """Whether the button would take the mark back."""
    return form_button.locator("xpath=ancestor::form").locator('[name="on"]').first.get_attribute("value") == "0"


def test_every_button_does_and_undoes(reader: Page, site: Site) -> None:
    for place, action in BUTTONS:
        reader.goto(site.address(place))
        begun = pressed(button(reader, site, action))
        for expected in (not begun, begun):
            button(reader, site, action).click()
            on = reader.locator(f'form[action*="{site.address(action)}"] [name="on"]').first
            expect(on).to_have_attribute("value", "0" if expected else "1")
            reader.reload()
            assert pressed(button(reader, site, action)) is expected


def test_what_was_saved_stands_on_the_shelf_until_it_is_taken_off(reader: Page, site: Site) -> None:
    reader.goto(site.address("/answers/{second}/"))
    headline = reader.get_by_role("heading", level=1).inner_text()
    save = button(reader, site, "/answers/{second}/save/")
    if not pressed(save):
        save.click()
        expect(reader.locator('form[action*="/save/"] [name="on"]').first).to_have_attribute("value", "0")
    reader.goto("/me/")
    assert headline in reader.get_by_role("main").inner_text()
    reader.goto(site.address("/answers/{second}/"))
    button(reader, site, "/answers/{second}/save/").click()
    expect(reader.locator('form[action*="/save/"] [name="on"]').first).to_have_attribute("value", "1")
    reader.goto("/me/")
    assert headline not in reader.get_by_role("main").inner_text()


def test_a_stranger_who_wants_to_follow_is_asked_to_sign_in_and_comes_back(page: Page, site: Site) -> None:
    address = site.address("/questions/{question}/")
    page.goto(address)
    page.get_by_role("main").get_by_role("link", name="Sign in to follow").first.click()
    page.wait_for_url("**/accounts/login/?next=**")
    assert address in page.url.replace("%2F", "/")


def test_signing_out(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "ruth@longtable.example")
    page.goto("/me/")
    assert page.url.endswith("/me/")
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(lambda url: "/accounts/logout/" not in url)
    page.goto("/me/")
    assert "/accounts/login/" in page.url
