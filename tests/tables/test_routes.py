"""Every address × every kind of visitor: what they get is what the table says, and the table leaves nothing out."""

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.support.routes import ROUTES, declared_patterns
from tests.support.world import VISITORS, World


def test_every_address_of_the_project_stands_in_the_table_and_no_other(world: World) -> None:
    met, nowhere = set(), []
    for route in ROUTES:
        try:
            met.add(resolve(world.address(route.address).partition("?")[0]).route)
        except Resolver404:
            nowhere.append(route.address)
    assert nowhere == [], "these stand in tests/support/routes.py and lead nowhere"
    assert declared_patterns() - met == set(), "these stand in no row of tests/support/routes.py"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_the_visitor_gets_what_the_table_says(visitor: str, method: str, world: World) -> None:
    person, found = world.person(visitor), {}
    for route in ROUTES:
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person)
        send = client.get if method == "GET" else client.post
        found[route.address] = send(world.address(route.address), {"on": "1"} if method == "POST" else None).status_code
    expected = {route.address: route.expected(method, visitor) for route in ROUTES}
    wrong = {address: (status, expected[address]) for address, status in found.items() if status != expected[address]}
    assert wrong == {}, "address: (found, expected)"


def test_whoever_is_sent_to_sign_in_comes_back_to_where_they_were(world: World, outsider: Client) -> None:
    asked = outsider.get("/me/profile/")
    assert asked["Location"] == "/accounts/login/?next=/me/profile/"
    pressed = outsider.post(world.address("/questions/{question}/follow/"), {"on": "1"})
    assert pressed["Location"].startswith("/accounts/login/?next=/questions/")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_page_answers_a_method_that_it_does_not_know(method: str, world: World, outsider: Client) -> None:
    for address in ("/", "/questions/", f"/questions/{world.question.slug}/", "/feed.atom"):
        assert getattr(outsider, method)(address).status_code == 405


def test_a_form_that_comes_from_elsewhere_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.member)
    address = world.address("/answers/{answer}/save/")
    assert client.post(address, {"on": "1"}).status_code == 403
    client.get(world.address("/answers/{answer}/"))
    token = client.cookies["csrftoken"].value
    assert client.post(address, {"on": "1", "csrfmiddlewaretoken": token}).status_code == 302
