"""Classes of a choropleth: computed once on the whole panel, so that months can be compared.

`mapclassify` computes the bounds; cases that it rejects (one value, all equal, fewer distinct
values than classes) are handled here. Zero is never in a class: a map shows it separately.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

Method = Literal["quantiles", "jenks", "egal", "fixe"]
METHODS = MappingProxyType(
    {
        "quantiles": "Quantiles (effectifs égaux)",
        "jenks": "Jenks (groupes naturels)",
        "egal": "Amplitudes égales",
        "fixe": "Seuils fixes",
    }
)
MIN_CLASSES, MAX_CLASSES, DEFAULT_CLASSES = 3, 7, 5
# Fisher-Jenks is quadratic in the number of values: above this number, it runs on evenly spaced
# quantiles of the values (0.4 s; 1,200 values would take 5 s).
JENKS_VALUES = 300


@dataclass(frozen=True)
class Classes:
    """Intervals `]previous, upper]`, the first one including `lowest`.

    Attributes:
        uppers: upper bound of each class, ascending; empty if no value is known.
        lowest: smallest value of the panel, lower bound of the first class.
        is_reduced: there are fewer classes than requested, for lack of distinct values.
        is_open: the first class has no lower bound (fixed bounds).
    """

    uppers: tuple[float, ...]
    lowest: float
    is_reduced: bool = False
    is_open: bool = False

    def __len__(self) -> int:
        return len(self.uppers)

    def intervals(self) -> list[tuple[float, float]]:
        """Lower and upper bound of each class."""
        return list(zip((self.lowest, *self.uppers[:-1]), self.uppers, strict=False))

    def index_of(self, values: Sequence[float]) -> list[int]:
        """Class of each value, from 0; a value outside the panel falls in the nearest class."""
        positions = np.searchsorted(self.uppers, np.asarray(values, dtype=float), side="left")
        return [int(i) for i in np.minimum(positions, len(self.uppers) - 1)]


def classify(
    values: Iterable[float], method: Method, count: int, bounds: Sequence[float] = ()
) -> Classes:
    """Compute the classes of the values of a whole panel.

    Args:
        values: known values of all months together; zeros are left out.
        method: one of `METHODS`.
        count: number of classes requested; ignored by `fixe`.
        bounds: inner bounds for `fixe`, ascending.
    """
    numbers = np.asarray([v for v in values if v is not None and v != 0], dtype=float)
    numbers = numbers[np.isfinite(numbers)]
    if numbers.size == 0:
        return Classes((), 0.0)
    lowest, highest = float(numbers.min()), float(numbers.max())
    if method == "fixe":
        return _fixed(bounds, lowest, highest)
    distinct = np.unique(numbers)
    if distinct.size <= count:
        # One class per value: no method could do better.
        return Classes(tuple(distinct.tolist()), lowest, distinct.size < count)
    bounds_found = sorted({float(upper) for upper in _upper_bounds(numbers, method, count)})
    uppers = tuple(upper for upper in bounds_found if upper < highest)
    return Classes((*uppers, highest), lowest, len(uppers) + 1 < count)


def parse_bounds(text: str) -> tuple[float, ...]:
    """Parse bounds typed by a reader, `0,5 ; 1 ; 2,5`, into ascending numbers.

    Raises:
        ValueError: a part is not a number, or there are none, or too many.
    """
    numbers = {float(part.replace(",", ".").replace("%", "").strip()) for part in text.split(";")}
    if not all(np.isfinite(number) for number in numbers) or len(numbers) >= MAX_CLASSES:
        raise ValueError(text)
    return tuple(sorted(numbers))


def _fixed(bounds: Sequence[float], lowest: float, highest: float) -> Classes:
    """Classes with the reader's bounds, the first and the last extended to the whole panel."""
    inner = sorted({float(bound) for bound in bounds})
    top = [highest] if not inner or highest > inner[-1] else []
    start = min([lowest, *inner[:1]])
    return Classes((*inner, *top), start, is_open=bool(inner))


def _upper_bounds(numbers: np.ndarray, method: Method, count: int) -> Iterable[float]:
    """Upper bounds computed by mapclassify."""
    # The import takes 0.6 s, which a page without a map does not need.
    import mapclassify

    with warnings.catch_warnings():
        # Ties give fewer quantiles than requested (see `is_reduced`); numba is optional.
        warnings.simplefilter("ignore")
        if method == "quantiles":
            return mapclassify.Quantiles(numbers, k=count).bins
        if method == "egal":
            return mapclassify.EqualInterval(numbers, k=count).bins
        return mapclassify.FisherJenks(_thinned(numbers, count), k=count).bins


def _thinned(numbers: np.ndarray, count: int) -> np.ndarray:
    """At most `JENKS_VALUES` values with about the same distribution, both ends kept."""
    if numbers.size <= JENKS_VALUES:
        return numbers
    positions = np.linspace(0, 1, JENKS_VALUES)
    thinned = np.quantile(numbers, positions, method="nearest")
    distinct = np.unique(numbers)
    # With ties, there may be fewer distinct values than classes: thin the distinct values instead.
    is_enough = np.unique(thinned).size >= count
    return thinned if is_enough else np.quantile(distinct, positions, method="nearest")
