"""oEmbed, the pages for frames, and the pictures beside links."""

from io import BytesIO
from typing import Any

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bothways.foundation.foreign import soup
from bothways.insider.actions.publishing import withdraw_answer
from bothways.insider.models import Answer
from bothways.insider.share_card import Card, draw
from bothways.people.models import Person
from tests.support import writing

pytestmark = pytest.mark.django_db

ORIGIN = "http://localhost:8000"


@pytest.fixture
def answer(insider: Person) -> Answer:
    return writing.published(writing.question(), insider)


def ask(client: Client, url: str, **options: str) -> Any:
    return client.get("/oembed/", {"url": url, **options})


def test_an_answer_is_a_frame_with_its_credit(outsider: Client, answer: Answer) -> None:
    body = ask(outsider, f"{ORIGIN}{answer.get_absolute_url()}").json()
    assert (body["version"], body["type"]) == ("1.0", "rich")
    assert (body["width"], body["height"]) == (600, 340)
    assert body["title"] == "Somebody who sees you"
    assert body["author_name"] == "Amina Okafor"
    assert body["author_url"] == f"{ORIGIN}/insiders/amina-okafor/"
    assert body["provider_url"] == ORIGIN
    frame = soup(body["html"]).iframe
    assert frame is not None
    assert frame["src"] == f"{ORIGIN}/answers/somebody-who-sees-you/embed/"
    assert frame["title"] == "Somebody who sees you"
    assert frame["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
    assert (body["thumbnail_width"], body["thumbnail_height"]) == (1200, 630)


def test_a_question_is_a_frame_too(outsider: Client, answer: Answer) -> None:
    body = ask(outsider, f"{ORIGIN}{answer.question.get_absolute_url()}").json()
    assert body["title"] == writing.MENTOR
    assert f"{answer.question.get_absolute_url()}embed/" in body["html"]


def test_as_xml(outsider: Client, answer: Answer) -> None:
    response = ask(outsider, f"{ORIGIN}{answer.get_absolute_url()}", format="xml")
    assert response["Content-Type"] == "text/xml"
    root = ElementTree.fromstring(response.content)
    assert root.tag == "oembed"
    assert root.findtext("title") == "Somebody who sees you"
    assert (root.findtext("html") or "").startswith("<iframe ")


def test_another_format_is_not_implemented(outsider: Client, answer: Answer) -> None:
    assert ask(outsider, f"{ORIGIN}{answer.get_absolute_url()}", format="yaml").status_code == 501


@pytest.mark.parametrize(("asked", "given"), [("400", 400), ("9000", 600), ("5", 200), ("-3", 200), ("x", 600)])
def test_it_is_no_wider_than_asked(outsider: Client, answer: Answer, asked: str, given: int) -> None:
    body = ask(outsider, f"{ORIGIN}{answer.get_absolute_url()}", maxwidth=asked).json()
    assert body["width"] == given
    assert f'width="{given}"' in body["html"]
    assert body["height"] == (340 if given == 600 else 460)


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://[", "https://example.org/answers/somebody-who-sees-you/", f"{ORIGIN}/", f"{ORIGIN}/answers/none/",
     f"{ORIGIN}/about/", "javascript:alert(1)", f"{ORIGIN}.example.org/answers/somebody-who-sees-you/",
     "http://someone@localhost:8000/answers/somebody-who-sees-you/"],
)  # fmt: skip
def test_only_our_own_answers_and_questions(outsider: Client, answer: Answer, url: str) -> None:
    assert ask(outsider, url).status_code == 404


def test_what_cannot_be_read_cannot_be_embedded(outsider: Client, answer: Answer, editor: Person) -> None:
    hidden = writing.draft(answer.question, editor)
    assert ask(outsider, f"{ORIGIN}{hidden.get_absolute_url()}").status_code == 404
    assert outsider.get(f"{hidden.get_absolute_url()}embed/").status_code == 404
    assert outsider.get(f"{hidden.get_absolute_url()}card.png").status_code == 404


def test_pages_say_where_to_ask(outsider: Client, answer: Answer) -> None:
    for address in (answer.get_absolute_url(), answer.question.get_absolute_url()):
        page = soup(outsider.get(address).content.decode())
        [link] = page.find_all("link", type="application/json+oembed")
        assert outsider.get(str(link["href"]).removeprefix(ORIGIN)).status_code == 200


