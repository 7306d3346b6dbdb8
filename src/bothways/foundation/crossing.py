"""Two people, or one with two windows, who do the same thing in the same moment."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 5


def again_when_crossed(action: Callable[P, R]) -> Callable[P, R]:
    """Do `action` again where another transaction made the same row first, or made and removed it meanwhile.

    For an action that is one transaction by itself: what failed has left nothing behind. Raises IntegrityError when
    it fails every time.
    """

    @wraps(action)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                return action(*args, **kwargs)
            except IntegrityError:
                continue
        return action(*args, **kwargs)

    return tried
