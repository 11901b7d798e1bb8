"""Survival on the 6-MP arm of Freireich (1963), 21 patients, and on curves worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.steps.survival import kaplan_meier
from tests.unit import lifelines_curve

# Weeks of remission under 6-MP, and whether it ended in a relapse.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
GOLDEN = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}


def curve(entry: list[float], end: list[float], left: list[int]):
    fitted = kaplan_meier(np.array(entry, float), np.array(end, float), np.array(left, bool))
    return fitted.set_index("time_months") if len(fitted) else fitted


def test_golden_values() -> None:
    result = curve([0] * 21, WEEKS, RELAPSED)
    assert {t: round(result.survival[t], 4) for t in GOLDEN} == GOLDEN
    assert result.survival[5] == 1
    assert (result.at_risk[6], result.events[6]) == (21, 3)


def test_golden_interval() -> None:
    result = curve([0] * 21, WEEKS, RELAPSED)
    assert result.low[6] == pytest.approx(0.6197, abs=5e-5)
    assert result.high[6] == pytest.approx(0.9516, abs=5e-5)


def test_tail_with_fewer_than_five_at_risk_is_cut() -> None:
    result = curve([0] * 21, WEEKS, RELAPSED)
    assert result.at_risk.min() == 5
    assert result.index.max() == 25


def test_late_entries_are_at_risk_only_once_seen() -> None:
    # Six observed from the start; four more enter at 10 months. One of the first leaves at 5, when
    # six are at risk, and one of the others at 12, when nine are.
    result = curve(
        [0] * 6 + [10] * 4, [5] + [20] * 5 + [12] + [20] * 3, [1] + [0] * 5 + [1] + [0] * 3
    )
    assert result.survival[5] == pytest.approx(5 / 6)
    assert result.survival[12] == pytest.approx(5 / 6 * 8 / 9)
    assert result.at_risk[[5, 10, 11, 12]].tolist() == [6, 5, 9, 9]


def test_late_entries_give_the_curve_of_lifelines() -> None:
    sample = lifelines_curve.stays()
    expected = pd.read_csv(Path(lifelines_curve.__file__).with_suffix(".csv"))
    result = curve(sample["entry"].tolist(), sample["end"].tolist(), sample["left"].tolist())
    assert (sample["entry"] > 0).sum() > 30
    assert len(result) > 24
    pd.testing.assert_frame_equal(
        result.reset_index()[["survival", "low", "high"]].fillna(1.0),
        expected[["survival", "low", "high"]].head(len(result)),
    )


def test_departure_within_a_month_belongs_to_the_month_that_it_ends() -> None:
    result = curve([0] * 6, [2.4, *[8] * 5], [1, 0, 0, 0, 0, 0])
    assert result.survival[[2, 3]].tolist() == [1, pytest.approx(5 / 6)]
    assert result.events[[2, 3]].tolist() == [0, 1]


def test_nobody_leaves() -> None:
    result = curve([0] * 5, [12] * 5, [0] * 5)
    assert (result.survival == 1).all()
    assert result[["low", "high"]].isna().all(axis=None)


def test_fewer_than_five_draw_no_curve() -> None:
    assert len(curve([0] * 4, [12] * 4, [0] * 4)) == 0
    assert len(curve([], [], [])) == 0
