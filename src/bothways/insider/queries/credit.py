"""Who is to be named beside an answer that leaves the site, and under which licence it may."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.translation import gettext

from bothways.design.templatetags.design import role_line
from bothways.foundation.links import HasAddress, absolute
from bothways.foundation.text import excerpt, plain
from bothways.insider.models import Answer, Insider, Source
from bothways.people.models import Person

SUMMARY_LENGTH = 280  # characters
_CREATIVE_COMMONS = re.compile(r"(?:CC|Creative Commons)[ -](BY(?:-(?:NC|SA|ND))*)[ -](\d\.\d)", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(CC0|CC[ -]BY|Creative Commons|Public Domain|Apache|MIT|GFDL|GNU Free|Open Government)\b", re.IGNORECASE
)
_OPEN_URLS = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "apache": "https://www.apache.org/licenses/LICENSE-2.0",
}


@dataclass(frozen=True)
class Credit:
    """What a copy of an answer must say."""

    author: str
    byline: str  # the author with role and organisation, as of the day
    author_url: str  # their page here; empty where there is none
    licence: str
    licence_url: str
    source: str  # who is to be named for what was brought in; empty for what was written here
    source_url: str
    canonical: str  # where the answer first appeared
    may_copy: bool  # whether the licence lets anybody publish the whole text

    @property
    def rights(self) -> str:
        """Licence and source in one line."""
        return " · ".join(part for part in (self.licence, self.source) if part)


def credit_of(answer: Answer) -> Credit:
    """The credit of one answer. Wants `author__insider`, `question` and `source` loaded; asks no query then."""
    source = answer.source
    name = author_name(answer)
    licence = answer.licence or (source.licence if source else settings.SITE_LICENCE)
    return Credit(
        author=name,
        byline=", ".join(filter(None, (name, role_line(answer.byline_role, answer.byline_organisation)))),
        author_url=absolute(page_of(answer.author)) if answer.author else "",
        licence=licence,
        licence_url=_web(licence_url(licence, source)),
        source=(source.credit or source.name) if source else "",
        source_url=_web(answer.canonical_url or answer.question.source_url or source.url) if source else "",
        canonical=_web(answer.canonical_url) or absolute(answer),
        may_copy=bool(_OPEN.search(licence)),
    )


def author_name(answer: Answer) -> str:
    """The name that stands over an answer, as of its day."""
    if answer.byline_name or answer.author:
        return answer.byline_name or str(answer.author)
    return gettext("a contributor to %(source)s") % {
        "source": answer.source.name if answer.source else settings.SITE_NAME
    }


def page_of(person: Person) -> HasAddress:
    """What has the address of a person's page: the by-line of a leader, or the person."""
    insider: Insider | None = getattr(person, "insider", None)
    return insider or person


def licence_url(licence: str, source: Source | None) -> str:
    """Where a licence can be read; empty where nobody has said."""
    if found := _CREATIVE_COMMONS.search(licence):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    if source and licence == source.licence and source.licence_url:
        return source.licence_url
    if licence == settings.SITE_LICENCE:
        return str(settings.SITE_LICENCE_URL)
    return next((url for name, url in _OPEN_URLS.items() if name in licence.lower()), "")


def _web(url: str) -> str:
    """An address that a link may lead to; empty for any other scheme."""
    return url if url.startswith(("https://", "http://")) else ""


def linked(words: str, url: str) -> str:
    """Words as HTML, a link where there is an address."""
    return str(format_html('<a href="{}">{}</a>', url, words) if url else escape(words))


def summary_of(answer: Answer) -> str:
    """An answer in one or two sentences of plain words: its own summary, or how it begins."""
    return answer.summary or excerpt(plain(answer.body_html), SUMMARY_LENGTH)
