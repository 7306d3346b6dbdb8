"""Small whole-number programmes, solved by HiGHS (through scipy) with a bound on what could be better."""

from dataclasses import dataclass

import numpy as np

from bothways.pairing.arrays import Floats, Ints

NODES = 20_000
"""Where the search stops if it is not done: a count and not a time, so that the same input gives the same answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """A solution of yes-or-no choices."""

    chosen: Ints
    value: int
    bound: int

    @property
    def gap(self) -> int:
        """How much better another solution might be: 0 where this one is proved best."""
        return self.bound - self.value


def solve(worth: Ints, row: Ints, column: Ints, factor: Floats, low: Floats, high: Floats) -> Found:
    """Choose so that the worth is greatest and low <= factors * choices <= high (factors by row and column)."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    if not len(worth):
        return Found(np.zeros(0, dtype=np.int64), 0, 0)
    matrix = csr_array((factor, (row, column)), shape=(len(low), len(worth)))
    scale = max(1.0, float(np.abs(worth).max()))
    result = milp(
        -worth / scale,
        integrality=np.ones(len(worth)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0.0, "node_limit": NODES},
    )
    if result.x is None:
        return Found(np.zeros(0, dtype=np.int64), 0, int(np.maximum(worth, 0).sum()))
    chosen = np.flatnonzero(np.rint(result.x))
    value = int(worth[chosen].sum())
    bound = value if result.status == 0 else max(value, int(np.floor(-result.mip_dual_bound * scale + 0.5)))
    return Found(chosen.astype(np.int64), value, bound)
