"""Compile loops with numba where it is there; run the same loops as plain Python where it is not.

Both ways run the same statements over the same integers, so that they give the same answer; only the time differs.
A loop that is given lists is run plainly in any case: small rounds are done before a compiler would be loaded.
"""

import os
from collections.abc import Callable
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np

SLOW_REASON = ""
"""Empty where loops are compiled; else one sentence that says why they are not."""

if os.environ.get("BOTHWAYS_PAIRING_COMPILE", "1") == "0":
    SLOW_REASON = "Compiling is switched off (BOTHWAYS_PAIRING_COMPILE=0): the answer is the same, the way is slower."
elif find_spec("numba") is None:
    SLOW_REASON = "numba is not installed: the answer is the same, the way is slower."


class Loop:
    """A loop over flat arrays that is compiled when it is first given arrays, and kept on disk between runs."""

    _one_at_a_time = Lock()

    def __init__(self, plain: Callable[..., Any]) -> None:
        self.plain = plain
        self.__doc__ = plain.__doc__
        self._machine: Callable[..., Any] | None = None

    def __call__(self, *values: Any) -> Any:
        """Run the loop."""
        if SLOW_REASON or isinstance(values[0], list):
            return self.plain(*values)
        if self._machine is None:
            self._prepare()
        assert self._machine is not None
        return self._machine(*values)

    def _prepare(self) -> None:
        with self._one_at_a_time:
            if self._machine is None:
                self._machine = self._compiled()

    def _compiled(self) -> Callable[..., Any]:
        import numba

        try:
            made: Callable[..., Any] = numba.njit(cache=True, nogil=True)(self.plain)
        except RuntimeError:  # there is no place on disk where it could be kept
            made = numba.njit(nogil=True)(self.plain)
        return made


def lanes(values: np.ndarray, *, plain: bool) -> Any:
    """Give the values in the form that a plain loop, or a compiled one, reads fastest."""
    return values.tolist() if plain else values
