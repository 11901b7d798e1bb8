"""The two shortcuts of the draws give exactly what the plain way gives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b

import numpy as np
import pytest

from method.forecast.draws import uniform_rows
from method.forecast.guide import CELLS, Guided


@pytest.mark.parametrize("size", [0, 1, 7, 600])
@pytest.mark.parametrize("last", [0.9, 1.0])
def test_a_guided_search_finds_what_a_search_finds(size: int, last: float) -> None:
    rng = np.random.default_rng(size)
    edges = np.arange(CELLS + 1) / CELLS
    # Bounds that repeat, and some on the very edge of a cell.
    bounds = np.sort(np.concatenate([rng.random(size), edges[: size // 2]])) * last
    bounds = np.repeat(bounds, rng.integers(1, 3, bounds.size))
    levels = np.concatenate([rng.random(5_000), edges, bounds, np.nextafter(bounds, -1).clip(0)])
    values = rng.integers(0, 99, bounds.size + 1)
    expected = values[np.searchsorted(bounds, levels, side="right")]
    assert (Guided(bounds, values).at(levels) == expected).all()
    assert (Guided(bounds, values).at(levels[None, :]) == expected).all()


def test_beyond_the_last_bound_is_the_last_value() -> None:
    guided = Guided(np.array([0.25, 0.5]), np.array([3, 8]))
    assert guided.at(np.array([0.0, 0.25, 0.5, 0.9, 1.0])).tolist() == [3, 8, 8, 8, 8]


def test_a_row_has_the_numbers_of_a_generator_of_its_own_key() -> None:
    def alone(key: str) -> list[float]:
        digest = blake2b(f"7/{key}".encode(), digest_size=16).digest()
        return np.random.Generator(np.random.Philox(key=int.from_bytes(digest))).random(9).tolist()

    keys = [f"instalment/{number}" for number in range(40)]
    expected = [alone(key) for key in keys]
    assert uniform_rows(7, keys, 9).tolist() == expected
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda key: uniform_rows(7, [key], 9)[0].tolist(), keys))
    assert found == expected
