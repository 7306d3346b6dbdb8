"""Mails and the pages about them, looked at in a real browser."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import SignIn, Site
from tests.journeys.test_accessibility import AXE, SAID, look
from tests.support.together import PROJECT

MAIL_WIDTHS = (320, 600)
Scheme = Literal["light", "dark"]
RULES = '{"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}'


@pytest.fixture(scope="module")
def mails(site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One mail of every kind."""
    folder = tmp_path_factory.mktemp("mails")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))}
    environment = {**own, "BOTHWAYS_HOME_DIR": str(site.home), "BOTHWAYS_ORIGIN": site.origin}
    command = [sys.executable, "-m", "devtools", "mails", str(folder)]
    subprocess.run(command, env=environment, cwd=PROJECT, check=True, capture_output=True)
    return sorted(folder.glob("*.html"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mail_can_be_read_on_a_phone_in_light_and_dark(page: Page, mails: list[Path], scheme: Scheme) -> None:
    assert {"digest.html", "insider.answered.html", "repost.corrected.html"} <= {file.name for file in mails}
    page.emulate_media(color_scheme=scheme)
    paper = set()
    wrong: dict[str, Any] = {}
    for file in mails:
        for width in MAIL_WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.set_content(file.read_text())
            page.evaluate(AXE)
            said = page.evaluate(f"() => axe.run(document, {RULES}).then({SAID})")
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            paper.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            if said or over > 0:
                wrong[f"{file.name} {width}"] = (said, over)
    assert wrong == {}
    assert paper == {"rgb(252, 248, 249)" if scheme == "light" else "rgb(23, 14, 23)"}


def test_a_mail_is_also_whole_without_its_style(page: Page, mails: list[Path]) -> None:
    """Some programs drop it. Then the mail is light, and its button still one."""
    (file,) = (file for file in mails if file.name == "insider.answered.html")
    before, _, rest = file.read_text().partition("<style>")
    page.set_content(before + rest.partition("</style>")[2])
    button = page.get_by_role("link", name="Read the answer")
    assert button.evaluate("link => getComputedStyle(link.parentElement).backgroundColor") == "rgb(96, 44, 86)"
    assert button.evaluate("link => getComputedStyle(link).color") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_owners_outbox(page: Page, site: Site, sign_in: SignIn, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, "grace@longtable.example")
    for show in ("dead", "waiting", "sent", "dropped"):
        page.goto(f"/site/letters/?show={show}")
        assert page.get_by_role("heading", name="Outbox").is_visible()
        assert look(page) == {}


def test_a_digest_is_chosen_on_the_page_and_ended_by_its_link(page: Page, site: Site, sign_in: SignIn) -> None:
    sign_in(page, "noor@longtable.example")
    page.goto("/me/letters/")
    page.get_by_label("once a week").check()
    page.get_by_label("Day of the weekly digest").select_option("Thursday")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("We write to you as you chose.").wait_for()
    assert page.get_by_label("once a week").is_checked()
