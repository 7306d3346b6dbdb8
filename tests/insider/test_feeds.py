"""Atom and JSON Feed: what a strict reader finds in them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from bothways.insider.actions.correcting import correct_answer
from bothways.insider.actions.publishing import withdraw_answer
from bothways.insider.models import Answer, Source
from bothways.people.models import Person
from tests.support import cast, writing

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ORIGIN = "http://localhost:8000"


def atom(client: Client, address: str = "/feed.atom") -> Element:
    response = client.get(address)
    assert response.status_code == 200
    root: Element = ElementTree.fromstring(response.content)
    return root


def json_feed(client: Client, address: str = "/feed.json") -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    body: dict[str, Any] = json.loads(response.content)
    return body


def text(element: Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def links(element: Element) -> dict[str, str]:
    return {link.get("rel", "alternate"): link.get("href", "") for link in element.findall(f"{ATOM}link")}


@pytest.fixture
def answer(insider: Person) -> Answer:
    asked = writing.question(topics=[writing.topic()])
    return writing.published(asked, insider)


def publish_many(number: int, author: Person) -> list[Answer]:
    asked = writing.question(topics=[writing.topic()])
    return [
        writing.published(asked, author, f"Headline {n}", at=writing.NOON + timedelta(minutes=n)) for n in range(number)
    ]


def test_atom_has_what_the_standard_asks_for(outsider: Client, answer: Answer) -> None:
    feed = atom(outsider)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    assert links(feed) == {
        "alternate": f"{ORIGIN}/",
        "self": f"{ORIGIN}/feed.atom",
        "first": f"{ORIGIN}/feed.atom",
    }
    [entry] = feed.findall(f"{ATOM}entry")
    for name in ("id", "title", "updated", "published", "summary", "content", "rights"):
        assert len(entry.findall(f"{ATOM}{name}")) == 1, name
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Amina Okafor"
    assert entry.findtext(f"{ATOM}author/{ATOM}uri") == f"{ORIGIN}/insiders/amina-okafor/"
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == ["Finding a mentor"]
    assert links(entry)["alternate"] == f"{ORIGIN}{answer.get_absolute_url()}"
    assert links(entry)["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"


def test_the_whole_text_goes_out_as_html(outsider: Client, answer: Answer) -> None:
    [entry] = atom(outsider).findall(f"{ATOM}entry")
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert "<strong>desk</strong> that faced the wall" in (content.text or "")
    assert "By Amina Okafor, Chief executive of Harbour Bridge Trust" in (content.text or "")
    assert json_feed(outsider)["items"][0]["content_html"] == content.text


def test_json_feed_has_what_the_standard_asks_for(outsider: Client, answer: Answer) -> None:
    feed = json_feed(outsider)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"{ORIGIN}/"
    assert feed["feed_url"] == f"{ORIGIN}/feed.json"
    assert "next_url" not in feed
    [item] = feed["items"]
    assert item["id"] == text(atom(outsider).findall(f"{ATOM}entry")[0], "id")
    assert item["url"] == f"{ORIGIN}{answer.get_absolute_url()}"
    assert item["title"] == answer.headline
    assert item["authors"] == [{"name": "Amina Okafor", "url": f"{ORIGIN}/insiders/amina-okafor/"}]
    assert item["tags"] == ["Finding a mentor"]
    assert datetime.fromisoformat(item["date_published"]) == answer.published_at
    assert "external_url" not in item
    assert item["_bothways"]["licence"] == "CC BY-SA 4.0"


@pytest.mark.parametrize("place", ["", "topics/finding-a-mentor/", "insiders/amina-okafor/", "questions/{question}/"])
def test_each_place_has_both_feeds(outsider: Client, answer: Answer, place: str) -> None:
    address = "/" + place.format(question=answer.question.slug)
    writing.published(writing.question("Another question?"), cast.ingrid(), "Not among them", at=writing.NOON)
    expected = ["Somebody who sees you"] if place else ["Not among them", "Somebody who sees you"]
    entries = atom(outsider, f"{address}feed.atom").findall(f"{ATOM}entry")
    assert [text(entry, "title") for entry in entries] == expected
    assert [item["title"] for item in json_feed(outsider, f"{address}feed.json")["items"]] == expected


def test_content_types(outsider: Client, answer: Answer) -> None:
    assert outsider.get("/feed.atom")["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert outsider.get("/feed.json")["Content-Type"] == "application/feed+json; charset=utf-8"


def test_a_correction_renews_the_entry_and_keeps_its_id(
    outsider: Client, answer: Answer, editor: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = atom(outsider).findall(f"{ATOM}entry")[0]
    at = writing.NOON + timedelta(days=2)
    with django_capture_on_commit_callbacks(execute=True):
        correct_answer(answer=answer, body="Because of the window.", note="It was a window.", by=editor, at=at)
    after = atom(outsider).findall(f"{ATOM}entry")[0]
    assert text(after, "id") == text(before, "id")
    assert text(after, "published") == text(before, "published")
    assert datetime.fromisoformat(text(after, "updated")) == at
    assert "Because of the window." in text(after, "content")


def test_the_id_stays_when_address_and_headline_change(outsider: Client, answer: Answer) -> None:
    before = text(atom(outsider).findall(f"{ATOM}entry")[0], "id")
    Answer.objects.filter(pk=answer.pk).update(slug="another-address", headline="Another headline")
    assert text(atom(Client()).findall(f"{ATOM}entry")[0], "id") == before


def test_a_withdrawn_answer_and_a_draft_are_not_in_it(
    outsider: Client,
    answer: Answer,
    insider: Person,
    editor: Person,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    writing.draft(answer.question, insider)
    assert len(json_feed(outsider)["items"]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_answer(answer=answer, reason="It named somebody.", by=editor, at=writing.NOON)
    assert json_feed(outsider)["items"] == []
    assert atom(outsider).findall(f"{ATOM}entry") == []


def test_an_empty_feed_is_the_same_each_time(outsider: Client, db: None) -> None:
    assert text(atom(outsider), "updated") == "1970-01-01T00:00:00+00:00"


def test_pages_follow_one_another_without_gap_or_repetition(outsider: Client, insider: Person) -> None:
    made = publish_many(65, insider)
    Answer.objects.update(published_at=writing.NOON)  # all in one moment: the order must still be one
    found: list[str] = []
    address: str | None = "/feed.json"
    sizes = []
    while address:
        page = json_feed(outsider, address.removeprefix(ORIGIN))
        assert page["feed_url"].endswith(address.removeprefix(ORIGIN))
        sizes.append(len(page["items"]))
        found += [item["id"] for item in page["items"]]
        address = page.get("next_url")
    assert sizes == [30, 30, 5]
    assert len(set(found)) == len(made)
    assert links(atom(outsider))["next"].startswith(f"{ORIGIN}/feed.atom?after=")


def test_a_page_stays_when_something_new_appears(outsider: Client, insider: Person) -> None:
    made = publish_many(31, insider)
    address = json_feed(outsider)["next_url"].removeprefix(ORIGIN)
    before = json_feed(outsider, address)
    writing.published(made[0].question, insider, "New", at=writing.NOON + timedelta(days=1))
    assert json_feed(outsider, address) == before


@pytest.mark.parametrize("after", ["999999", "-1", "x", "", "9" * 40, "²"])
def test_a_page_that_never_was_is_not_found(outsider: Client, answer: Answer, after: str) -> None:
    assert outsider.get("/feed.atom", {"after": after}).status_code == 404


def test_validators(outsider: Client, answer: Answer) -> None:
    response = outsider.get("/feed.atom")
    assert response["Cache-Control"].startswith("public, max-age=300")
    assert response["Last-Modified"] == "Fri, 20 Nov 2026 12:00:00 GMT"
    assert not response.cookies
    again = outsider.get("/feed.atom", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    dated = Client().get("/feed.atom?", headers={"If-Modified-Since": response["Last-Modified"]})
    assert dated.status_code in (200, 304)


def test_characters_that_xml_cannot_hold_are_dropped(outsider: Client, answer: Answer) -> None:
    Answer.objects.update(
        headline="A\x0bB\x1f <i>&amp;</i> \ufffe", summary="\x01<b>bold</b> & \x08", body_html="<p>\x0c</p>\x02 ]]>"
    )
    [entry] = atom(outsider).findall(f"{ATOM}entry")
    assert text(entry, "title") == "AB <i>&amp;</i> "
    assert text(entry, "summary") == "&lt;b&gt;bold&lt;/b&gt; &amp; "


def test_links_within_the_text_lead_here_from_anywhere(outsider: Client, insider: Person) -> None:
    body = '[There](/questions/) and [here](#below), [elsewhere](https://example.org/a?b=1&c=2), `<a href="/x">`'
    made = writing.published(writing.question(), insider, body=body)
    content = json_feed(outsider)["items"][0]["content_html"]
    assert f'href="{ORIGIN}/questions/"' in content
    assert f'href="{ORIGIN}{made.get_absolute_url()}#below"' in content
    assert 'href="https://example.org/a?b=1&amp;c=2"' in content
    assert '&lt;a href="/x"&gt;' in content


def test_an_imported_answer_bears_its_own_credit(outsider: Client, answer: Answer) -> None:
    source = Source.objects.create(
        key="beer", name="Beer Stack Exchange", url="https://beer.example.org/", licence="CC BY-SA 3.0",
        licence_url="https://creativecommons.org/licenses/by-sa/3.0/",
    )  # fmt: skip
    Answer.objects.update(source=source, author=None, byline_name="", canonical_url="https://beer.example.org/a/1")
    [entry] = atom(outsider).findall(f"{ATOM}entry")
    assert text(entry, "rights") == "CC BY-SA 3.0 · Beer Stack Exchange"
    assert links(entry)["license"] == "https://creativecommons.org/licenses/by-sa/3.0/"
    assert links(entry)["via"] == "https://beer.example.org/a/1"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "a contributor to Beer Stack Exchange"
    [item] = json_feed(outsider)["items"]
    assert item["external_url"] == "https://beer.example.org/a/1"
    assert '<a href="https://beer.example.org/a/1">Beer Stack Exchange</a>' in item["content_html"]


@pytest.mark.parametrize(
    "address",
    ["/feed.atom", "/feed.json", "/topics/finding-a-mentor/feed.atom", "/insiders/amina-okafor/feed.json",
     "/questions/why-is-it-important-to-have-a-mentor/feed.atom"],
)  # fmt: skip
def test_the_same_few_queries_for_one_row_and_for_thirty(insider: Person, address: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(f"{address}?").status_code == 200
        return len(seen)

    [first, *_] = publish_many(1, insider)
    one = queries()
    for number in range(29):
        writing.published(
            first.question, insider, f"More {number}", at=datetime(2026, 11, 21, tzinfo=UTC) + timedelta(hours=number)
        )
    assert queries() == one <= 5


def test_feeds_that_are_not(outsider: Client, db: None) -> None:
    for address in ("/topics/x/feed.atom", "/insiders/noor-haddad/feed.json", "/questions/x/feed.atom"):
        assert outsider.get(address).status_code == 404, address
