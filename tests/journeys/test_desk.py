"""An editor at the desk, by keyboard and by mouse, with script; what it does without is shown in tests/desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.journeys.conftest import Site, sign_in_by_code, watch

TITLES = ".board-title"


@pytest.fixture(scope="module")
def state(browser: Browser, browser_context_args: dict[str, Any], site: Site) -> StorageState:
    """Elena, signed in once: an address gets three codes a minute."""
    with browser.new_context(**browser_context_args) as context:
        sign_in_by_code(site, context.new_page(), "elena@longtable.example")
        return context.storage_state()


@pytest.fixture
def editor(browser: Browser, browser_context_args: dict[str, Any], site: Site, state: StorageState) -> Iterator[Page]:
    """Her page, on which nothing is complained of."""
    complaints: list[str] = []
    with browser.new_context(**browser_context_args, storage_state=state) as context:
        watch(context, site, complaints)
        yield context.new_page()
    assert complaints == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_the_board_by_keys(editor: Page) -> None:
    editor.goto("/desk/")
    first = editor.locator(TITLES).first
    first.focus()
    titles = editor.locator(TITLES).all_inner_texts()
    editor.keyboard.press("j")
    assert focused(editor) == titles[1]
    editor.keyboard.press("ArrowUp")
    assert focused(editor) == titles[0]
    editor.keyboard.press("ArrowRight")
    second = editor.locator(".column").nth(1).locator(TITLES).first.inner_text()
    assert focused(editor) == second
    editor.keyboard.press("?")
    expect(editor.locator("[data-keys]")).to_have_attribute("open", "")
    editor.keyboard.press("c")
    expect(editor.locator(".column").nth(1).locator(".board-hand").first).to_contain_text("In my hand")
    editor.locator(".column").nth(1).locator(TITLES).first.focus()
    editor.keyboard.press("c")
    expect(editor.locator(".column").nth(1).locator(".board-hand").first).to_contain_text("Take in hand")
    editor.locator(TITLES).first.focus()
    editor.keyboard.press("Enter")
    expect(editor.locator("h1")).to_have_text(titles[0])


def test_letters_typed_elsewhere_press_nothing(editor: Page) -> None:
    editor.goto("/desk/?words=a")
    editor.get_by_label("Words").press("End")
    editor.keyboard.type("cj?")
    expect(editor.get_by_label("Words")).to_have_value("acj?")
    expect(editor.locator("[data-keys]")).not_to_have_attribute("open", "")


def planned(page: Page) -> dict[str, str]:
    """What is planned for which day."""
    slots = page.locator(".slot[data-drop]:has([data-drag])")
    return {
        str(slot.get_attribute("data-drop")): slot.locator(".slot-title").inner_text() for slot in slots.all()
    }  # fmt: skip


def test_two_days_change_places_by_mouse_and_back_by_keys(editor: Page) -> None:
    editor.goto("/desk/calendar/")
    before = planned(editor)
    one, other = sorted(before)[:2]
    editor.locator(f'[data-drag="day={one}"]').drag_to(editor.locator(f'[data-drop="{other}"]'))
    expect(editor.get_by_text("It is moved.")).to_be_visible()
    assert planned(editor)[other] == before[one]
    assert planned(editor)[one] == before[other]
    editor.locator(f"#day-{other}").get_by_role("link", name="Move").press("Enter")
    places = editor.locator("[data-put]")
    places.nth(1).focus()
    editor.keyboard.press("ArrowLeft")
    expect(places.nth(0)).to_be_focused()
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("It is moved.")).to_be_visible()
    assert planned(editor) == before


def test_words_of_a_leader_run_nowhere_at_the_desk(editor: Page, site: Site) -> None:
    """Scripts in a question: `watch` fails the test when a page complains, and the title when one runs."""
    hostile = "<img src=x onerror=document.title='run'><script>document.title='run'</script>?"
    editor.goto("/desk/questions/new/")
    editor.get_by_label("Question").fill(hostile)
    editor.get_by_label("Detail").fill(hostile)
    editor.get_by_role("button", name="Ask").click()
    expect(editor.locator("h1")).to_have_text(hostile)
    for address in (editor.url, "/desk/", "/desk/queue/", f"{editor.url}merge/", f"{editor.url}reword/"):
        editor.goto(address)
        assert editor.title() != "run"
