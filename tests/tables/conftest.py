"""What the tables are filled from: one sample community, on one evening."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.support.world import EVENING, World, make_world


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    """It is the evening of the day whose edition the sample community has."""
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def visitors(world: World) -> dict[str, Client]:
    """A client for each kind of visitor."""
    clients = {"anonymous": Client()}
    for name in ("member", "insider", "editor", "owner"):
        clients[name] = Client()
        clients[name].force_login(getattr(world, name))
    return clients
