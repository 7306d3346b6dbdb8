"""Sitemaps."""

from datetime import datetime
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.insider.models import Answer, Question
from bothways.insider.queries import sitemap
from bothways.people.models import Person
from tests.support import writing

pytestmark = pytest.mark.django_db

ORIGIN = "http://localhost:8000"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(client: Client, address: str) -> dict[str, str | None]:
    """Each address of a sitemap, with when it changed."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root: Element = ElementTree.fromstring(response.content)
    return {str(one.findtext(f"{NAMESPACE}loc")): one.findtext(f"{NAMESPACE}lastmod") for one in root}


def everything(client: Client) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for part in places(client, "/sitemap.xml"):
        found |= places(client, part.removeprefix(ORIGIN))
    return found


def test_it_lists_what_may_be_found_and_nothing_else(outsider: Client, insider: Person) -> None:
    asked = writing.question(topics=[writing.topic()])
    answer = writing.published(asked, insider)
    elsewhere = writing.published(asked, insider, "First elsewhere")
    Answer.objects.filter(pk=elsewhere.pk).update(canonical_url="https://first.example/1")
    hidden = writing.draft(asked, insider)
    waiting = writing.question("Not yet open?", state=Question.State.ASKED)
    found = everything(outsider)
    for address in ("/", "/questions/", "/topics/finding-a-mentor/", "/insiders/amina-okafor/"):
        assert f"{ORIGIN}{address}" in found
    assert found[f"{ORIGIN}{answer.get_absolute_url()}"] == "2026-11-20T12:00:00+00:00"
    assert datetime.fromisoformat(str(found[f"{ORIGIN}{asked.get_absolute_url()}"])) == writing.NOON
    for thing in (elsewhere, hidden, waiting):
        assert f"{ORIGIN}{thing.get_absolute_url()}" not in found


def test_every_address_in_it_answers(outsider: Client, insider: Person) -> None:
    writing.published(writing.question(topics=[writing.topic()]), insider)
    for address in everything(outsider):
        assert outsider.get(address.removeprefix(ORIGIN)).status_code == 200, address


def test_long_lists_come_in_parts(outsider: Client, insider: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PER_PART", 2)
    asked = writing.question()
    made = [writing.published(asked, insider, f"Headline {number}") for number in range(5)]
    parts = [address for address in places(outsider, "/sitemap.xml") if "-answer-" in address]
    assert parts == [f"{ORIGIN}/sitemap-answer-{number}.xml" for number in (1, 2, 3)]
    found = [list(places(outsider, part.removeprefix(ORIGIN))) for part in parts]
    assert [len(part) for part in found] == [2, 2, 1]
    assert [address for part in found for address in part] == [f"{ORIGIN}{one.get_absolute_url()}" for one in made]


@pytest.mark.parametrize(
    "address",
    [
        "/sitemap-answer-9.xml",
        "/sitemap-answer-0.xml",
        "/sitemap-answer-99999999999999999999.xml",
        "/sitemap-person-1.xml",
    ],
)
def test_other_parts_are_not_found(outsider: Client, db: None, address: str) -> None:
    assert outsider.get(address).status_code == 404


def test_the_index_of_an_empty_site(outsider: Client, db: None) -> None:
    assert list(places(outsider, "/sitemap.xml")) == [f"{ORIGIN}/sitemap-page-1.xml"]


def test_few_queries(insider: Person) -> None:
    asked = writing.question()

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(address).status_code == 200
        return len(seen)

    writing.published(asked, insider)
    one = [queries("/sitemap.xml"), queries("/sitemap-answer-1.xml")]
    for number in range(29):
        writing.published(asked, insider, f"Headline {number}")
    assert [queries("/sitemap.xml"), queries("/sitemap-answer-1.xml")] == one == [4, 1]
