"""Totals and parts of a table: cells are positions in an array, a total is the sum of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from method.equations import System

Mask = NDArray[np.bool_]
Values = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Relations:
    """Totals and parts, as positions in the array of cells.

    Attributes:
        total: cell of the total, one per relation.
        relation: relation of each part.
        part: cell of each part.
        rank: unique rank of each cell; among candidates, the lowest is hidden.
    """

    total: Indices
    relation: Indices
    part: Indices
    rank: Indices

    @cached_property
    def system(self) -> System:
        """Equations of these relations."""
        # SciPy takes half a second to import: not for a step that reads a threshold.
        from method.equations import System

        return System.of(self)

    def sums(self, values: Values | Mask) -> Values:
        """Sum over the parts of each relation; `values` is per cell."""
        weights = values[self.part].astype(np.float64)
        return np.bincount(self.relation, weights, len(self.total)).astype(np.float64)

    def largest(self, values: Values) -> Values:
        """Maximum over the parts of each relation, at least 0."""
        most = np.zeros(len(self.total))
        np.maximum.at(most, self.relation, values[self.part])
        return most
