"""Articles as static sites keep them: front matter, then Markdown with the marks of Jekyll, Eleventy or Hugo in it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from bothways.foundation import text
from bothways.imports.readers.words import clean, one_line, plausible
from bothways.imports.records import Refused

LARGEST = 4 << 20  # bytes of one article
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^(title|date|slug|author|canonicalUrl)\s*:\s*[\"'“]?(.*?)[\"'”]?\s*$", re.MULTILINE)
_FILE_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-(.*)")


@dataclass(frozen=True)
class Article:
    """One file: what its front matter says, and its words as plain Markdown without the site's own marks."""

    path: Path
    title: str
    slug: str
    at: datetime | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    canonical: str
    about: str  # what the front matter and the captions of portraits say of the people in it, plain
    body: str
    quotable: str  # the same with <blockquote>s and signatures left in
    first_line: int  # of the body, in the file

    @property
    def name(self) -> str:
        return self.path.name


class NotAnArticle(Exception):
    """The file is not Markdown with front matter, or says nothing that could be shown; the message tells why."""


def read(path: Path, site_url: str) -> Article:
    """The article in `path`. Raises NotAnArticle."""
    source = _load(path)
    found = _FRONT.match(source)
    if not found:
        raise NotAnArticle("it does not begin with front matter")
    front = _front(found[1])
    title = text.plain(text.render(one_line(str(front.get("title") or ""))))
    if not title:
        raise NotAnArticle("its front matter has no title")
    named = _FILE_NAME.fullmatch(path.stem)
    marked = plain_markdown(source[found.end() :], site_url)
    return Article(
        path=path,
        title=title,
        slug=one_line(str(front.get("slug") or (named[2] if named else path.stem))),
        at=_date(front.get("date") or (named[1] if named else None)),
        authors=_list(front.get("authors") or front.get("author")),
        tags=_list(front.get("tags")),
        canonical=_canonical(str(front.get("canonicalUrl") or front.get("canonical_url") or "")),
        about=" . ".join([*_captions(source), *_list(front.get("excerpt") or front.get("description"))]),
        body=_VARIABLE.sub("", _BLOCKQUOTE.sub("", marked)),
        quotable=marked,
        first_line=source[: found.end()].count("\n") + 1,
    )


