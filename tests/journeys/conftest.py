"""The site as people meet it: served by its own web server from the demo community, in a real browser."""

import contextlib
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from tests.support.together import PROJECT

PATIENCE = 60  # seconds
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)
SLUGS = {
    "question": "SELECT q.slug FROM insider_question q JOIN insider_answer a ON a.question_id = q.id "
    "WHERE a.state = 'published' GROUP BY q.id ORDER BY count(*) DESC, q.id",
    "waiting": "SELECT slug FROM insider_question WHERE state = 'open' ORDER BY answer_count, id",
    "answer": "SELECT a.slug FROM insider_edition e JOIN insider_answer a ON a.id = e.answer_id "
    "WHERE e.published_at IS NOT NULL ORDER BY e.day DESC",
    "second": "SELECT slug FROM insider_answer WHERE corrected_at IS NOT NULL ORDER BY id",
    "topic": "SELECT slug FROM insider_topic ORDER BY id",
    "insider": "SELECT p.slug FROM insider_answer a JOIN people_person p ON p.id = a.author_id "
    "WHERE a.state = 'published' GROUP BY p.id ORDER BY count(*) DESC",
    "writer": "SELECT p.slug FROM insider_reply r JOIN people_person p ON p.id = r.author_id "
    "WHERE p.id NOT IN (SELECT person_id FROM insider_insider) ORDER BY r.id",
}


KEYS = {
    "q_asked": "SELECT id FROM insider_question WHERE state = 'asked' ORDER BY id",
    "q_accepted": "SELECT question_id FROM desk_invitation ORDER BY id",
    "q_open": "SELECT id FROM insider_question WHERE state = 'open' ORDER BY id",
    "q_merged": "SELECT id FROM insider_question WHERE state = 'declined' ORDER BY id",  # none is merged in the demo
    "a_draft": "SELECT id FROM insider_answer WHERE state = 'draft' ORDER BY id",
    "a_handed_in": "SELECT id FROM insider_answer WHERE state = 'submitted' ORDER BY id",
    "a_scheduled": "SELECT answer_id FROM insider_edition WHERE published_at IS NULL ORDER BY day",
    "a_published": "SELECT id FROM insider_answer WHERE corrected_at IS NOT NULL ORDER BY id",
    "a_withdrawn": "SELECT id FROM insider_answer WHERE state = 'changes_asked' ORDER BY id",  # none is withdrawn there
    "i_draft": "SELECT id FROM desk_invitation ORDER BY id",
    "p_leader": "SELECT leader_id FROM desk_invitation ORDER BY id",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Site:
    """A running site with the demo community."""

    origin: str
    home: Path

    def address(self, template: str) -> str:
        """An address of the table of routes, with the demo community's own names."""
        with contextlib.closing(sqlite3.connect(self.home / "bothways.db", timeout=20)) as database:
            names = {name: database.execute(query).fetchone()[0] for name, query in {**SLUGS, **KEYS}.items()}
            newest = database.execute("SELECT max(day) FROM insider_edition WHERE published_at IS NOT NULL").fetchone()
        day = date.fromisoformat(newest[0])
        values = {**names, "member": names["writer"], "year": day.year, "month": day.month, "day": day.day}
        return template.format(**values, origin=self.origin)

    def newest_code(self, sent_after: float) -> str:
        """The code in the newest mail that has one, waiting until it has been written; other mail comes in between."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for mail in sorted((self.home / "mail").glob("*"), key=lambda file: -file.stat().st_mtime_ns):
                if mail.stat().st_mtime < sent_after:
                    break
                if found := CODE.search(mail.read_text()):
                    return found[0]
            time.sleep(0.05)
        raise AssertionError("No code was sent.")


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo community, served by the product's own server."""
    home, port = tmp_path_factory.mktemp("site") / "var", free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))}
    environment = {
        **own,
        "BOTHWAYS_HOME_DIR": str(home),
        "BOTHWAYS_ORIGIN": f"http://127.0.0.1:{port}",
        "BOTHWAYS_DEMO": "1",
        "BOTHWAYS_SITE_NAME": "The Long Table",
    }
    home.mkdir()
    log = home.parent / "log"
    subprocess.run(
        [sys.executable, "-m", "devtools", "load"], env=environment, cwd=PROJECT, check=True, timeout=PATIENCE
    )
    serve = [sys.executable, "-m", "bothways.config.cli", "serve", "--port", str(port), "--workers", "1"]
    with log.open("wb") as said:
        server = subprocess.Popen(serve, env=environment, cwd=PROJECT, stdout=said, stderr=said)
    site = Site(f"http://127.0.0.1:{port}", home)
    try:
        _wait_for(site, server, log)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _wait_for(site: Site, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{site.origin}/about/", timeout=PATIENCE):  # noqa: S310  our own
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], site: Site) -> dict[str, Any]:
    return {
        **browser_context_args,
        "base_url": site.origin,
        "locale": "en-GB",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def context(context: BrowserContext, site: Site) -> Iterator[BrowserContext]:
    """A visit in which nothing is complained of, and nothing is asked of anybody else."""
    complaints: list[str] = []
    watch(context, site, complaints)
    yield context
    assert complaints == []


def watch(context: BrowserContext, site: Site, complaints: list[str]) -> None:
    """Collect what the browser complains of on every page of `context`."""

    def asked(request: Request) -> None:
        if not request.url.startswith((site.origin, "data:", "blob:")):
            complaints.append(f"asked {request.url}")

    def said(message: Any) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.type} on {message.page.url if message.page else '?'}: {message.text}")

    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", lambda error: complaints.append(f"error: {error.error}"))


SignIn = Callable[[Page, str], None]


@pytest.fixture
def sign_in(site: Site) -> SignIn:
    """Sign in with a code that comes by mail, as people do."""
    return partial(sign_in_by_code, site)


def sign_in_by_code(site: Site, page: Page, email: str) -> None:
    """Ask for a code, and type it."""
    page.goto("/accounts/login/")
    before = time.time() - 1
    page.get_by_label("E-mail").first.fill(email)
    page.get_by_label("E-mail").first.press("Enter")
    page.wait_for_url("**/login/code/confirm/**")
    page.get_by_label("Code").fill(site.newest_code(sent_after=before))
    page.get_by_label("Code").press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
