"""What each page asks of the database: at most eight queries, and the same number for one row and for thirty."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.people.models import Person
from tests.support.crowd import add_crowd
from tests.support.desk_crowd import add_desk_crowd
from tests.support.routes import routes_of
from tests.support.world import World

MOST = 8
KINDS = ("page", "query", "feed", "frame", "own", "desk")
READING = [route for route in routes_of(*KINDS) if not route.address.startswith("/accounts/")]


def queries(address: str, reader: Person | None) -> list[str]:
    """What a request asks, from a client for which no page was kept."""
    client = Client()
    if reader:
        client.force_login(reader)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code in (200, 404)
    return [query["sql"] for query in asked]


@pytest.mark.parametrize("visitor", ["anonymous", "member", "editor"])
def test_a_page_asks_at_most_eight_queries_however_long_its_lists(visitor: str, world: World) -> None:
    reader = world.person(visitor)
    addresses = {
        route.address: world.address(route.address) for route in READING if route.expected("GET", visitor) == 200
    }
    few = {name: queries(address, reader) for name, address in addresses.items()}
    add_crowd(world)
    add_desk_crowd(world)
    many = {name: queries(address, reader) for name, address in addresses.items()}
    dear = {name: asked for name, asked in few.items() if len(asked) > MOST}
    assert dear == {}, "\n".join(line for asked in dear.values() for line in asked)
    grown = {name: (len(few[name]), len(many[name])) for name in few if len(few[name]) != len(many[name])}
    assert grown == {}, "address: (queries with one row, with thirty)"
