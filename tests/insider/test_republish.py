"""The republish kit, and the register of those who took a copy."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bothways.foundation.foreign import soup
from bothways.foundation.text import render
from bothways.history.models import Entry
from bothways.insider.actions.reposting import NotElsewhere, register_repost, remove_repost
from bothways.insider.models import Answer, Repost, Source
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import writing

pytestmark = pytest.mark.django_db

ORIGIN = "http://localhost:8000"
ELSEWHERE = "https://paper.example/leaders/why-a-mentor"


@pytest.fixture
def answer(insider: Person) -> Answer:
    return writing.published(writing.question(), insider)


def kit(client: Client, answer: Answer) -> BeautifulSoup:
    response = client.get(f"{answer.get_absolute_url()}republish/")
    assert response.status_code == 200
    return soup(response.content.decode())


def boxes(client: Client, answer: Answer) -> dict[str, str]:
    return {str(box["id"]): box.get_text().strip() for box in kit(client, answer).find_all("textarea", readonly=True)}


def test_the_kit_holds_frame_excerpt_and_whole_text(outsider: Client, answer: Answer) -> None:
    found = boxes(outsider, answer)
    assert list(found) == ["embed-code", "excerpt-code", "whole-html", "whole-markdown", "head-lines"]
    assert soup(found["embed-code"]).iframe is not None
    assert answer.summary in found["excerpt-code"]
    assert "<strong>desk</strong>" in found["whole-html"]
    assert "**desk**" in found["whole-markdown"]
    assert f'<link rel="canonical" href="{ORIGIN}{answer.get_absolute_url()}">' in found["head-lines"]
    assert '<meta name="robots" content="noindex">' in found["head-lines"]


def test_every_copy_bears_the_credit(outsider: Client, answer: Answer) -> None:
    found = boxes(outsider, answer)
    markdown = soup(render(found["whole-markdown"]))
    for words in (soup(found["excerpt-code"]), soup(found["whole-html"]), markdown):
        line = (
            f"Amina Okafor answered the question “{writing.MENTOR}” on Bothways: Somebody who sees you. "
            "Licence: CC BY-SA 4.0. Version of 20 November 2026."
        )
        assert line in words.get_text()
        assert f"{ORIGIN}{answer.get_absolute_url()}" in [link["href"] for link in words.find_all("a")]
    for whole in (found["whole-html"], found["whole-markdown"]):
        assert "By Amina Okafor, Chief executive of Harbour Bridge Trust" in whole


def test_an_answer_from_elsewhere_points_there(outsider: Client, answer: Answer) -> None:
    source = Source.objects.create(
        key="k", name="The Source", url="https://s.example/", licence="CC BY 4.0", credit="Its authors"
    )
    Answer.objects.update(source=source, canonical_url="https://s.example/1")
    found = boxes(outsider, answer)
    assert 'rel="canonical" href="https://s.example/1"' in found["head-lines"]
    words = soup(found["whole-html"]).get_text()
    assert "It first appeared at The Source. Source: Its authors. Licence: CC BY 4.0." in words
    assert "on Bothways" not in words


@pytest.mark.parametrize("licence", ["All rights reserved", "See the publisher", "© 2015"])
def test_the_whole_text_stays_where_the_licence_holds_it(outsider: Client, answer: Answer, licence: str) -> None:
    Answer.objects.update(licence=licence)
    assert list(boxes(outsider, answer)) == ["embed-code", "excerpt-code"]
    assert licence in kit(outsider, answer).get_text()


@pytest.mark.parametrize("licence", ["CC0", "CC BY-SA 2.5", "CC BY-NC-ND 4.0", "Public domain", "Apache-2.0", "MIT"])
def test_the_whole_text_goes_where_the_licence_lets_it(outsider: Client, answer: Answer, licence: str) -> None:
    Answer.objects.update(licence=licence)
    assert "whole-html" in boxes(outsider, answer)


def test_a_site_that_keeps_its_rights_gives_no_whole_text(outsider: Client, answer: Answer, settings: Settings) -> None:
    settings.SITE_LICENCE = "All rights reserved"
    assert "whole-html" not in boxes(outsider, answer)


def test_hostile_words_are_words_in_every_copy(outsider: Client, answer: Answer) -> None:
    hostile = "</textarea><script>alert(1)</script> *a* [b](javascript:c) _d_"
    Answer.objects.update(headline=hostile, byline_name=hostile, summary=hostile)
    found = boxes(outsider, answer)
    assert list(found) == ["embed-code", "excerpt-code", "whole-html", "whole-markdown", "head-lines"]
    for name in ("embed-code", "excerpt-code", "whole-html"):
        assert soup(found[name]).script is None
    rendered = soup(render(found["whole-markdown"]))
    heading = rendered.find("h2")
    assert heading is not None
    assert heading.get_text() == hostile
    assert all(not str(link["href"]).startswith("javascript:") for link in rendered.find_all("a"))


def test_the_page_is_public_and_its_form_is_not(
    outsider: Client, answer: Answer, signed_in: SignIn, member: Person
) -> None:
    response = outsider.get(f"{answer.get_absolute_url()}republish/")
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    assert kit(outsider, answer).find("form", method="post") is None
    assert "Sign in to register your page" in kit(outsider, answer).get_text()
    own = signed_in(member)
    assert kit(own, answer).find("input", attrs={"name": "contact"}) is not None
    assert "private" in own.get(f"{answer.get_absolute_url()}republish/")["Cache-Control"]


def test_what_is_not_published_has_no_kit(outsider: Client, answer: Answer, insider: Person) -> None:
    hidden = writing.draft(answer.question, insider)
    assert outsider.get(f"{hidden.get_absolute_url()}republish/").status_code == 404


def test_few_queries(answer: Answer) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert Client().get(f"{answer.get_absolute_url()}republish/").status_code == 200
    assert len(seen) == 1


# --- The register -----------------------------------------------------------------------------


def test_a_member_registers_a_repost(answer: Answer, signed_in: SignIn, member: Person) -> None:
    client = signed_in(member)
    address = f"{answer.get_absolute_url()}republish/"
    response = client.post(address, {"url": ELSEWHERE, "contact": "Desk@Paper.example"}, follow=True)
    assert b"You will hear of any correction" in response.content
    repost = Repost.objects.get()
    assert (repost.answer, repost.url, repost.contact) == (answer, ELSEWHERE, "desk@paper.example")
    entry = Entry.objects.get(verb="repost.registered")
    assert entry.actor_id == member.pk
    assert "paper.example" not in str(vars(entry))


def test_once_is_enough_and_nobody_changes_what_stands(answer: Answer, member: Person, other_member: Person) -> None:
    assert register_repost(answer=answer, url=ELSEWHERE, contact="a@paper.example", by=member, at=writing.NOON)
    assert not register_repost(answer=answer, url=ELSEWHERE, contact="b@x.example", by=other_member, at=writing.NOON)
    assert Repost.objects.get().contact == "a@paper.example"
    assert Entry.objects.filter(verb="repost.registered").count() == 1


@pytest.mark.parametrize(
    "url", ["", "nonsense", "javascript:alert(1)", f"{ORIGIN}/answers/x/", "https://a.example/" + "x" * 500]
)
def test_what_is_no_place_elsewhere_is_said(answer: Answer, signed_in: SignIn, member: Person, url: str) -> None:
    response = signed_in(member).post(f"{answer.get_absolute_url()}republish/", {"url": url})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert soup(response.content.decode()).find(None, {"aria-invalid": "true"}) is not None
    assert not Repost.objects.exists()


def test_our_own_address_is_refused_by_the_action_itself(answer: Answer, member: Person) -> None:
    with pytest.raises(NotElsewhere):
        register_repost(answer=answer, url=f"{ORIGIN}/x", by=member, at=writing.NOON)


def test_an_outsider_is_asked_to_sign_in(outsider: Client, answer: Answer) -> None:
    response = outsider.post(f"{answer.get_absolute_url()}republish/", {"url": ELSEWHERE})
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]
    assert not Repost.objects.exists()


def test_only_the_desk_takes_a_repost_off_the_register(answer: Answer, member: Person, editor: Person) -> None:
    register_repost(answer=answer, url=ELSEWHERE, by=member, at=writing.NOON)
    repost = Repost.objects.get()
    with pytest.raises(PermissionDenied):
        remove_repost(repost=repost, by=member, at=writing.NOON)
    remove_repost(repost=repost, by=editor, at=writing.NOON)
    assert not Repost.objects.exists()
    assert Entry.objects.filter(verb="repost.removed", actor_id=editor.pk).count() == 1
