"""Where the pairs of many mentees are looked through: on this machine, or by blocks of mentees on several.

Listing candidates and adding up the proof treat each mentee alone, and take nearly all the time of a large round; so
blocks of mentees can be sent to workers and come back in order, with the very results of one machine. The optimum
itself is found on one machine.

The workers are those of a Dask scheduler; this package must be installed where they run.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import numpy as np

from bothways.pairing.arrays import Ints
from bothways.pairing.terms import Terms

Result = TypeVar("Result")
PATIENCE = 20
"""Seconds to wait for the scheduler."""
BLOCKS = 4
"""Blocks of mentees for each worker, so that none waits long for the last."""


class ClusterError(RuntimeError):
    """The workers cannot be used; the message says why."""


class Spread(Protocol):
    """A way of doing the same work for all mentees."""

    def each(self, work: Callable[..., Result], terms: Terms, rows: Ints, *rest: Any) -> Iterator[Result]:
        """Give work(terms, part, *rest) for parts that make up these mentees, in order."""


class Here:
    """On this machine, in one part."""

    def each(self, work: Callable[..., Result], terms: Terms, rows: Ints, *rest: Any) -> Iterator[Result]:
        """Do all in one part."""
        yield work(terms, rows, *rest)


HERE = Here()


class Cluster:
    """On the workers of a Dask scheduler, in blocks; a context that lets go of them in the end."""

    def __init__(self, address: str) -> None:
        """Reach the scheduler.

        Args:
            address: of the scheduler, for example "tcp://10.0.0.5:8786".

        Raises:
            ClusterError: distributed is not installed, nobody answers, or there are no workers.

        """
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise ClusterError("A cluster needs the extra: pip install bothways[cluster].") from error
        try:
            self._client: Any = distributed.Client(address, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise ClusterError(f"No scheduler answers at {address}.") from error
        self._sent: tuple[Terms, Any] | None = None
        if not self._client.nthreads():
            self._client.close()
            raise ClusterError(f"The scheduler at {address} has no workers.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sent = None
        self._client.close()

    def each(self, work: Callable[..., Result], terms: Terms, rows: Ints, *rest: Any) -> Iterator[Result]:
        """Do the blocks on the workers; they are sent the terms once."""
        if self._sent is None or self._sent[0] is not terms:
            self._sent = terms, self._client.scatter(terms, broadcast=True, hash=False)
        shared = self._client.scatter(rest, broadcast=True, hash=False)
        blocks = np.array_split(rows, min(max(len(rows), 1), BLOCKS * len(self._client.nthreads())))
        waiting = [self._client.submit(_on_worker, work, self._sent[1], block, shared, pure=False) for block in blocks]
        for one in waiting:
            yield one.result()


def _on_worker(work: Callable[..., Result], terms: Terms, rows: Ints, rest: tuple[Any, ...]) -> Result:
    return work(terms, rows, *rest)
