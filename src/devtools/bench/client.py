"""The load: a process of its own that asks over kept connections, as fast as the server answers.

Plain sockets and a selector, requests as ready bytes, and of each answer only what tells where it ends: some 20 µs of
work for a request, a fraction of what the smallest page costs the server. It runs on another core than the server.
"""

import multiprocessing
import os
import selectors
import socket
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import perf_counter
from typing import cast

OK = b"HTTP/1.1 200 "
CORE = 1


@dataclass
class Sample:
    """What one burst of requests brought: times in seconds, sizes in bytes as they went over the wire."""

    seconds: float = 0.0
    times: "array[float]" = field(default_factory=lambda: array("d"))
    size: int = 0
    failures: int = 0

    @property
    def rate(self) -> float:
        """Requests answered in a second."""
        return len(self.times) / self.seconds


def request(path: str, *, session: str = "", compressed: bool = True) -> bytes:
    """A request as a browser would send it."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html", "User-Agent: bench"]
    if compressed:
        lines.append("Accept-Encoding: gzip, deflate, br")
    if session:
        lines.append(f"Cookie: sessionid={session}")
    return "\r\n".join([*lines, "", ""]).encode()


def end_of(answer: bytes) -> int:
    """How long the answer at the start of these bytes is; 0 where its end has not come yet."""
    head = answer.find(b"\r\n\r\n") + 4
    if head < 4:  # noqa: PLR2004  not found
        return 0
    length = answer.find(b"content-length: ", 0, head)
    if length >= 0:
        total = head + int(answer[length + 16 : answer.index(b"\r", length)])
        return total if len(answer) >= total else 0
    tail = answer.find(b"0\r\n\r\n", head)
    return tail + 5 if tail >= 0 else 0


def ask(connection: socket.socket, sent: bytes) -> bytes:
    """One request and its whole answer."""
    connection.sendall(sent)
    answer = connection.recv(262_144)
    while not end_of(answer):
        answer += connection.recv(262_144)
    return answer


def burst(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Sample:
    """Ask for `seconds` over `connections` at once, going round `requests`."""
    sample, turn = Sample(), 0
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            opened = socket.create_connection(("127.0.0.1", port))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(opened, selectors.EVENT_READ, [b"", 0.0])
        begun = now = perf_counter()
        for key in list(selector.get_map().values()):
            key.data[1] = perf_counter()
            cast(socket.socket, key.fileobj).send(requests[turn % len(requests)])
            turn += 1
        waiting = connections
        while waiting:
            for key, _ in selector.select():
                opened, state = cast(socket.socket, key.fileobj), key.data
                answer = state[0] + opened.recv(262_144)
                size = end_of(answer)
                if not size:
                    state[0] = answer
                    continue
                now = perf_counter()
                sample.times.append(now - state[1])
                sample.size += size
                sample.failures += not answer.startswith(OK)
                if now - begun >= seconds:
                    waiting -= 1
                    selector.unregister(opened)
                    opened.close()
                    continue
                state[0], state[1] = b"", perf_counter()
                opened.send(requests[turn % len(requests)])
                turn += 1
        sample.seconds = now - begun
    return sample


def _serve(jobs: Connection) -> None:
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[CORE]})
    while (job := jobs.recv()) is not None:
        jobs.send(burst(*job))


class Client:
    """The other end of the load process."""

    def __init__(self, jobs: Connection) -> None:
        self._jobs = jobs

    def burst(self, port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Sample:
        """`burst`, in the load process."""
        self._jobs.send((port, requests, connections, seconds))
        sample: Sample = self._jobs.recv()
        return sample


@contextmanager
def client() -> Iterator[Client]:
    """A load process, for as long as the context lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield Client(ours)
    finally:
        ours.send(None)
        process.join(timeout=10)
