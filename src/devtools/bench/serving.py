"""The servers that are measured: the product's own web server, with one process or several, on a free port.

`python -m devtools.bench.serving TARGET PORT WORKERS` serves a WSGI application as `bothways serve` serves the site.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]
from granian import Granian
from granian.constants import Interfaces

from bothways.config.serving import THREADS
from devtools.bench.client import ask, request

PATIENCE = 30  # seconds until a server that does not answer counts as failed
SITE = "bothways.config.wsgi:application"
HELLO = "devtools.bench.hello:application"


class DoesNotServe(Exception):
    """A server that should have answered did not."""


@dataclass(frozen=True)
class Server:
    """A running server; `started` is the time from the start of its process to its first answer, in seconds."""

    port: int
    process: psutil.Process
    started: float

    def cpu(self) -> float:
        """CPU seconds that its processes have used so far."""
        return cpu_of(self.process)

    def memory(self) -> list[int]:
        """Resident bytes of each of its web processes."""
        return [child.memory_info().rss for child in self.process.children() if "work" not in child.cmdline()]


def cpu_of(process: psutil.Process) -> float:
    """CPU seconds that a process and those below it have used so far."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system
    return total


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(target: str, environment: Mapping[str, str], *, workers: int = 1) -> Iterator[Server]:
    """`target` served by `workers` processes, all on the first core when there is one worker."""
    port = free_port()
    command = [sys.executable, "-m", "devtools.bench.serving", target, str(port), str(workers)]
    with _running(command, port, environment) as server:
        yield server


@contextmanager
def serve_as_installed(environment: Mapping[str, str], *, workers: int) -> Iterator[Server]:
    """The site, started by its own command: with the process that runs the recurring jobs."""
    port = free_port()
    serve = ["serve", "--port", str(port), "--workers", str(workers)]
    with _running([sys.executable, "-m", "bothways.config.cli", *serve], port, environment) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    begun = time.monotonic()
    process = subprocess.Popen(command, env=dict(environment))
    try:
        _first_answer(process, port)
        yield Server(port, psutil.Process(process.pid), time.monotonic() - begun)
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def _first_answer(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as connection:
            answer = ask(connection, request("/"))
            if not answer.startswith(b"HTTP/1.1 200"):
                raise DoesNotServe(f"The first answer of the server was {answer[:40]!r}.")
            return
        time.sleep(0.005)
    raise DoesNotServe("The server did not answer.")


def main(target: str, port: int, workers: int) -> None:
    """Serve until ended."""
    if workers == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    Granian(
        target,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