def _load(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise NotAnArticle(f"it is larger than {LARGEST >> 20} MB")
    try:
        return clean(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as fault:
        raise NotAnArticle(f"it is not UTF-8 (byte {fault.start})") from None


def _front(source: str) -> dict[str, Any]:
    """The front matter; the plain pairs in it where it is not quite YAML."""
    try:
        loaded = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        loaded = None
    return loaded if isinstance(loaded, dict) else dict(_PAIR.findall(source))


def _date(value: object) -> datetime | None:
    try:
        if isinstance(value, datetime):
            found = value if value.tzinfo else value.replace(tzinfo=UTC)
        elif isinstance(value, date):
            found = datetime.combine(value, time(12), tzinfo=UTC)
        elif value:
            found = datetime.combine(date.fromisoformat(str(value).strip()[:10]), time(12), tzinfo=UTC)
        else:
            return None
        return plausible(found, str(value))
    except ValueError:
        raise NotAnArticle(f"its date “{str(value)[:40]}” is not one on which it can have been written") from None


def _list(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(words for one in values if isinstance(one, str | int) and (words := one_line(str(one))))


def _captions(source: str) -> list[str]:
    return [text.plain(found) for found in re.findall(r"<figcaption[^>]*>(.*?)</figcaption>", source, re.DOTALL)]


def _canonical(url: str) -> str:
    """The address that the article names as its own, unless the day in it is none."""
    day = re.search(r"/(\d{4})/(\d\d)/(\d\d)/", url)
    if not re.match(r"https?://[^\s/]+/", url):
        return ""
    try:
        if day:
            date(int(day[1]), int(day[2]), int(day[3]))
    except ValueError:
        return ""
    return url


def article_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder by name. Raises Refused where there are none."""
    if not folder.is_dir():
        raise Refused(f"{folder} is not a folder.")
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in (".md", ".markdown") and path.is_file())


# --- Markdown without the site's own marks ------------------------------------------------------

_CODE = re.compile(r"(```.*?```|~~~.*?~~~|`[^`\n]+`)", re.DOTALL)
_FIGURE = re.compile(r"<(figure|aside|script|style|iframe)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->|\{%-?\s*comment.*?endcomment\s*-?%\}|\{#-?.*?-?#\}(?!\S)", re.DOTALL)
_TEAM_PHOTO = re.compile(r"\{\{[^{}]*\|\s*team_photo\s*\}\}")
_LIQUID_URL = re.compile(r"\{\{-?\s*[\"']([^\"']*)[\"']\s*\|\s*(?:url|relative_url|absolute_url)\s*-?\}\}")
_LIQUID_BASE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
_LIQUID_IMAGE = re.compile(r"\{%-?\s*image\w*\s+((?:[\"'].*?[\"']\s*)+)-?%\}", re.DOTALL)
_HUGO_LINK = re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+\"([^\"]*)\"\s*[>%]\}\}")
_HUGO_FIGURE = re.compile(r"\{\{[<%]\s*figure\b(.*?)[>%]\}\}", re.DOTALL)
_HUGO_YOUTUBE = re.compile(r"\{\{[<%]\s*youtube\s+\"?([\w-]+)\"?.*?[>%]\}\}")
_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}|\{%.*?%\}", re.DOTALL)
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_OTHER_VARIABLE = re.compile(r"\{\{(?![^{}]*team_link)[^{}]*\}\}")
_BLOCKQUOTE = re.compile(r"</?blockquote\b[^>]*>", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"[ \t]*\{[#:.][^{}\n]*\}[ \t]*$", re.MULTILINE)
_IMAGE_TAG = re.compile(r"<img\b[^>]*?\balt=\"([^\"]*)\"[^>]*>|<img\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:div|span|p|br|center|section|article|header|small|sup|sub|u|a|table|thead|tbody|tr|td|th|ul|ol|li|em|strong"
    r"|figure|figcaption|h[1-6]|hr|details|summary)\b[^>]*>",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]+)\]:\s*<?(\S+?)>?(?:\s+\".*\")?[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(r"(?<!!)\[([^\[\]]+)\]\[([^\[\]\n]*)\]")
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"(\[(?:[^\[\]]|\\.)*\])\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)((?:\s+\"[^\"]*\")?)\)")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")


def plain_markdown(source: str, site_url: str) -> str:
    """`source` as Markdown that any site can show: pictures become their descriptions, links become absolute."""
    source = _FIGURE.sub(_lines_of, _COMMENT.sub(_lines_of, source))
    source = "".join(part if index % 2 else _plain(part, site_url) for index, part in enumerate(_CODE.split(source)))
    return _with_links(source, site_url)


def _lines_of(found: re.Match[str]) -> str:
    """Nothing, on as many lines, so that lines keep their numbers."""
    return "\n" * found[0].count("\n")


def _plain(part: str, site_url: str) -> str:
    part = _LIQUID_URL.sub(lambda found: found[1], part)
    part = _LIQUID_BASE.sub("", _TEAM_PHOTO.sub("", part))
    part = _LIQUID_IMAGE.sub(lambda found: _described(_last_quoted(found[1])), part)
    part = _HUGO_FIGURE.sub(lambda found: _described(_last_quoted(found[1], "alt|caption|title")), part)
    part = _HUGO_LINK.sub(lambda found: found[1], part)
    part = _HUGO_YOUTUBE.sub(lambda found: f"<https://www.youtube.com/watch?v={found[1]}>", part)
    part = _OTHER_VARIABLE.sub("", _SHORTCODE.sub("", part))
    part = _IMAGE_TAG.sub(lambda found: _described(found[1] or ""), part)
    part = _PICTURE.sub(lambda found: _described(found[1]), part)
    return _TAG.sub("", _ATTRIBUTES.sub("", part))


def _last_quoted(words: str, names: str = "") -> str:
    if names:
        found = re.search(rf"(?:{names})\s*=\s*\"([^\"]*)\"", words)
        return found[1] if found else ""
    quoted = [a or b for a, b in _QUOTED.findall(words)]
    return quoted[-1] if len(quoted) > 1 else ""


def _described(words: str) -> str:
    return f"(picture: {words})" if words else ""


def _with_links(source: str, site_url: str) -> str:
    targets = {name.lower(): url for name, url in _DEFINITION.findall(source)}
    source = _DEFINITION.sub("", source)

    def resolve(found: re.Match[str]) -> str:
        url = targets.get((found[2] or found[1]).lower())
        return f"[{found[1]}]({url})" if url else found[0]

    return _LINK.sub(lambda found: _absolute(found[1], found[2], site_url), _REFERENCE.sub(resolve, source))


def _absolute(label: str, url: str, site_url: str) -> str:
    """A link that leads somewhere from here too; else its words alone."""
    if re.match(r"(?:https?|mailto):", url):
        return f"{label}({url})"
    if url.startswith("/") and site_url:
        return f"{label}({site_url}{url})"
    if re.match(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}\.?(/|$)", url):
        return f"{label}(https://{url.rstrip('.')})"
    return label[1:-1]
