"""Ready copies of an answer for other sites: an excerpt, the whole text, and the credit that goes with both."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import gettext

from bothways.foundation.links import absolute
from bothways.insider.models import Answer
from bothways.insider.queries.credit import Credit, credit_of, linked, summary_of
from bothways.insider.queries.outlets import changed_at
from bothways.insider.syndication import in_full

Quote = Callable[[str], str]  # makes words plain in a format
Link = Callable[[str, str], str]  # makes a link of words and an address in a format
_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


@dataclass(frozen=True)
class Copies:
    """What the republish page offers. The whole text is empty where the licence does not let it go."""

    excerpt: str  # HTML
    head: str  # HTML for the head of a page that shows the whole text
    whole_html: str
    whole_markdown: str


def copies_of(answer: Answer) -> Copies:
    """Every copy of an answer; wants its body and what `credit_of` needs."""
    credit = credit_of(answer)
    return Copies(
        excerpt=_excerpt(answer, credit),
        head=f'<link rel="canonical" href="{escape(credit.canonical)}">\n<meta name="robots" content="noindex">',
        whole_html=_whole_html(answer, credit) if credit.may_copy else "",
        whole_markdown=_whole_markdown(answer, credit) if credit.may_copy else "",
    )


def _excerpt(answer: Answer, credit: Credit) -> str:
    return (
        f'<blockquote cite="{escape(credit.canonical)}"><p>{escape(summary_of(answer))}</p></blockquote>\n'
        f"<p>{_credit(answer, credit, linked, escape)}</p>"
    )


def _whole_html(answer: Answer, credit: Credit) -> str:
    return (
        f"<article>\n<h1>{escape(answer.headline)}</h1>\n<p>{_byline(credit, escape)}</p>\n"
        f"{in_full(answer).strip()}\n<hr>\n<p>{_credit(answer, credit, linked, escape)}</p>\n</article>"
    )


def _whole_markdown(answer: Answer, credit: Credit) -> str:
    return (
        f"# {_literal(answer.headline)}\n\n{_byline(credit, _literal)}\n\n{answer.body.strip()}\n\n---\n\n"
        f"{_credit(answer, credit, _markdown_link, _literal)}\n"
    )


def _literal(words: str) -> str:
    """Words in which Markdown finds nothing to do."""
    return _MARKS.sub(r"\\\1", words)


def _markdown_link(words: str, url: str) -> str:
    return f"[{_literal(words)}](<{url}>)" if url else _literal(words)


def _byline(credit: Credit, quote: Quote) -> str:
    return gettext("By %(byline)s") % {"byline": quote(credit.byline)}


def _credit(answer: Answer, credit: Credit, link: Link, quote: Quote) -> str:
    """The credit in sentences: who answered what, where it first stood, the licence, and which version this is."""
    elsewhere = credit.canonical != absolute(answer)
    first = (
        gettext("%(author)s answered the question “%(question)s”: %(headline)s.")
        if elsewhere or credit.source
        else gettext("%(author)s answered the question “%(question)s” on %(site)s: %(headline)s.")
    )
    words = {
        "author": quote(credit.author),
        "question": quote(answer.question.title),
        "site": link(settings.SITE_NAME, settings.SITE_ORIGIN),
        "headline": link(answer.headline, absolute(answer)),
    }
    sentences = [first % words]
    if elsewhere:
        place = link(answer.source.name if answer.source else credit.canonical, credit.canonical)
        sentences.append(gettext("It first appeared at %(place)s.") % {"place": place})
    if credit.source:
        sentences.append(gettext("Source: %(source)s.") % {"source": link(credit.source, credit.source_url)})
    if credit.licence:
        licence = link(credit.licence, credit.licence_url)
        sentences.append(gettext("Licence: %(licence)s.") % {"licence": licence})
    sentences.append(gettext("Version of %(day)s.") % {"day": _day(changed_at(answer))})
    return " ".join(sentences)


def _day(at: datetime) -> str:
    return date_format(localtime(at), "j F Y")
