"""The words of a row as they are stored: safe, cut to size, with headline and summary where the source has none."""

import re

from bothways.foundation import foreign, text
from bothways.imports.records import AnswerRow, Markup, PersonRow, QuestionRow, ReplyRow, Row
from bothways.imports.staging import Texts

BODY_LENGTH = 20_000  # characters of an answer
DETAIL_LENGTH = 20_000
REPLY_LENGTH = 5_000
TITLE_LENGTH = 160
HEADLINE_LENGTH = 110
SUMMARY_LENGTH = 280
_SENTENCE_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’)]))\s+(?=[\"“‘'(]?[A-Z0-9])")
_PICTURE = re.compile(r"\(picture: [^()]*\)")
_OPEN_BRACKET = re.compile(r"\s*\([^()]*$")
_CLAUSE_END = re.compile(r"[,;:]\s|\s[—–-]{1,2}\s")
_PLEASANTRY = re.compile(
    r"(hi|hello|hey|thanks?|thank you|welcome|great question|good question|yes|no|exactly|right|sure|of course)\b",
    re.IGNORECASE,
)
_SHORT = 4  # words; a sentence below that says too little for a headline
_CLAUSE_AFTER = 45  # characters; where a headline is cut, rather after a clause than inside one
_BLOCKS_WITHOUT_SENTENCES = re.compile(r"<(pre|table|ul|ol|h\d)\b.*?</\1>", re.DOTALL)


def texts_of(row: Row) -> Texts:
    """Everything that is stored beside the values of `row`; the slow part of an import."""
    if isinstance(row, QuestionRow):
        return _question(row)
    if isinstance(row, AnswerRow):
        return _answer(row)
    if isinstance(row, ReplyRow):
        return _texts(_cut(row.body, REPLY_LENGTH))
    if isinstance(row, PersonRow) and row.bio:
        return _texts(row.bio)
    return Texts()


def headline(html: str) -> str:
    """The first sentence of an answer that says something, at most 110 characters."""
    words = _PICTURE.sub("", text.plain(_BLOCKS_WITHOUT_SENTENCES.sub(" ", html)) or text.plain(html))
    sentences = [sentence for sentence in _SENTENCE_END.split(words) if sentence]
    telling = (one for one in sentences if len(one.split()) >= _SHORT and not _is_pleasantry(one))
    chosen = next(telling, sentences[0] if sentences else "")
    return _cut_headline(_OPEN_BRACKET.sub("", chosen.strip().removesuffix(".").rstrip(" :,;")))


def _is_pleasantry(sentence: str) -> bool:
    return bool(_PLEASANTRY.match(sentence)) and len(sentence.split()) < 2 * _SHORT


def _cut_headline(sentence: str) -> str:
    if len(sentence) <= HEADLINE_LENGTH:
        return sentence
    ends = [end.start() for end in _CLAUSE_END.finditer(sentence[:HEADLINE_LENGTH]) if end.start() >= _CLAUSE_AFTER]
    return f"{sentence[: ends[-1]]}…" if ends else text.excerpt(sentence, HEADLINE_LENGTH)


def _question(row: QuestionRow) -> Texts:
    detail = _markdown(row.detail, row.markup)
    if len(row.title) > TITLE_LENGTH:
        detail = f"{row.title}\n\n{detail}".strip()
    return _texts(_cut(detail, DETAIL_LENGTH, row.url), text.excerpt(row.title, TITLE_LENGTH))


def _answer(row: AnswerRow) -> Texts:
    markdown = _cut(_markdown(row.body, row.markup), BODY_LENGTH, row.url)
    made = _texts(markdown, row.headline)
    words = text.plain(made.html)
    return Texts(
        markdown=markdown,
        html=made.html,
        words=text.word_count(words),
        headline=text.excerpt(row.headline or headline(made.html), 200),
        summary=text.excerpt(words, SUMMARY_LENGTH),
    )


def _markdown(body: str, markup: Markup) -> str:
    return foreign.from_html(body) if markup is Markup.HTML else body.strip()


def _texts(markdown: str, title: str = "") -> Texts:
    return Texts(markdown=markdown, html=text.render(markdown), headline=title)


def _cut(markdown: str, length: int, url: str = "") -> str:
    """The paragraphs that fit, and a line that says so where something is missing."""
    if len(markdown) <= length:
        return markdown
    rest = (
        f"\n\n*Shortened here; [the whole text]({url}) stands where it first appeared.*" if url else "\n\n*Shortened.*"
    )
    kept = markdown[: length - len(rest)]
    kept = kept.rsplit("\n\n", 1)[0] if "\n\n" in kept else kept.rsplit(" ", 1)[0]
    fence = "\n```" if kept.count("\n```") % 2 else ""
    return f"{kept}{fence}{rest}"
