"""Counts published as bands: no total and no bound may reveal a small one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from method.bands import ANY, FEW, SOME, bands
from method.secrecy import MIN_UNITS
from pipelines.steps.detection_secrecy import band_of as pair_bands
from pipelines.steps.interclustering_secrecy import band_of as network_bands


def _row(counts: list[int], *, is_total_hidden: bool = False) -> list[str | None]:
    """Bands of the parts of one total."""
    size = len(counts)
    published = bands(
        np.array([*counts, sum(counts)], dtype=float),
        np.array([size]),
        np.zeros(size, dtype=np.int64),
        np.arange(size),
        np.array([*[False] * size, is_total_hidden]),
    )
    return published[:size].tolist()


def _possible(counts: list[int], published: list[str | None]) -> list[set[int]]:
    """Possible values of each part, given the bands, the exact parts and the total."""
    total = sum(counts)
    ranges = [
        [count] if band is None else [n for n in range(total + 1) if _is_in(n, band, count)]
        for count, band in zip(counts, published, strict=True)
    ]
    fits = [values for values in product(*ranges) if sum(values) == total]
    return [set(column) for column in zip(*fits, strict=True)]


@pytest.mark.parametrize(
    "counts",
    [
        [0, 1, 5, 9],
        [2, 2, 3, 9],
        [0, 0, 2, 9],
        [1, 4, 6],
        [2, 3, 3],
        [1, 1, 8],
        [2, 12, 30],
        [2, 2],
    ],
)
def test_no_small_cell_is_revealed_by_its_total(counts: list[int]) -> None:
    published = _row(counts)
    for count, band, values in zip(counts, published, _possible(counts, published), strict=True):
        assert band == ANY or (band == FEW) == (count < MIN_UNITS)
        if 0 < count < MIN_UNITS:
            assert len(values) > 1, (counts, published)


def _is_in(value: int, band: str | None, count: int) -> bool:
    within = {FEW: value < MIN_UNITS, SOME: value >= MIN_UNITS, ANY: True}
    return value == count if band is None else within[band]


def test_no_small_cell_is_revealed_whatever_the_row() -> None:
    rng = np.random.default_rng(24)
    used = set()
    for _ in range(150):
        counts = rng.choice([0, 1, 2, 3, 4, 7, 9], rng.integers(2, 5)).tolist()
        published = _row(counts)
        for count, values in zip(counts, _possible(counts, published), strict=True):
            assert count in values
            if 0 < count < MIN_UNITS and sum(counts) >= MIN_UNITS:
                assert len(values) > 1, (counts, published)
        used |= set(published)
    assert used == {None, FEW, SOME, ANY}


def test_exact_counts_stay_where_nothing_is_at_risk() -> None:
    assert _row([4, 6, 30]) == [None, None, None]
    assert _row([1, 2, 1, 9, 30]) == [FEW, FEW, FEW, None, None]


def test_a_total_hidden_elsewhere_is_not_given_by_its_parts() -> None:
    assert _row([4, 6, 30], is_total_hidden=True) == [SOME, None, None]


def test_pairs_of_an_epci_are_closed_against_its_total() -> None:
    cells = pd.DataFrame(
        [("e1", "10", 1), ("e1", "13", 5), ("e1", "47", 9), ("e2", "13", 6), ("e2", "47", 4)],
        columns=["epci_code", "naf_division", "companies"],
    )
    assert pair_bands(cells, set()) == [FEW, SOME, None, None, None]
    assert pair_bands(cells, {"e2"}) == [FEW, SOME, None, None, SOME]


def test_pairs_of_networks_are_closed_against_both() -> None:
    pairs = pd.DataFrame(
        [
            ("a", "b", 1),
            ("a", "c", 8),
            ("a", "d", 20),
            ("b", "c", 9),
            ("b", "d", 21),
            ("c", "d", 7),
        ],
        columns=["network_id", "other_id", "shared_members"],
    )
    published = network_bands(pairs)
    assert published[0] == FEW
    # With only one other pair hidden in the row of `a` or of `b`, subtraction would give the first.
    assert SOME in published[1:3]
    assert SOME in published[3:5]