def test_a_hostile_headline_is_words(outsider: Client, answer: Answer) -> None:
    Answer.objects.update(headline='"><script>alert(1)</script>')
    body = ask(outsider, f"{ORIGIN}{answer.get_absolute_url()}").json()
    assert [tag.name for tag in soup(body["html"]).find_all()] == ["iframe"]
    page = soup(outsider.get(f"{answer.get_absolute_url()}embed/").content.decode())
    assert page.find("script") is None


def test_any_frame_may_hold_the_embed_and_nothing_else(outsider: Client, answer: Answer) -> None:
    embed = outsider.get(f"{answer.get_absolute_url()}embed/")
    assert "frame-ancestors *" in embed["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed
    assert not embed.cookies
    assert embed["Cache-Control"].startswith("public")
    assert "ETag" in embed
    page = outsider.get(answer.get_absolute_url())
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_embed_names_author_licence_and_place(outsider: Client, answer: Answer) -> None:
    page = soup(outsider.get(f"{answer.get_absolute_url()}embed/").content.decode())
    words = page.get_text(" ", strip=True)
    for part in (writing.MENTOR, "Somebody who sees you", "Amina Okafor", "Harbour Bridge Trust", "CC BY-SA 4.0"):
        assert part in words
    assert {link["href"] for link in page.find_all("a")} == {f"{ORIGIN}{answer.get_absolute_url()}"}
    assert all(link["target"] == "_blank" for link in page.find_all("a"))


def test_a_withdrawn_answer_says_so_in_its_frame(outsider: Client, answer: Answer, editor: Person) -> None:
    withdraw_answer(answer=answer, reason="It named somebody.", by=editor, at=writing.NOON)
    response = outsider.get(f"{answer.get_absolute_url()}embed/")
    assert response.status_code == 410
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert b"It named somebody." in response.content
    assert writing.BODY[:20].encode() not in response.content


def test_a_question_without_an_answer_can_be_held(outsider: Client, db: None) -> None:
    waiting = writing.question("Who goes first?")
    response = outsider.get(f"{waiting.get_absolute_url()}embed/")
    assert response.status_code == 200
    assert b"Who goes first?" in response.content
    assert "author_name" not in ask(outsider, f"{ORIGIN}{waiting.get_absolute_url()}").json()


@pytest.mark.parametrize("kind", ["oembed", "embed", "card.png"])
def test_few_queries(answer: Answer, kind: str) -> None:
    addresses = {
        "oembed": f"/oembed/?url={ORIGIN}{answer.get_absolute_url()}",
        "embed": f"{answer.get_absolute_url()}embed/",
        "card.png": f"{answer.get_absolute_url()}card.png",
    }
    with CaptureQueriesContext(connection) as seen:
        assert Client().get(addresses[kind]).status_code == 200
    assert len(seen) == 1


# --- Pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/card.png", "{answer}card.png", "{question}card.png"])
def test_a_card_is_a_picture_of_the_right_size(outsider: Client, answer: Answer, address: str) -> None:
    where = address.format(answer=answer.get_absolute_url(), question=answer.question.get_absolute_url())
    response = outsider.get(where)
    assert response["Content-Type"] == "image/png"
    assert Image.open(BytesIO(response.content)).size == (1200, 630)
    again = outsider.get(where, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_card_is_drawn_once_and_anew_for_new_words(outsider: Client, answer: Answer) -> None:
    where = f"{answer.get_absolute_url()}card.png"
    first = outsider.get(where).content
    assert outsider.get(where).content == first
    Answer.objects.update(headline="Another headline")
    assert outsider.get(where).content != first


@pytest.mark.parametrize(
    "headline",
    ["", " ", "x" * 200, "word " * 40, "Łódź, Čeština, naïve – “quoted”", "为什么需要导师" * 20,
     "لماذا من المهم أن يكون لديك مرشد؟", "למה חשוב שיהיה מנטור?", "🧭 a\u200d\u0301 emoji", "\x00\x07\n\t"],
)  # fmt: skip
def test_any_words_make_a_card(headline: str) -> None:
    card = Card(site="The Long Table", headline=headline, above=headline, below=headline, asks=bool(len(headline) % 2))
    assert Image.open(BytesIO(draw(card))).size == (1200, 630)


def test_long_words_stay_inside(db: None) -> None:
    image = Image.open(BytesIO(draw(Card(site="S", headline="unbreakable" * 18)))).convert("RGB")
    paper = image.getpixel((1190, 600))
    assert all(image.getpixel((x, y)) == paper for x in range(1140, 1200, 4) for y in range(30, 630, 6))
