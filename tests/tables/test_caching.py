"""What caches may hold: public pages for anybody, one's own pages for nobody else."""

from django.http import HttpResponseBase
from django.test import Client

from bothways.foundation import epoch
from tests.support.routes import routes_of
from tests.support.world import World

PUBLIC = routes_of("page", "feed", "frame")


def directives(answer: HttpResponseBase) -> set[str]:
    return {word.partition("=")[0].strip() for word in answer.headers.get("Cache-Control", "").split(",")}


def test_a_public_page_may_be_held_by_any_cache(world: World) -> None:
    wrong = {}
    for route in PUBLIC:
        answer = Client().get(world.address(route.address))
        kept = directives(answer)
        sound = "max-age" in kept and ("public" in kept or route.kind == "feed") and not {"private", "no-store"} & kept
        if not (sound and answer.headers.get("ETag") and not answer.cookies):
            wrong[route.address] = (answer.status_code, dict(answer.headers), dict(answer.cookies))
    assert wrong == {}


def test_who_has_the_newest_is_told_so_in_a_word(world: World) -> None:
    wrong = {}
    for route in PUBLIC:
        address = world.address(route.address)
        client = Client()
        tag = client.get(address).headers.get("ETag", "")
        for reader in (client, Client()):  # one for whom the page was kept, one for whom it is made
            again = reader.get(address, headers={"if-none-match": tag})
            if (again.status_code, again.content) != (304, b"") or again.headers.get("ETag") != tag:
                wrong[route.address] = again.status_code
        if Client().get(address, headers={"if-none-match": '"another"'}).status_code != 200:
            wrong[route.address] = 304
    assert wrong == {}


def test_the_page_of_somebody_signed_in_is_theirs_alone(world: World, visitors: dict[str, Client]) -> None:
    wrong = {}
    for route in routes_of("page", "query", "own", "desk"):
        reader = next(name for name in ("member", "owner") if route.expected("GET", name) == 200)
        answer = visitors[reader].get(world.address(route.address))
        kept = directives(answer)
        if not {"private", "no-store"} & kept or "public" in kept:
            wrong[route.address] = answer.headers.get("Cache-Control")
        elif route.kind == "page" and "Cookie" not in answer.headers.get("Vary", ""):
            wrong[route.address] = answer.headers.get("Vary")
    assert wrong == {}


def test_no_page_says_anything_of_who_read_it_before(world: World, shelves: None) -> None:
    """Strangers read the same, to the byte, whether the first reader of a page was a stranger or somebody."""
    member, canary = Client(), Client()
    member.force_login(world.member)
    canary.force_login(world.reader)
    first = {route.address: Client().get(world.address(route.address)).content for route in PUBLIC}
    epoch.advance()
    differ, leaked, personal = [], {}, 0
    for route in PUBLIC:
        address = world.address(route.address)
        pages = [client.get(address).content for client in (member, canary, Client())]
        personal += pages[0] != pages[2]
        differ += [route.address] if pages[2] != first[route.address] else []
        words = (world.reader.slug, str(world.reader.email), world.reader.name)
        met = [word for word in words if word.encode() in pages[0] + pages[2]]
        met += [word for word in ("csrfmiddlewaretoken", 'href="/me/') if word.encode() in pages[2]]
        leaked.update({route.address: met} if met else {})
    assert (differ, leaked) == ([], {})
    assert personal > 10  # there is something that could leak
