"""Blocks of work on all cores: threads of our own, each with a matrix product that starts none of its own."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from os import sched_getaffinity
from typing import TypeVar

from threadpoolctl import ThreadpoolController

Part = TypeVar("Part")
Result = TypeVar("Result")


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


@contextmanager
def quiet_products() -> Iterator[None]:
    """Let matrix products run in the thread that asks for them: pools within pools wait for each other."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


def cores() -> int:
    """How many cores this process may use."""
    return len(sched_getaffinity(0))


def over(work: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
    """Do the parts, on all cores; results come in the order of the parts, and few parts wait in memory."""
    with quiet_products(), ThreadPoolExecutor(cores()) as pool:
        waiting = []
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) > 2 * cores():
                yield waiting.pop(0).result()
        for left in waiting:
            yield left.result()
