"""The key of a month changes with any of its inputs, and with nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pytest

from pipelines.steps.parts import former_keys, key_of, write_keys


@dataclass
class Part:
    """An input of a month."""

    amounts: np.ndarray
    names: np.ndarray
    by_kind: dict[str, int]


def part() -> Part:
    return Part(np.array([1.0, 2.0]), np.array(["a", "bc"]), {"x": 1, "y": 2})


def test_equal_parts_have_one_key() -> None:
    other = Part(np.array([1.0, 2.0]), np.array(["a", "bc"], "<U9"), {"y": 2, "x": 1})
    assert key_of(part()) == key_of(other)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amounts", np.array([1.0, np.nextafter(2.0, 3.0)])),
        ("amounts", np.array([[1.0], [2.0]])),
        ("amounts", np.array([1, 2])),
        ("names", np.array(["ab", "c"])),
        ("by_kind", {"x": 1}),
        ("by_kind", {"x": 1, "y": 2.0}),
    ],
)
def test_whatever_moves_moves_the_key(name: str, value: object) -> None:
    other = part()
    setattr(other, name, value)
    assert key_of(other) != key_of(part())


def test_values_side_by_side_do_not_run_together() -> None:
    assert key_of([1], [2]) != key_of([1, 2], [])
    assert key_of("a", "b") != key_of("ab")


def test_keys_come_back_as_they_were_written() -> None:
    with duckdb.connect() as con:
        con.execute("create schema keys")
        assert former_keys(con, "keys.forecast") == {}
        for keys in ({date(2026, 1, 31): "k", date(2026, 2, 28): "l"}, {}):
            write_keys(con, "keys.forecast", keys)
            assert former_keys(con, "keys.forecast") == keys
