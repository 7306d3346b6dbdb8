import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from bothways.foundation import epoch
from bothways.foundation.http import public_page, when_read
from bothways.foundation.shelf import Shelf
from bothways.foundation.templatetags import shared
from bothways.people.models import Person

NOOR, RUTH = Person(pk=1, name="Noor"), Person(pk=2, name="Ruth")
PAGE = Template(
    "{% shared without user marks %}<h1>{{ words }}</h1>"
    "{% for answer in answers %}<p>{{ answer }}"
    "{% personal answer %}[{{ user.name }}: {{ marks }} {{ answer }}]{% endpersonal %}</p>"
    "{% endfor %}{{ user.name }}{{ marks }}{{ request.user.is_authenticated }}{{ request.COOKIES }}{% endshared %}"
)


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf[shared.Page]:
    shelf: Shelf[shared.Page] = Shelf(100_000)
    monkeypatch.setattr(shared, "_shelf", lambda: shelf)
    return shelf


def read(reader: Person | AnonymousUser, words: object = "Once", path: str = "/", **more: object) -> str:
    request = RequestFactory().get(path)
    request.user = reader

    @public_page
    def view(request: HttpRequest) -> HttpResponse:
        known = {"request": request, "user": request.user, "words": words, "answers": ["one", "two"], **more}
        return HttpResponse(PAGE.render(Context(known)))

    return view(request).content.decode()


def test_each_reader_fills_the_places_of_one_page() -> None:
    assert read(NOOR, marks="saved") == (
        "<h1>Once</h1><p>one[Noor: saved one]</p><p>two[Noor: saved two]</p>NoneFalse{}"
    )
    assert read(RUTH, marks="none") == ("<h1>Once</h1><p>one[Ruth: none one]</p><p>two[Ruth: none two]</p>NoneFalse{}")


def test_what_everybody_sees_is_made_once() -> None:
    made = itertools.count(1)
    for reader in (NOOR, RUTH, AnonymousUser()):
        assert "<h1>1</h1>" in read(reader, when_read(lambda: str(next(made))))


def test_a_publication_makes_it_anew() -> None:
    read(NOOR)
    epoch.advance()
    assert "<h1>Twice</h1>" in read(NOOR, "Twice")


def test_what_changes_while_it_is_made_makes_it_anew() -> None:
    def words() -> str:
        epoch.advance()
        return "Once"

    read(NOOR, when_read(words))
    assert "<h1>Twice</h1>" in read(NOOR, "Twice")


def test_other_addresses_are_other_pages() -> None:
    read(NOOR)
    assert "<h1>Other</h1>" in read(NOOR, "Other", "/?page=2")


def test_what_is_shown_after_an_error_is_not_for_everybody(shelf: Shelf[shared.Page]) -> None:
    request = RequestFactory().get("/")
    request.user = NOOR

    @public_page
    def view(request: HttpRequest) -> HttpResponse:
        raise Http404

    with pytest.raises(Http404):
        view(request)
    error = PAGE.render(Context({"request": request, "user": request.user, "words": "Nothing here"}))
    assert error == "<h1>Nothing here</h1>NoorTrue{}"
    assert "Nothing" not in read(RUTH)


def test_outside_of_a_public_page_nothing_is_kept() -> None:
    for reader in (NOOR, RUTH):
        made = PAGE.render(Context({"user": reader, "words": "Mine", "marks": "own"}))
        assert made == f"<h1>Mine</h1>{reader.name}own"
