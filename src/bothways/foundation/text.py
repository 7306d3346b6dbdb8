"""Markdown in, safe HTML out; and back again for words that arrive as HTML."""

import html
import re
from functools import cache

import nh3
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}


@cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "typographer": False})
    parser.enable(["table", "strikethrough", "linkify"]).disable("image")
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_email": False})
    return parser


def render(markdown: str) -> str:
    """Safe HTML for Markdown written by anybody: raw HTML is shown as text, images are left out, links are vetted.

    A first-level heading becomes a second-level one, since the page's title is the only first.
    """
    made = _markdown().render(markdown)
    made = re.sub(r"<(/?)h1>", r"<\1h2>", made)
    made = re.sub(r"<(/?)h[56]>", r"<\1h4>", made)
    return nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow ugc noopener")


class _Converter(MarkdownConverter):
    """HTML to the Markdown that `render` understands: pictures become links to them."""

    def convert_img(self, el, text, parent_tags):  # type: ignore[no-untyped-def]
        source = el.get("src", "")
        label = el.get("alt") or "picture"
        return f"[{label}]({source})" if source.startswith(("http://", "https://")) else label


def from_html(source: str) -> str:
    """Markdown for HTML written elsewhere; scripts and styles are dropped with their content."""
    cleaned = nh3.clean(
        source,
        tags=TAGS | {"b", "h1", "h5", "h6", "i", "img", "strike"},
        attributes={**ATTRIBUTES, "img": {"src", "alt"}},
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style"},
    )
    converter = _Converter(heading_style="ATX", bullets="-", escape_misc=False)
    return re.sub(r"\n{3,}", "\n\n", converter.convert(f"<div>{cleaned}</div>")).strip()


def plain(rendered: str) -> str:
    """The words of rendered HTML, white space folded."""
    spaced = re.sub(r"</(p|li|h\d|blockquote|pre|td|th)>|<br>", " ", rendered)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", spaced)).split())


def excerpt(words: str, length: int = 200) -> str:
    """The first `length` characters of plain words, cut between words, with an ellipsis where something is missing."""
    if len(words) <= length:
        return words
    return words[: length - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"


def word_count(words: str) -> int:
    """How many words a reader meets in plain text."""
    return len(words.split())


def soup(source: str) -> BeautifulSoup:
    """A parsed tree of HTML, for readers that need its structure."""
    return BeautifulSoup(source, "html.parser")
