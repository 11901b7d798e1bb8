"""Future monthly flows: season, level, growth and spread, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from method.forecast import expected_receipts_eur, sample
from method.forecast.flows import _growth, _levelled, widened
from tests.unit.treasuries import steady

YEAR = np.arange(1, 13)


def history(*levels: float) -> np.ndarray:
    """Years of 1, 2, … 12 times a level, oldest first."""
    return np.concatenate([YEAR * float(level) for level in levels])


def with_receipts(receipts: np.ndarray, payments: np.ndarray | None = None):
    months = np.resize(YEAR[::-1], receipts.size)[::-1]
    return replace(
        steady(),
        calendar_month=months,
        receipts_eur=receipts,
        payments_eur=np.ones(receipts.size) if payments is None else payments,
    )


def test_past_years_come_to_the_level_of_the_last() -> None:
    treasury = with_receipts(history(50, 80, 100))
    assert treasury.years_back.tolist() == [2] * 12 + [1] * 12 + [0] * 12
    level = _levelled(treasury.receipts_eur, treasury.calendar_month, treasury.years_back)
    assert level == pytest.approx(history(100, 100, 100))


def test_a_year_begun_is_compared_on_the_months_it_has() -> None:
    treasury = with_receipts(np.concatenate([history(50)[6:], history(100)]))
    level = _levelled(treasury.receipts_eur, treasury.calendar_month, treasury.years_back)
    assert level == pytest.approx(np.concatenate([history(100)[6:], history(100)]))
    assert _growth(treasury.receipts_eur, treasury.years_back).tolist() == [1]


def test_growth_is_that_of_whole_years_within_its_bounds() -> None:
    treasury = with_receipts(history(50, 60, 90))
    assert _growth(treasury.receipts_eur, treasury.years_back) == pytest.approx([1.5, 1.2])
    sudden = with_receipts(history(1, 50, 10))
    assert _growth(sudden.receipts_eur, sudden.years_back) == pytest.approx([0.5, 2])


def test_a_draw_grows_as_one_of_the_past_years_and_keeps_its_season() -> None:
    # 900 × month last year, growth 1.5 or 1.2: mean 1.35, spread by √3 to 1.0902 and 1.6098.
    treasury = with_receipts(history(500, 600, 900))
    first = sample(treasury, 500).receipts_eur[:2]
    apart = 0.15 * np.sqrt(3)
    assert np.unique(first[0].round(6)) == pytest.approx(
        [900 * (1.35 - apart), 900 * (1.35 + apart)]
    )
    assert first[1] == pytest.approx(3 * first[0])


def test_receipts_and_spending_take_the_growth_of_the_same_year() -> None:
    draws = sample(with_receipts(history(5, 6, 9), history(10, 12, 18)), 300)
    assert draws.payments_eur == pytest.approx(2 * draws.receipts_eur)


def test_what_is_expected_is_the_mean_of_the_draws() -> None:
    rng = np.random.default_rng(3)
    treasury = with_receipts(history(5, 6, 7) + rng.uniform(0, 20, 36))
    draws = sample(treasury, 20_000)
    assert draws.receipts_eur[-1].mean() == pytest.approx(expected_receipts_eur(treasury), rel=0.01)


def test_three_values_are_moved_apart_by_the_root_of_two() -> None:
    assert widened(np.array([90.0, 100.0, 110.0])) == pytest.approx(
        [100 - 10 * np.sqrt(2), 100, 100 + 10 * np.sqrt(2)]
    )
    assert widened(np.array([0.0, 10.0])).tolist() == [0, 10]  # no value becomes negative
    assert widened(np.array([7.0])).tolist() == [7]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3))
def test_spread_is_given_back_around_the_same_mean(values: list[float]) -> None:
    before = np.array(values)
    after = widened(before)
    assert after.mean() == pytest.approx(before.mean(), abs=1e-6)
    assert np.ptp(after) >= np.ptp(before) - 1e-6
    if before.min() >= 0:
        assert after.min() >= -1e-6
