"""What holds for every page of ours, checked on its HTML."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bs4 import BeautifulSoup, Tag
from django.conf import settings

FETCHED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "use": "href",
}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}
DATA = ("application/ld+json", "application/json")  # never run
LABELLED = ("input", "select", "textarea")


def parse(content: bytes) -> BeautifulSoup:
    return BeautifulSoup(content, "html.parser")


def title_of(page: BeautifulSoup) -> str:
    return page.title.get_text(strip=True) if page.title else ""


def faults(page: BeautifulSoup) -> list[str]:
    """Everything on `page` that may not be, in words; an empty list for a good page."""
    return [*_structure(page), *_inline(page), *_fetched(page), *_ids(page), *_labels(page), *_pictures(page)]


def _structure(page: BeautifulSoup) -> Iterator[str]:
    html = page.find("html")
    if not isinstance(html, Tag) or not html.get("lang"):
        yield "the page does not say its language"
    if len(page.find_all("h1")) != 1:
        yield f"{len(page.find_all('h1'))} headings of the first level"
    if len(page.find_all("main")) != 1:
        yield f"{len(page.find_all('main'))} main parts"
    if not title_of(page):
        yield "no title"
    if not page.find("meta", attrs={"name": "viewport"}):
        yield "no viewport"
    levels = [int(heading.name[1]) for heading in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} after one of level {before}"


def _inline(page: BeautifulSoup) -> Iterator[str]:
    for element in page.find_all(True):
        for name in element.attrs:
            if name == "style" or name.startswith("on"):
                yield f"<{element.name}> has {name}"
        if element.name == "style":
            yield "a <style>"
        if element.name == "script" and not element.get("src") and element.get("type") not in DATA:
            yield "a script in the page"
        if str(element.get("href", "")).strip().lower().startswith("javascript:"):
            yield "a javascript: link"


def _fetched(page: BeautifulSoup) -> Iterator[str]:
    """What the browser would get by itself from elsewhere."""
    addresses = [str(tag.get(name)) for kind, name in FETCHED.items() for tag in page.find_all(kind) if tag.get(name)]
    for link in page.find_all("link"):
        addresses += [str(link.get("href"))] if FETCHED_LINKS & set(link.get("rel") or []) else []
    for address in addresses:
        if "//" in address and not address.startswith((settings.SITE_ORIGIN, "data:")):
            yield f"gets {address}"


def _ids(page: BeautifulSoup) -> Iterator[str]:
    ids = Counter(str(element["id"]) for element in page.find_all(id=True))
    yield from (f"the id {name} {count} times" for name, count in ids.items() if count > 1)
    for element in page.find_all(True):
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for target in str(element.get(name) or "").split():
                if target not in ids:
                    yield f"{name} names {target}, which is not there"
    for link in page.find_all("a", href=True):
        target = str(link["href"])
        if target.startswith("#") and len(target) > 1 and target[1:] not in ids:
            yield f"a link to {target}, which is not there"


def _labels(page: BeautifulSoup) -> Iterator[str]:
    tied = {str(label.get("for")) for label in page.find_all("label")}
    for field in page.find_all(LABELLED):
        if field.get("type") in ("hidden", "submit", "button") or field.find_parent("label"):
            continue
        if field.get("id") not in tied and not field.get("aria-label") and not field.get("aria-labelledby"):
            yield f"<{field.name} name={field.get('name')}> has no label"
    for button in page.find_all("button"):
        if not button.get_text(strip=True) and not button.get("aria-label"):
            yield "a button without a name"


def _pictures(page: BeautifulSoup) -> Iterator[str]:
    for picture in page.find_all("img"):
        if picture.get("alt") is None:
            yield f"{picture.get('src')} has no alt"
