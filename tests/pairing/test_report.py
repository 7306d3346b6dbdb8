"""The page about a result: complete, calm about hostile names, and asking nothing of anybody."""

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.pairing.desk import Desk

DATA = Path(os.environ.get("BOTHWAYS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
RULES = """
[mentees]
id = "Id"
name = "Name"
[mentors]
id = "Id"
name = "Name"
[[rules]]
kind = "same"
both = "Town"
[[criteria]]
kind = "shared"
both = "Topics"
"""
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><svg onload=alert(1)>",
    "</title><iframe src=javascript:alert(1)>",
    "<!--><b>",
    "&lt;script&gt;",
    "\u202egnp.exe",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${7*7} %3Cscript%3E",
]


class Page(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


KNOWN = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "h1",
    "h2",
    "p",
    "dl",
    "div",
    "dt",
    "dd",
    "ul",
    "li",
    "strong",
    "span",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "svg",
    "line",
    "rect",
    "text",
}


def page_of(desk: Desk, *options: str) -> tuple[str, Page]:
    place = desk.folder / "page.html"
    result = desk.run("match", "a.csv", "b.csv", "--rules", "rules.toml", "--report", str(place), *options)
    assert result.exit_code == 0, result.output
    text = place.read_text(encoding="utf-8")
    return text, Page(text)


def harmless(page: Page) -> bool:
    """Whether there are only the page's own elements, no handlers and no addresses."""
    names = {name for name, _ in page.attributes}
    return page.tags <= KNOWN and not any(name.startswith("on") or name in {"href", "src", "style"} for name in names)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.write("rules.toml", RULES)
    return desk


def fill(desk: Desk, names: list[str]) -> None:
    desk.table("a.csv", ["Id", "Name", "Town", "Topics"], *[[f"a{k}", n, "Brest", n] for k, n in enumerate(names)])
    desk.table("b.csv", ["Id", "Name", "Town", "Topics"], *[[f"b{k}", n, "Brest", n] for k, n in enumerate(names[1:])])


def test_hostile_names_are_only_names(desk: Desk) -> None:
    fill(desk, HOSTILE)
    text, page = page_of(desk)
    assert harmless(page)
    for name in HOSTILE[1:]:
        assert name.removeprefix("\u202e") in page.text
    assert "\u202e" not in text
    assert "http:" not in text
    assert "https:" not in text
    assert "default-src 'none'" in text


def test_a_page_with_a_hostile_name_unescaped_would_be_seen() -> None:
    assert not harmless(Page('<main><p onclick="x">'))
    assert not harmless(Page("<main><script>"))


def strings_in(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from strings_in(one)
        case dict():
            for key, one in value.items():
                yield key
                yield from strings_in(one)


@pytest.mark.skipif(
    not (DATA / "xss").is_dir(), reason="the real data is not here; BOTHWAYS_REAL_DATA names its folder"
)
def test_what_sanitisers_are_tried_with_is_harmless_here(desk: Desk) -> None:
    raw = (DATA / "xss" / "html5lib-sanitizer-tests1.dat").read_text(encoding="utf-8")
    found = [one for one in strings_in(json.loads(raw)) if "<" in one]
    names = list(dict.fromkeys(" ".join(one.replace("\0", "").split()) for one in found))
    assert len(names) > 30
    fill(desk, names)
    desk.table("b.csv", ["Id", "Name", "Town", "Topics"], *[[f"b{k}", n, "Brest", n] for k, n in enumerate(names[:9])])
    _, page = page_of(desk, "--no-compare")
    assert harmless(page)


def test_the_page_tells_everything(desk: Desk) -> None:
    desk.table(
        "a.csv",
        ["Id", "Name", "Town", "Topics"],
        ["a0", "Ada", "Brest", "tea; sea"],
        ["a1", "Bo", "Brest", "sea"],
        ["a2", "Cy", "Cork", "tea"],
    )
    desk.table("b.csv", ["Id", "Name", "Town", "Topics"], ["b0", "Mo", "Brest", "sea"], ["b1", "Nia", "Delft", ""])
    text, page = page_of(desk, "--objective", "nobody-left-out")
    for told in (
        "1 of 3 mentees has a mentor, in 1 pair.",
        "Ada: 2 mentees may have nobody but Mo, who has 1 place: 1 too few.",
        "Cy: The rules allow no mentor; what excludes most (2 of 2): No Town in common.",
        "Topics: sea",
        "Stable would reach the same.",
        "no other choice of all that match as many has more points; all 2 allowed pairs were looked at (gap 0).",
        "Nia.",
    ):
        assert told in page.text
    assert re.search(r'<svg viewBox="0 0 640 230" role="img" aria-label="Pairs by points, from \d', text)
    assert '<table><thead><tr><th scope="col">Points' in text


def test_a_round_without_pairs_has_a_page_too(desk: Desk) -> None:
    desk.table("a.csv", ["Id", "Name", "Town", "Topics"], ["a0", "Ada", "Brest", ""])
    desk.table("b.csv", ["Id", "Name", "Town", "Topics"], ["b0", "Mo", "Cork", ""])
    _, page = page_of(desk)
    assert "0 of 1 mentee has a mentor, in 0 pairs." in page.text
    assert "There are none." in page.text


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_in_a_browser(desk: Desk, browser: Browser, scheme: Literal["light", "dark"], width: int) -> None:
    fill(desk, [*HOSTILE, "Wolfeschlegelsteinhausenbergerdorff" * 3])
    page_of(desk)
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((desk.folder / "page.html").as_uri())
    assert len(asked) == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()
