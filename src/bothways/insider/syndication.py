"""A page of answers as Atom (RFC 4287, paged as in RFC 5005) and as JSON Feed 1.1."""

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import feedgenerator
from django.utils.translation import get_language, gettext
from django.utils.xmlutils import SimplerXMLGenerator

from bothways.foundation.links import absolute
from bothways.insider.models import Answer
from bothways.insider.queries.credit import Credit, credit_of, linked, summary_of
from bothways.insider.queries.outlets import changed_at, newest

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries changed: it must name a day
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML 1.0
_LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)')


@dataclass(frozen=True)
class Feed:
    """One page of one feed, before it is put into a format. All addresses are absolute."""

    title: str
    description: str
    home: str  # the page that shows the same to people
    first: str  # the feed's own address; it is its id as well
    address: str  # of this page of it
    following: str | None  # of the next page, with older answers
    answers: list[Answer]

    @property
    def updated(self) -> datetime:
        """When the newest change on this page was made."""
        return newest(self.answers) or LONG_AGO


def legal(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def tag_uri(answer: Answer) -> str:
    """The id of an answer in feeds (RFC 4151): it stays the same when the answer's words or address change."""
    host = urlsplit(settings.SITE_ORIGIN).hostname
    return f"tag:{host},{answer.published_at:%Y-%m-%d}:answer/{answer.pk}"


def content(answer: Answer, credit: Credit) -> str:
    """The whole answer as safe HTML that can be read anywhere: links in full, the credit below."""
    return legal(f"{in_full(answer)}\n<p>{credit_line(credit)}</p>")


def in_full(answer: Answer) -> str:
    """The body of an answer as safe HTML whose links hold from anywhere."""
    page = absolute(answer)
    return _LINK.sub(lambda link: link[1] + urljoin(page, link[2]), answer.body_html)


def credit_line(credit: Credit) -> str:
    """The credit in one line of HTML."""
    parts = [gettext("By %(byline)s") % {"byline": html.escape(credit.byline)}]
    if credit.source:
        parts.append(linked(credit.source, credit.source_url))
    if credit.licence:
        parts.append(linked(credit.licence, credit.licence_url))
    return " · ".join(parts)


class _Atom(feedgenerator.Atom1Feed):
    """Django's Atom with the whole text, paging and licence."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation in ("first", "next"):
            if self.feed[relation]:
                handler.addQuickElement("link", "", {"rel": relation, "href": self.feed[relation]})
        handler.addQuickElement("generator", "Bothways")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        for relation in ("via", "license"):
            if item[relation]:
                handler.addQuickElement("link", "", {"rel": relation, "href": item[relation]})


def atom(feed: Feed) -> str:
    """The feed as an Atom document."""
    document = _Atom(
        title=legal(feed.title),
        link=feed.home,
        description=None,
        subtitle=legal(feed.description),
        language=get_language(),
        author_name=legal(settings.SITE_NAME),
        author_link=settings.SITE_ORIGIN,
        feed_url=feed.address,
        feed_guid=feed.first,
        feed_copyright=legal(settings.SITE_LICENCE),
        updated=feed.updated,
        first=feed.first,
        next=feed.following,
    )
    for answer in feed.answers:
        credit = credit_of(answer)
        document.add_item(
            title=legal(answer.headline),
            link=absolute(answer),
            description=html.escape(legal(summary_of(answer))),
            author_name=legal(credit.author),
            author_link=credit.author_url or None,
            pubdate=answer.published_at,
            updateddate=changed_at(answer),
            unique_id=tag_uri(answer),
            categories=[legal(topic.name) for topic in answer.question.topics.all()],
            item_copyright=legal(credit.rights),
            content=content(answer, credit),
            via=credit.source_url,
            license=credit.licence_url,
        )
    return document.writeString("utf-8")


class JsonAuthor(TypedDict, total=False):
    """Who wrote an item."""

    name: str
    url: str


def json_feed(feed: Feed) -> str:
    """The feed as a JSON Feed document."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "description": feed.description,
        "language": get_language(),
        "authors": [{"name": settings.SITE_NAME, "url": settings.SITE_ORIGIN}],
        "items": [_json_item(answer) for answer in feed.answers],
    }
    if feed.following:
        document["next_url"] = feed.following
    return json.dumps(document, ensure_ascii=False)


def _json_item(answer: Answer) -> dict[str, Any]:
    credit = credit_of(answer)
    author: JsonAuthor = {"name": credit.author}
    if credit.author_url:
        author["url"] = credit.author_url
    item: dict[str, Any] = {
        "id": tag_uri(answer),
        "url": absolute(answer),
        "title": answer.headline,
        "content_html": content(answer, credit),
        "summary": summary_of(answer),
        "image": absolute("share_card", answer.slug),
        "date_published": answer.published_at.isoformat() if answer.published_at else None,
        "date_modified": changed_at(answer).isoformat(),
        "authors": [author],
        "tags": [topic.name for topic in answer.question.topics.all()],
        "_bothways": {
            "licence": credit.licence,
            "licence_url": credit.licence_url,
            "source": credit.source,
            "source_url": credit.source_url,
        },
    }
    if credit.canonical != item["url"]:
        item["external_url"] = credit.canonical
    return item
