"""HTML that was written elsewhere. It stands alone: a web process never needs its parsers."""

import re

import nh3
from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from bothways.foundation.text import ATTRIBUTES, SCHEMES, TAGS


class _Converter(MarkdownConverter):
    """HTML to the Markdown that `render` understands: pictures become links to them."""

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        source = str(el.get("src", ""))
        label = str(el.get("alt") or "picture")
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


def soup(source: str) -> BeautifulSoup:
    """A parsed tree of HTML, for readers that need its structure."""
    return BeautifulSoup(source, "html.parser")
