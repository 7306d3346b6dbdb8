"""Compile loops with numba where it is there; run the same loops as plain Python where it is not.

Both ways run the same statements over the same integers, so that they give the same answer; only the time differs.
`SLOW_REASON` says why the slow way is taken, for whoever shows results to people.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

Loop = TypeVar("Loop", bound=Callable[..., Any])

SLOW_REASON = ""
"""Empty while loops are compiled; else one sentence that says why they are not."""

if os.environ.get("BOTHWAYS_PAIRING_COMPILE", "1") == "0":
    SLOW_REASON = "Compiling is switched off (BOTHWAYS_PAIRING_COMPILE=0): the answer is the same, the way is slower."
else:
    try:
        import numba
    except ImportError:
        SLOW_REASON = "numba is not installed: the answer is the same, the way is slower."


def compiled(loop: Loop) -> Loop:
    """Give the compiled loop (kept on disk between runs, the interpreter's lock released), or the loop itself."""
    if SLOW_REASON:
        return loop
    try:
        made: Loop = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # no place on disk where the cache could be kept
        made = numba.njit(nogil=True)(loop)
    return made


def inlined(loop: Loop) -> Loop:
    """Give a small loop that is part of a larger compiled one."""
    return compiled(loop)


def lanes(values: np.ndarray) -> Any:
    """Give the values in the form that the loops read fastest."""
    return values.tolist() if SLOW_REASON else values
