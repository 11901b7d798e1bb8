"""The array engine gives the results of plain loops on the same random numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.forecast_loop import loop_balances
from method.forecast import Scenario, Treasury, balances, sample
from tests.unit.treasuries import treasuries

DRAWS = 15


@settings(max_examples=60, deadline=None)
@given(treasuries(), st.integers(0, 180), st.sampled_from((12, 36)))
def test_arrays_equal_loops(treasury: Treasury, delay: int, months: int) -> None:
    draws = sample(treasury, DRAWS, months=months)
    fast = balances(draws, Scenario(delay_days=delay), "committed")
    slow = np.array(loop_balances(treasury, DRAWS, months, delay))
    assert fast == pytest.approx(slow, abs=1e-4)
