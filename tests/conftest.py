"""What every test has: the cast, and the promise to be silent and offline."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from bothways.foundation.templatetags import shared
from bothways.people.models import Person
from devtools import browser as browsers
from tests.support import cast
from tests.support.mailbox import Sink, free_port, serving, use
from tests.support.real_data import real_data as find_real_data

hypothesis.settings.register_profile("steady", deadline=None)  # a busy machine is no fault
hypothesis.settings.load_profile("steady")

SignIn = Callable[[Person], Client]


# --- The cast ---------------------------------------------------------------------------------


@pytest.fixture
def owner(db: None) -> Person:
    return cast.grace()


@pytest.fixture
def editor(db: None) -> Person:
    return cast.elena()


@pytest.fixture
def member(db: None) -> Person:
    return cast.noor()


@pytest.fixture
def other_member(db: None) -> Person:
    return cast.ruth()


@pytest.fixture
def insider(db: None) -> Person:
    return cast.amina()


@pytest.fixture
def outsider() -> Client:
    """Somebody who is not signed in."""
    return Client()


@pytest.fixture
def signed_in(db: None) -> SignIn:
    """Gives the client of a person who is signed in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture(scope="session")
def real_data() -> Any:
    """The folder of real collections; a test that wants it is skipped where it is absent."""
    return find_real_data()


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A real mail server, to which the site sends its mail."""
    kept, port = Sink(), free_port()
    use(settings, port)
    with serving(kept, port):
        yield kept


@pytest.fixture
def shelves(settings: Settings) -> Iterator[None]:
    """Room for pages that are kept ready. Other tests have none: what they roll back begins no epoch."""
    settings.PAGE_CACHE_BYTES = 32 * 1024 * 1024
    shared._shelf.cache_clear()
    yield
    shared._shelf.cache_clear()


# --- The browser ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = browsers.find_chromium()
    assert found, browsers.HOW_TO_GET_ONE
    nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    return {**browser_type_launch_args, "executable_path": str(found), "args": [*browsers.FLAGS, nowhere]}


# --- Two databases ----------------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only PostgreSQL can show is left for the run on PostgreSQL, and what needs no database for the other."""
    on_postgresql = connection.vendor == "postgresql"
    kept = [item for item in items if (_needs_database(item) if on_postgresql else not _needs_postgresql(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _needs_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or bool({"db", "transactional_db"} & set(fixtures))


def _needs_postgresql(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("postgresql"))


# --- Silence ----------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """A test that passes says nothing: whatever it prints is either asserted (capsys) or a fault."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    said = "".join(words for name, words in report.sections if name in ("Captured stdout call", "Captured stderr call"))
    if report.when == "call" and report.passed and said.strip():
        report.outcome = "failed"
        report.longrepr = f"The test passed, but something was printed:\n{said}"
    return report  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def no_unexpected_mail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Mail that nobody looks at is a fault: a test of what is sent names `mailoutbox` or imports `mail`."""
    yield
    looked_at = "mailoutbox" in request.fixturenames or hasattr(request.module, "mail")
    if not looked_at and (sent := getattr(mail, "outbox", [])):
        subjects = [message.subject for message in sent]
        pytest.fail(f"The test sent mail that it does not look at: {subjects}")


# --- Offline ----------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def offline() -> Iterator[None]:
    """Nothing reaches further than this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test wanted to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
