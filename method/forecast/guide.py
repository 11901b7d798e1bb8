"""Drawing from a distribution by inversion, with a guide to the cumulated table (Chen and Asau).

Random levels in a cumulated table are the slowest place for a binary search: each step is a coin
toss to the processor. Most cells of a fine grid have no bound inside, so that every level of
the cell has the same value; only levels of the other cells are searched.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CELLS = 1024
"""A power of two, so that the cell of a level is exact."""
_EDGES = np.arange(CELLS + 1) / CELLS
_SPLIT = np.iinfo(np.int32).min
"""Marks a cell with a bound inside; no value is as low."""


class Guided:
    """Values by level: `values[searchsorted(bounds, level, side="right")]`, the last beyond them.

    Args:
        bounds: shape (k,), ascending, between 0 and 1.
        values: shape (k,) or (k + 1,), whole numbers above the lowest of 32 bits.
    """

    def __init__(self, bounds: NDArray[np.float64], values: NDArray) -> None:
        self._bounds, self._values = bounds, values
        at = np.searchsorted(bounds, _EDGES, side="right")
        # The last cell holds level 1 alone.
        self._cells = values.take(at, mode="clip")
        self._cells[:-1][at[1:] != at[:-1]] = _SPLIT

    def at(self, levels: NDArray[np.float64]) -> NDArray:
        """Value at each level, from 0 to 1; any shape."""
        cells = (levels * CELLS).astype(np.intp)
        values = self._cells.take(cells)
        split = np.flatnonzero(values == _SPLIT)
        if split.size:
            ranks = np.searchsorted(self._bounds, levels.ravel()[split], side="right")
            values.ravel()[split] = self._values.take(ranks, mode="clip")
        return values
