"""What caches may hold: public pages for anybody, one's own pages for nobody else."""

from django.http import HttpResponseBase
from django.test import Client

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
        sound = {"public", "max-age"} <= kept and not {"private", "no-store"} & kept
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
    for route in routes_of("page", "own"):
        answer = visitors["member"].get(world.address(route.address))
        kept = directives(answer)
        if not {"private", "no-store"} & kept or "public" in kept:
            wrong[route.address] = answer.headers.get("Cache-Control")
        elif route.kind == "page" and "Cookie" not in answer.headers.get("Vary", ""):
            wrong[route.address] = answer.headers.get("Vary")
    assert wrong == {}


def test_no_page_says_anything_of_who_read_it_before(world: World, shelves: None) -> None:
    """One who leaves no trace in anything public reads every page; then somebody else does, and then a stranger."""
    canary, could_leak, leaked = world.reader, False, {}
    words = (canary.name, str(canary.email), canary.slug)
    clients = [Client(), Client(), Client()]
    clients[0].force_login(canary)
    clients[1].force_login(world.member)
    for route in PUBLIC:
        own, other, public = (
            client.get(world.address(route.address)).content.decode(errors="replace") for client in clients
        )
        could_leak |= any(word in own for word in words)
        found = [word for word in words if word in other + public]
        found += [word for word in ("csrfmiddlewaretoken", 'href="/me/') if word in public]
        if found:
            leaked[route.address] = found
    assert leaked == {}
    assert could_leak
