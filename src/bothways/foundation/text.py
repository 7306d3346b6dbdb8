"""Markdown in, safe HTML out."""

import html
import re
from functools import cache

import nh3
from markdown_it import MarkdownIt

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


def sought(words: str, *, most: int) -> str:
    """What somebody looks for, on one line and `most` characters at most; no database takes the sign NUL in it."""
    return " ".join(words.replace("\x00", " ").split())[:most]
