"""The words of a mail as one text, from plain text or from HTML."""

import html
import re
from contextlib import suppress
from email.message import Message
from typing import Final

import nh3
from bs4 import BeautifulSoup

from bothways.foundation.foreign import from_html, soup
from bothways.foundation.inbound.decoding import decode
from bothways.foundation.inbound.reading import Mail, is_attached, payload
from bothways.foundation.text import TAGS

LONGEST: Final = 200_000  # characters of words that are read; an answer has 20,000 at most
LONGEST_HTML: Final = 1_000_000  # characters, of which most are not words
MOST_TAGS: Final = 10_000
_BOXES: Final = {"b", "div", "h1", "h5", "h6", "i", "img", "span", "strike"}
_MARKS: Final = {"*": {"class", "data-marker", "id", "name", "type"}, "a": {"href", "title"}, "img": {"alt", "src"}}
_UNSEEN: Final = {"head", "script", "style", "title"}
_QUOTED: Final = (  # how mail programs mark what they quote, and the signature
    "blockquote[type=cite], .gmail_quote, .gmail_attr, .gmail_signature, .moz-cite-prefix, .moz-signature, "
    ".yahoo_quoted, .protonmail_quote, .protonmail_signature_block, .zmail_extra, .tutanota_quote, #isReplyContent, "
    ".ms-outlook-mobile-reference-message, [data-marker=__QUOTED_TEXT__], [data-marker=__SIG_PRE__], "
    "[name=quote], #Signature, .iCloudSignature"
)
_FROM_HERE_ON: Final = "#divRplyFwdMsg, #appendonsend, #mail-editor-reference-message-container, #OLK_SRC_BODY_SECTION"


def words_of(mail: Mail) -> str:
    """What the mail says, all of it, at most `LONGEST` characters; "" where it has no words.

    Plain text is taken where there is any, and HTML where there is none. Quotations are still in plain text.
    """
    plain = [_plain(part) for part in _texts(mail, "text/plain")]
    if any(words.strip() for words in plain):
        return "\n".join(plain)[:LONGEST]
    return "\n\n".join(_from_html(part) for part in _texts(mail, "text/html"))[:LONGEST]


def _texts(mail: Mail, kind: str) -> list[Message]:
    return [part for part in mail.parts if part.get_content_type() == kind and not is_attached(part)]


def _plain(part: Message) -> str:
    text = decode(payload(part)[: LONGEST * 4], _charset(part))
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    return _unflowed(text, delsp=str(part.get_param("delsp") or "").lower() == "yes") if flowed else text


def _charset(part: Message) -> str:
    """The declared charset; "" where there is none, or where it is no word at all."""
    try:
        return str(part.get_content_charset() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _unflowed(text: str, *, delsp: bool) -> str:
    """Text in format=flowed with its paragraphs on one line each (RFC 3676, 4)."""
    lines: list[str] = []
    flowing = False
    for line in text.split("\n"):
        whole = line.removeprefix(" ") if not line.startswith(">") else line
        joined = flowing and not line.startswith(">")
        flows = whole.endswith(" ") and whole != "-- "
        piece = whole[:-1] if flows and delsp else whole
        if joined:
            lines[-1] += piece
        else:
            lines.append(piece)
        flowing = flows and not line.startswith(">")
    return "\n".join(lines)


def _from_html(part: Message) -> str:
    """Markdown for the HTML of `part`, without what its program marked as quoted.

    A parser in another language goes first, for ours is slow where HTML is broken. Of a page of ten thousand tags,
    which nobody has written by hand, only the words are taken.
    """
    source = decode(payload(part)[: LONGEST_HTML * 2], _charset(part))[:LONGEST_HTML]
    if source.count("<") <= MOST_TAGS:
        cleaned = nh3.clean(source, tags=TAGS | _BOXES, attributes=_MARKS, link_rel=None, clean_content_tags=_UNSEEN)
        with suppress(RecursionError):  # tags within tags
            return from_html(str(_without_quoted(soup(cleaned))))
    return html.unescape(re.sub(r"<[^<>]*>", " ", source))


def _without_quoted(tree: BeautifulSoup) -> BeautifulSoup:
    """`tree` without quotations; `tree` as it was where nothing else is in it."""
    whole = str(tree)
    for mark in tree.select(_FROM_HERE_ON):
        for after in mark.find_next_siblings():
            after.decompose()
        mark.decompose()
    for quoted in tree.select(_QUOTED):
        if not quoted.decomposed:
            quoted.decompose()
    return tree if tree.get_text(strip=True) else soup(whole)
