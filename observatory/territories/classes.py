"""Classes of a choropleth: found once on the whole panel, so that months can be compared.

`mapclassify` finds the bounds; what it refuses (one value, all equal, fewer distinct values than
classes) is settled here. Zero is never classed: a map shows it apart.
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
# Fisher-Jenks takes the square of the number of values: beyond this many, evenly spaced quantiles
# of the values stand for them (0.4 s; 1,200 values would take 5 s).
JENKS_VALUES = 300


@dataclass(frozen=True)
class Classes:
    """Intervals `]previous, upper]`, the first one closed on `lowest`.

    Attributes:
        uppers: upper bound of each class, ascending; empty when no value was known.
        lowest: smallest value of the panel, bound of the first class.
        is_reduced: there are fewer classes than asked, for want of distinct values.
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
        """Class of each value, from 0; a value beyond the ends falls in the end class."""
        found = np.searchsorted(self.uppers, np.asarray(values, dtype=float), side="left")
        return [int(i) for i in np.minimum(found, len(self.uppers) - 1)]


def classify(
    values: Iterable[float], method: Method, count: int, bounds: Sequence[float] = ()
) -> Classes:
    """Find the classes of the values of a whole panel.

    Args:
        values: known values, every month together; zeros are left out.
        method: one of `METHODS`.
        count: number of classes wanted; `fixe` ignores it.
        bounds: inner bounds, ascending, of `fixe`.
    """
    known = np.asarray([v for v in values if v is not None and v != 0], dtype=float)
    known = known[np.isfinite(known)]
    if known.size == 0:
        return Classes((), 0.0)
    lowest, highest = float(known.min()), float(known.max())
    if method == "fixe":
        return _fixed(bounds, lowest, highest)
    distinct = np.unique(known)
    if distinct.size <= count:
        # Each value is its own class: no method could say more.
        return Classes(tuple(distinct.tolist()), lowest, distinct.size < count)
    found = sorted({float(upper) for upper in _found(known, method, count)})
    uppers = tuple(upper for upper in found if upper < highest)
    return Classes((*uppers, highest), lowest, len(uppers) + 1 < count)


def parse_bounds(text: str) -> tuple[float, ...]:
    """Ascending numbers written as a reader writes them: `0,5 ; 1 ; 2,5`.

    Raises:
        ValueError: a part is no number, or none was given.
    """
    numbers = {float(part.replace(",", ".").replace("%", "").strip()) for part in text.split(";")}
    if not all(np.isfinite(number) for number in numbers) or len(numbers) >= MAX_CLASSES:
        raise ValueError(text)
    return tuple(sorted(numbers))


def _fixed(bounds: Sequence[float], lowest: float, highest: float) -> Classes:
    """Classes at the reader's bounds, the end ones reaching to the ends of the panel."""
    inner = sorted({float(bound) for bound in bounds})
    top = [highest] if not inner or highest > inner[-1] else []
    start = min([lowest, *inner[:1]])
    return Classes((*inner, *top), start, is_open=bool(inner))


def _found(known: np.ndarray, method: Method, count: int) -> Iterable[float]:
    """Upper bounds that mapclassify finds."""
    # 0.6 s of imports that a page without a map need not pay.
    import mapclassify

    with warnings.catch_warnings():
        # Ties leave fewer quantiles than asked (said by `is_reduced`); numba is optional.
        warnings.simplefilter("ignore")
        if method == "quantiles":
            return mapclassify.Quantiles(known, k=count).bins
        if method == "egal":
            return mapclassify.EqualInterval(known, k=count).bins
        return mapclassify.FisherJenks(_thinned(known, count), k=count).bins


def _thinned(known: np.ndarray, count: int) -> np.ndarray:
    """At most `JENKS_VALUES` values of much the same distribution, both ends kept."""
    if known.size <= JENKS_VALUES:
        return known
    positions = np.linspace(0, 1, JENKS_VALUES)
    thinned = np.quantile(known, positions, method="nearest")
    distinct = np.unique(known)
    # Ties may leave fewer distinct values than classes: then one of each value, evenly spaced.
    is_enough = np.unique(thinned).size >= count
    return thinned if is_enough else np.quantile(distinct, positions, method="nearest")
