"""What a page says of itself to those who link to it: title, description, address, picture, feeds, structured data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext, ngettext

from bothways.foundation.links import absolute
from bothways.foundation.text import excerpt, plain
from bothways.insider import structured
from bothways.insider.models import Insider, Question, Topic
from bothways.insider.queries.credit import SUMMARY_LENGTH, author_name, summary_of
from bothways.people.models import Person

Context = Mapping[str, Any]


@dataclass(frozen=True)
class FeedLink:
    """A feed that a reader of the page may want."""

    title: str
    kind: str  # media type
    address: str


@dataclass(frozen=True)
class Head:
    """The head of one page. All addresses are absolute."""

    title: str
    description: str
    canonical: str
    card: str
    kind: str = "website"  # in the words of Open Graph
    feeds: tuple[FeedLink, ...] = ()  # beside those of the site
    oembed: str = ""  # the address to ask about, where there is an embed
    author: str = ""
    published_at: datetime | None = None
    changed_at: datetime | None = None
    data: tuple[structured.Described, ...] = ()

    @property
    def all_feeds(self) -> tuple[FeedLink, ...]:
        """The page's own feeds, then those of the site."""
        return (*self.feeds, *_feeds("site", settings.SITE_NAME))

    @property
    def discovery(self) -> tuple[FeedLink, ...]:
        """Where the embed of the page is described."""
        if not self.oembed:
            return ()
        kinds = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
        return tuple(
            FeedLink(self.title, kind, f"{absolute('oembed')}?{urlencode({'url': self.oembed, 'format': syntax})}")
            for syntax, kind in kinds.items()
        )


def _feeds(of: str, title: str, *slug: str) -> tuple[FeedLink, ...]:
    return (
        FeedLink(f"{title} · Atom", "application/atom+xml", absolute(f"{of}_atom", *slug)),
        FeedLink(f"{title} · JSON Feed", "application/feed+json", absolute(f"{of}_json", *slug)),
    )


def head_for(page: str, context: Context) -> Head:
    """The head of the page whose URL has the name `page`, from what its template is given."""
    make = _HEADS.get(page)
    return make(context) if make else _plain(context)


def _plain(context: Context) -> Head:
    return Head(
        title=settings.SITE_NAME,
        description=settings.SITE_TAGLINE,
        canonical=_numbered(str(context.get("canonical", absolute("today"))), context),
        card=absolute("site_card"),
    )


def _numbered(address: str, context: Context) -> str:
    """The address of this page of a list: each has its own."""
    number = getattr(context.get("page"), "number", 1)
    return f"{address}?page={number}" if isinstance(number, int) and number > 1 else address


def _home(context: Context) -> Head:
    return Head(
        title=settings.SITE_NAME,
        description=settings.SITE_TAGLINE,
        canonical=absolute("today"),
        card=absolute("site_card"),
        data=(structured.web_site(),),
    )


def _answer(context: Context) -> Head:
    answer = context["answer"]
    return Head(
        title=answer.headline,
        description=summary_of(answer),
        canonical=answer.canonical_url or absolute(answer),
        card=absolute("share_card", answer.slug),
        kind="article",
        feeds=_feeds("question", answer.question.title, answer.question.slug),
        oembed=absolute(answer),
        author=author_name(answer),
        published_at=answer.published_at,
        changed_at=answer.corrected_at,
        data=(structured.article(answer, context.get("corrections", ())),),
    )


def _edition(context: Context) -> Head:
    """A day of the archive shows the whole answer, whose own address is the one to keep."""
    answer = context["answer"]
    return Head(
        title=answer.headline,
        description=summary_of(answer),
        canonical=answer.canonical_url or absolute(answer),
        card=absolute("share_card", answer.slug),
        kind="article",
        oembed=absolute(answer),
    )


def _question(context: Context) -> Head:
    question: Question = context["question"]
    return Head(
        title=question.title,
        description=question.why_now
        or excerpt(plain(question.detail_html), SUMMARY_LENGTH)
        or answers_in_words(question),
        canonical=_numbered(absolute(question), context),
        card=absolute("question_card", question.slug),
        feeds=_feeds("question", question.title, question.slug),
        oembed=absolute(question),
        data=(structured.question_page(question, list(context["page"])),),
    )


def answers_in_words(question: Question) -> str:
    """How many answers a question has."""
    number = question.answer_count
    if not number:
        return gettext("Nobody has answered yet.")
    return ngettext("%(n)s answer", "%(n)s answers", number) % {"n": number}


def _person(context: Context) -> Head:
    person: Person = context["person"]
    insider: Insider | None = context.get("insider")
    page = context["page"]
    return Head(
        title=person.name,
        description=person.headline or gettext("Answers by %(name)s") % {"name": person.name},
        canonical=_numbered(absolute(insider or person), context),
        card=absolute("site_card"),
        kind="profile",
        feeds=_feeds("insider", person.name, person.slug) if insider else (),
        data=(structured.profile_page(person, insider, page),),
    )


def _topic(context: Context) -> Head:
    topic: Topic = context["topic"]
    return Head(
        title=topic.name,
        description=topic.description or gettext("Questions on %(topic)s") % {"topic": topic.name},
        canonical=_numbered(absolute(topic), context),
        card=absolute("site_card"),
        feeds=_feeds("topic", topic.name, topic.slug),
    )


_HEADS: dict[str, Callable[[Context], Head]] = {
    "today": _home,
    "today_page": _home,
    "answer": _answer,
    "archive_day": _edition,
    "question": _question,
    "insider": _person,
    "person": _person,
    "topic": _topic,
}
