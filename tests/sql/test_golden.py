"""Published 95 % Wilson intervals, on the macros that marts call."""

from __future__ import annotations

import pytest

from tests.sql.tables import empty_database


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(12, 40, 0.1807, 0.4543), (1, 3, 0.0615, 0.7923), (0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0)],
)
def test_wilson(part: int, whole: int, low: float, high: float) -> None:
    with empty_database() as con:
        bounds = con.execute(
            "select round(wilson_low($k, $n), 4), round(wilson_high($k, $n), 4)",
            {"k": part, "n": whole},
        ).fetchone()
    assert bounds == (low, high)
