"""What pages say to machines: structured data, Open Graph, canonical addresses."""

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from bothways.foundation.foreign import soup
from bothways.insider.actions.correcting import correct_answer
from bothways.insider.models import Answer, Question, Source
from bothways.insider.templatetags.structured import json_ld
from bothways.people.models import Person
from tests.support import writing

pytestmark = pytest.mark.django_db

ORIGIN = "http://localhost:8000"
HOSTILE = "</script><script>alert(1)</script><!-- & \u2028"


@pytest.fixture
def answer(insider: Person) -> Answer:
    return writing.published(writing.question(topics=[writing.topic()]), insider)


def page(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return soup(response.content.decode())


def data(client: Client, address: str) -> dict[str, Any]:
    [script] = page(client, address).find_all("script", type="application/ld+json")
    found: dict[str, Any] = json.loads(script.get_text())
    assert found["@context"] == "https://schema.org"
    return found


def meta(found: BeautifulSoup) -> dict[str, str]:
    tags = found.find_all("meta", content=True)
    return {str(tag.get("property") or tag.get("name")): str(tag["content"]) for tag in tags}


def link(found: BeautifulSoup, rel: str) -> str:
    [one] = found.find_all("link", rel=rel)
    return str(one["href"])


def test_an_answer_is_an_article(outsider: Client, answer: Answer) -> None:
    found = data(outsider, answer.get_absolute_url())
    assert found["@type"] == "Article"
    assert found["headline"] == "Somebody who sees you"
    assert found["author"] == {
        "@type": "Person",
        "name": "Amina Okafor",
        "url": f"{ORIGIN}/insiders/amina-okafor/",
        "jobTitle": "Chief executive",
        "worksFor": {"@type": "Organization", "name": "Harbour Bridge Trust"},
    }
    assert found["datePublished"] == found["dateModified"] == "2026-11-20T12:00:00+00:00"
    assert found["publisher"] == {"@type": "Organization", "name": "Bothways", "url": ORIGIN}
    assert found["isPartOf"]["url"] == f"{ORIGIN}{answer.question.get_absolute_url()}"
    assert found["mainEntityOfPage"] == f"{ORIGIN}{answer.get_absolute_url()}"
    assert found["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert "correction" not in found
    assert "isBasedOn" not in found


def test_a_correction_is_told(outsider: Client, answer: Answer, editor: Person) -> None:
    at = writing.NOON + timedelta(days=2)
    correct_answer(answer=answer, body="Because of the window.", note="It was a window.", by=editor, at=at)
    found = data(outsider, answer.get_absolute_url())
    assert found["correction"] == [
        {"@type": "CorrectionComment", "text": "It was a window.", "datePublished": "2026-11-22T12:00:00+00:00"}
    ]
    assert found["dateModified"] == "2026-11-22T12:00:00+00:00"


def test_an_imported_answer_names_what_it_is_based_on(outsider: Client, answer: Answer) -> None:
    source = Source.objects.create(key="k", name="The Source", url="https://s.example/", licence="CC BY 4.0")
    Answer.objects.update(source=source, canonical_url="https://s.example/1", licence="")
    found = data(outsider, answer.get_absolute_url())
    assert found["isBasedOn"] == "https://s.example/1"
    assert found["creditText"] == "CC BY 4.0 · The Source"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_question_for_leaders_is_a_collection(outsider: Client, answer: Answer) -> None:
    found = data(outsider, answer.question.get_absolute_url())
    assert found["@type"] == "CollectionPage"
    assert found["name"] == writing.MENTOR
    assert [part["headline"] for part in found["hasPart"]] == ["Somebody who sees you"]
    assert "QAPage" not in json.dumps(found)


def test_a_question_for_anybody_is_a_qa_page(outsider: Client, answer: Answer, member: Person) -> None:
    Question.objects.update(
        answered_by=Question.AnsweredBy.ANYONE, asked_by=member, detail_html="<p>I <b>wonder</b>.</p>"
    )
    found = data(outsider, answer.question.get_absolute_url())
    assert found["@type"] == "QAPage"
    asked = found["mainEntity"]
    assert (asked["@type"], asked["name"], asked["text"]) == ("Question", writing.MENTOR, "I wonder.")
    assert asked["answerCount"] == 1
    assert asked["author"]["name"] == "Noor Haddad"
    [suggested] = asked["suggestedAnswer"]
    assert suggested["text"].startswith("Because nobody sees their own blind spot. Mine was a desk")
    assert suggested["upvoteCount"] == 0
    assert suggested["author"]["name"] == "Amina Okafor"


@pytest.mark.parametrize(("score", "votes"), [(7, 7), (0, 0), (-2, None)])
def test_votes_are_told_where_they_are_not_below_zero(
    outsider: Client, answer: Answer, score: int, votes: int | None
) -> None:
    source = Source.objects.create(key="k", name="The Source", licence="CC BY 4.0")
    Question.objects.update(answered_by=Question.AnsweredBy.ANYONE)
    Answer.objects.update(source=source, imported_score=score)
    [suggested] = data(outsider, answer.question.get_absolute_url())["mainEntity"]["suggestedAnswer"]
    assert suggested.get("upvoteCount") == votes


def test_a_question_for_anybody_that_waits_is_no_qa_page(outsider: Client, db: None) -> None:
    waiting = writing.question()
    Question.objects.update(answered_by=Question.AnsweredBy.ANYONE)
    assert data(outsider, waiting.get_absolute_url())["@type"] == "CollectionPage"


def test_an_insider_has_a_profile(outsider: Client, answer: Answer) -> None:
    found = data(outsider, "/insiders/amina-okafor/")
    assert found["@type"] == "ProfilePage"
    assert found["mainEntity"]["jobTitle"] == "Chief executive"
    assert [part["headline"] for part in found["hasPart"]] == ["Somebody who sees you"]


def test_home_says_how_to_search(outsider: Client, answer: Answer, editor: Person) -> None:
    writing.edition(writing.NOON.date(), answer, editor)
    for address in ("/", "/today/"):
        found = data(outsider, address)
        assert found["@type"] == "WebSite"
        assert found["potentialAction"]["target"]["urlTemplate"] == f"{ORIGIN}/search/?q={{search_term_string}}"
        assert link(page(outsider, address), "canonical") == f"{ORIGIN}/"


@pytest.mark.parametrize("place", ["answer", "question", "insider"])
def test_a_hostile_headline_stays_inert(outsider: Client, answer: Answer, place: str) -> None:
    Answer.objects.update(headline=HOSTILE, byline_name=HOSTILE)
    addresses = {
        "answer": answer.get_absolute_url(),
        "question": answer.question.get_absolute_url(),
        "insider": "/insiders/amina-okafor/",
    }
    raw = outsider.get(addresses[place]).content.decode()
    assert "<script>alert" not in raw
    found = data(outsider, addresses[place])
    assert HOSTILE in (found.get("headline"), *(part["headline"] for part in found.get("hasPart", [])))


def test_structured_data_holds_no_character_of_html() -> None:
    written = json_ld({"a": HOSTILE})
    inside = written.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == {"a": HOSTILE}


def test_what_others_show_beside_a_link(outsider: Client, answer: Answer) -> None:
    found = page(outsider, answer.get_absolute_url())
    said = meta(found)
    assert said["og:type"] == "article"
    assert said["og:title"] == "Somebody who sees you"
    assert said["og:description"] == said["description"] == answer.summary
    assert said["og:url"] == link(found, "canonical") == f"{ORIGIN}{answer.get_absolute_url()}"
    assert said["og:image"] == f"{ORIGIN}{answer.get_absolute_url()}card.png"
    assert said["twitter:card"] == "summary_large_image"
    assert said["author"] == "Amina Okafor"
    assert outsider.get(said["og:image"].removeprefix(ORIGIN)).status_code == 200


def test_the_canonical_address_is_where_it_first_appeared(outsider: Client, answer: Answer) -> None:
    Answer.objects.update(canonical_url="https://first.example/1")
    assert link(page(outsider, answer.get_absolute_url()), "canonical") == "https://first.example/1"


def test_an_answer_without_summary_is_described_by_how_it_begins(outsider: Client, answer: Answer) -> None:
    Answer.objects.update(summary="")
    assert meta(page(outsider, answer.get_absolute_url()))["description"].startswith("Because nobody sees")


@pytest.mark.parametrize(
    ("place", "feeds"),
    [
        ("/topics/finding-a-mentor/", ["/topics/finding-a-mentor/feed", "/feed"]),
        ("/insiders/amina-okafor/", ["/insiders/amina-okafor/feed", "/feed"]),
        (
            "/questions/why-is-it-important-to-have-a-mentor/",
            ["/questions/why-is-it-important-to-have-a-mentor/feed", "/feed"],
        ),
        ("/questions/", ["/feed"]),
        ("/about/", ["/feed"]),
    ],
)
def test_feeds_are_found_from_pages(outsider: Client, answer: Answer, place: str, feeds: list[str]) -> None:
    found = page(outsider, place)
    for kind, ending in (("application/atom+xml", ".atom"), ("application/feed+json", ".json")):
        links = [str(one["href"]) for one in found.find_all("link", type=kind)]
        assert links == [f"{ORIGIN}{feed}{ending}" for feed in feeds]
    assert all(outsider.get(f"{feed}.atom").status_code == 200 for feed in feeds)


def test_one_description_and_one_canonical_address(outsider: Client, answer: Answer) -> None:
    for address in ("/", "/questions/", "/insiders/", "/topics/", "/archive/", "/about/", answer.get_absolute_url()):
        found = page(outsider, address)
        assert len(found.find_all("meta", attrs={"name": "description"})) == 1, address
        assert link(found, "canonical") == f"{ORIGIN}{address}"


def test_each_page_of_a_list_has_its_own_address(outsider: Client, insider: Person) -> None:
    asked = writing.question()
    for number in range(31):
        writing.published(asked, insider, f"Headline {number}")
    address = asked.get_absolute_url()
    assert link(page(outsider, address), "canonical") == f"{ORIGIN}{address}"
    assert link(page(outsider, f"{address}?page=2"), "canonical") == f"{ORIGIN}{address}?page=2"
