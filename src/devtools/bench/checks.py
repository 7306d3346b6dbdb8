"""What must hold under load: a publication is seen at once, and nobody is shown another person's page."""

import json
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from typing import IO

from devtools.bench.client import ask, request
from devtools.bench.serving import Server
from devtools.bench.site import Site

PUBLICATIONS = 10
WATCHERS = 4
READS = 400  # of each reader
LINGER = 0.05  # seconds that watchers go on after a publication returned


@dataclass(frozen=True)
class Publication:
    """How long publications took, until every reader saw them, and how many stale pages were shown after."""

    slowest: float  # milliseconds that the action took
    visible: float  # milliseconds from its return to the first page that shows it; below zero: before it returned
    stale: int  # pages asked for after it returned that did not show it
    pages: int


def publication(site: Site, server: Server) -> Publication:
    """Publish from another process while several readers ask for the front page without pause."""
    command = [sys.executable, "-m", "devtools.bench.inside", "publish", str(PUBLICATIONS)]
    slowest, visible, stale, pages = 0.0, float("-inf"), 0, 0
    with subprocess.Popen(
        command, env=site.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as publisher:
        said, told = publisher.stdout, publisher.stdin
        assert said is not None and told is not None  # noqa: S101, PT018  both were asked for
        for _ in range(PUBLICATIONS):
            headline, begun, returned, seen = _publish_watched(server, said, told)
            first = min(answered for _, answered, body in seen if headline in body)
            slowest = max(slowest, 1000 * (returned - begun))
            visible = max(visible, 1000 * (first - returned))
            stale += sum(asked > returned and headline not in body for asked, _, body in seen)
            pages += len(seen)
    return Publication(slowest, visible, stale, pages)


def _publish_watched(
    server: Server, said: IO[str], told: IO[str]
) -> tuple[bytes, float, float, list[tuple[float, float, bytes]]]:
    seen: list[tuple[float, float, bytes]] = []
    stop = threading.Event()

    def watch() -> None:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            while not stop.is_set():
                asked = time.monotonic()
                body = ask(connection, request("/", compressed=False))
                seen.append((asked, time.monotonic(), body))

    _line(said, "ready")
    watchers = [threading.Thread(target=watch) for _ in range(WATCHERS)]
    for watcher in watchers:
        watcher.start()
    told.write("go\n")
    told.flush()
    headline, begun, returned = json.loads(said.readline())
    time.sleep(LINGER)
    stop.set()
    for watcher in watchers:
        watcher.join()
    return headline.encode(), begun, returned, seen


def _line(said: IO[str], awaited: str) -> None:
    while (line := said.readline().strip()) != awaited:
        if not line:
            raise SystemExit("The publishing process ended early.")


def others_pages(site: Site, server: Server) -> tuple[int, int]:
    """How many pages showed what belongs to another reader, of how many; several readers ask at once, out of step.

    Each reader has saved one answer of the first question; a stranger has saved none and gets no cookie.
    """
    path = f"/questions/{site.facts['question']}/"
    readers = [("", 0), *((session, number) for number, session in enumerate(site.sessions.values()))]
    wrong: list[int] = []

    def read(number: int) -> None:
        random = Random(number)  # noqa: S311  nothing is secret here
        with ExitStack() as stack:
            address = "127.0.0.1", server.port
            connections = [stack.enter_context(socket.create_connection(address)) for _ in readers]
            for _ in range(READS):
                turn = random.randrange(len(readers))
                session, person = readers[turn]
                page = ask(connections[turn], request(path, session=session, compressed=False)).decode()
                saved = re.findall(r'id="save_answer-answer-(\d+)"[^>]*aria-pressed="true"', page)
                expected = [str(person % site.facts["answers_of_question"] + 1)] if session else []
                alone = "set-cookie" not in page.lower() and "csrf" not in page
                wrong.append(saved != expected or (not session and not alone))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(WATCHERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(wrong), len(wrong)
