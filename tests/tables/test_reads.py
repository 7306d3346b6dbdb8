"""Reading changes nothing."""

import pytest
from django.apps import apps
from django.test import Client

from tests.support.routes import ROUTES
from tests.support.world import VISITORS, World

NOTED = {
    "sessions.Session",  # a way in that is half gone is remembered in the session
    "desk.LinkUse",  # the log of a personal link: that it was opened is what is noted
}


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in NOTED
    }


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_get_writes_anything(
    visitor: str, world: World, visitors: dict[str, Client], mailoutbox: list[object]
) -> None:
    client = visitors[visitor]
    before = everything()
    assert before["history.Entry"]
    for route in ROUTES:
        client.get(world.address(route.address))
        changed = [label for label, rows in everything().items() if rows != before[label]]
        assert (route.address, changed, mailoutbox) == (route.address, [], [])


def test_head_is_get_without_the_body(world: World) -> None:
    wrong = {}
    for route in ROUTES:
        address = world.address(route.address)
        got, head = Client().get(address), Client().head(address)
        if head.status_code != got.status_code or head.content:
            wrong[route.address] = (got.status_code, head.status_code)
    assert wrong == {}
