"""Named tuples whose fields are columns: arrays with one value per row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Columns = TypeVar("Columns", bound=tuple[Any, ...])


def rows_of(table: Columns, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Columns:
    """Rows selected by a mask or by their ranks."""
    return type(table)(*(column[rows] for column in table))


def stacked(parts: Sequence[Columns]) -> Columns:
    """Rows of several tables of one kind, one table after the other; at least one table."""
    return type(parts[0])(*map(np.concatenate, zip(*parts, strict=True)))
