"""The page cache in front of the whole site: nobody gets another's page, and what is published is seen at once."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
import time_machine
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

from bothways.foundation.shelf import LONGEST_KEY
from bothways.pages.cache import PageCache
from tests.support import writing
from tests.support.together import elsewhere
from tests.support.world import EVENING, World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
Ask = Callable[..., tuple[int, dict[str, str], str]]


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(EVENING, tick=False):
        yield make_world()


@pytest.fixture
def ask(shelves: None) -> Ask:
    """Asks the site as its web server does: one process with its page cache."""
    site = PageCache(get_wsgi_application(), limit=settings.PAGE_CACHE_BYTES)

    def ask(address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        path, _, query = address.partition("?")
        environ = RequestFactory().generic(method, path, **headers).environ  # type: ignore[arg-type]
        environ["QUERY_STRING"] = query
        said: list[tuple[str, dict[str, str]]] = []
        body = b"".join(site(environ, lambda status, given, *_: said.append((status, dict(given)))))  # type: ignore[arg-type]
        ((status, given),) = said
        return int(status.split()[0]), given, body.decode()

    return ask


def cookie(world: World) -> str:
    client = Client()
    client.force_login(world.member)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.mark.parametrize("order", ["own first", "public first"])
def test_a_page_made_for_one_is_never_shown_to_another(world: World, ask: Ask, order: str) -> None:
    address = world.address("/questions/{question}/")
    mine = cookie(world)
    readers = {"own first": [mine, ""], "public first": ["", mine]}[order]
    pages = {who: ask(address, HTTP_COOKIE=who) for who in readers}
    assert [page[0] for page in pages.values()] == [HTTPStatus.OK] * 2
    own, public = pages[mine][2], pages[""][2]
    assert "/me/" in own
    assert "/me/" not in public
    assert ask(address)[2] == public
    assert "Set-Cookie" not in pages[""][1]


def test_what_another_process_does_is_seen_at_once(world: World, ask: Ask) -> None:
    address = world.address("/questions/{question}/")
    draft = writing.signed(world.question, world.insider, "A third way to see it")
    before = ask(address)
    assert before[0] == HTTPStatus.OK
    assert draft.headline not in before[2]
    assert ask(address) == before
    elsewhere(
        "from bothways.foundation import time\n"
        "from bothways.insider.models import Answer\n"
        "from bothways.insider.actions.publishing import publish_answer\n"
        f"publish_answer(answer=Answer.objects.get(pk={draft.pk}), by=None, at=time.now())\n"
    )
    assert draft.headline in ask(address)[2]
    elsewhere(
        "from bothways.foundation import time\n"
        "from bothways.insider.models import Answer\n"
        "from bothways.people.models import Person\n"
        "from bothways.insider.actions.publishing import withdraw_answer\n"
        f"answer, by = Answer.objects.get(pk={draft.pk}), Person.objects.get(pk={world.editor.pk})\n"
        "withdraw_answer(answer=answer, reason='Not so.', by=by, at=time.now())\n"
    )
    assert draft.headline not in ask(address)[2]
    assert ask(f"/answers/{draft.slug}/")[0] == HTTPStatus.GONE


def test_this_helped_me_is_counted_at_once_for_all(world: World, ask: Ask) -> None:
    address = world.address("/answers/{answer}/")
    before = ask(address)[2]
    elsewhere(
        "from bothways.foundation import time\n"
        "from bothways.insider.models import Answer\n"
        "from bothways.people.models import Person\n"
        "from bothways.insider.actions.keeping import say_helped\n"
        f"answer, by = Answer.objects.get(pk={world.answer.pk}), Person.objects.get(pk={world.editor.pk})\n"
        "say_helped(answer=answer, by=by, at=time.now())\n"
    )
    after = ask(address)[2]
    assert after != before
    assert ask(address)[2] == after


def test_who_has_the_newest_is_told_so_and_nothing_older(world: World, ask: Ask) -> None:
    address = world.address("/answers/{second}/")
    tag = ask(address)[1]["ETag"]
    assert ask(address, HTTP_IF_NONE_MATCH=tag)[0] == HTTPStatus.NOT_MODIFIED
    writing.published(world.question, world.insider, "One more")
    assert ask(address, HTTP_IF_NONE_MATCH=tag)[0] == HTTPStatus.OK


def test_pages_that_say_no_are_made_each_time(world: World, ask: Ask) -> None:
    address = f"/answers/{world.unpublished.slug}/"
    assert ask(address)[0] == HTTPStatus.NOT_FOUND
    world.unpublished.state, world.unpublished.published_at = "published", EVENING
    world.unpublished.save()  # no action, hence no new epoch: a kept page would stay
    assert ask(address)[0] == HTTPStatus.OK


def test_an_address_that_is_too_long_is_answered_all_the_same(world: World, ask: Ask) -> None:
    address = "/questions/?x=" + "y" * LONGEST_KEY
    assert [ask(address)[0] for _ in range(2)] == [HTTPStatus.OK] * 2


def test_each_query_has_its_own_page(world: World, ask: Ask) -> None:
    assert ask("/questions/")[2] != ask("/questions/?show=waiting")[2]


def test_a_reader_who_signs_out_reads_the_public_page(world: World, ask: Ask) -> None:
    address = world.address("/answers/{answer}/")
    mine = cookie(world)
    assert "/me/" in ask(address, HTTP_COOKIE=mine)[2]
    assert "/me/" not in ask(address, HTTP_COOKIE="other=1")[2]


def test_the_time_of_one_reader_colours_nobody_elses_page(world: World, ask: Ask) -> None:
    """A reader far away sees other dates; what is kept for all is in the time of the community."""
    address = world.address("/archive/{year}/{month}/")
    public = ask(address)[2]
    far = world.reader
    far.time_zone = "Pacific/Kiritimati"
    far.save()
    client = Client()
    client.force_login(far)
    ask(address, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    assert ask(address)[2] == public
