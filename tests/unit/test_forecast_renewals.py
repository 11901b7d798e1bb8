"""Renewals: the record, the draw, and the order of the two projections in every case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from method.forecast import (
    Ends,
    RenewalBook,
    Renewals,
    Scenario,
    Treasury,
    balances,
    forecast,
    max_delay_supported,
    sample,
    widened,
)
from method.forecast.calibration import Outcomes, factor, score
from tests.unit.treasuries import AS_OF, renewable, steady, treasuries

LEVELS = (np.arange(1_000) + 0.5) / 1_000


def ends(days, renewed, ratio=1.0, kind="region") -> Ends:
    count = len(days)
    return Ends(
        np.array(days),
        np.broadcast_to(np.array(renewed), count),
        np.broadcast_to(np.array(ratio), count),
        np.full(count, kind),
    )


def test_a_pending_agreement_is_not_a_refusal() -> None:
    # Four ends: renewed after 50 and 100 days, one pending for 60 days, one for 900: never.
    record = Renewals.observed(ends([50, 60, 100, 900], [True, False, True, False], [1, 0, 2, 0]))
    # By hand: 1/4 at 50; then 2 at risk at 100, one renewed: 3/8. 3/8 is never renewed.
    assert record.weights.tolist() == [0.25, 0.375]
    rank = record.draw(-30, LEVELS)
    assert [(rank == r).sum() for r in (0, 1, -1)] == [250, 375, 375]
    late = record.draw(70, LEVELS)
    assert [(late == r).sum() for r in (0, 1, -1)] == [0, 500, 500]
    assert (record.draw(100, LEVELS) == -1).all()


def test_eight_ends_make_an_own_record_and_fewer_take_all_networks() -> None:
    pooled = RenewalBook.observed(ends([100] * 20, True, 2.0))
    own = RenewalBook.observed(ends([10] * 8, True)).over(pooled)
    assert own.of("region").days[0] == 10
    few = RenewalBook.observed(ends([10] * 7, True)).over(pooled)
    assert few.of("region").days[0] == few.of("epci").days[0] == 100
    assert Renewals.observed(ends([400], False)).days.size == 0


def test_a_renewal_by_hand() -> None:
    # It ended 10 days ago; renewed 60 days after the end for 20 % more, in 8 draws of 10.
    treasury = replace(
        steady(0, 0, 0),
        renewable=renewable(-10, 1_000),
        renewals=RenewalBook(Renewals(np.array([60]), np.array([1.2]), np.array([0.8]))),
    )
    draws = sample(treasury, 4_000)
    # Signed on day 50; 1,200 on day 110 (20 April), 600 on day 110 too, by the calendar.
    paths = balances(draws)
    assert set(np.unique(paths[2])) == {0}
    assert set(np.unique(paths[3].round(6))) == {0, 1_800}
    assert (paths[3] > 0).mean() == pytest.approx(0.8, abs=0.02)
    assert (balances(draws, reading="committed") == 0).all()
    cut = balances(draws, Scenario(grant_cut_share=0.5))
    assert cut.max() == pytest.approx(900)


@settings(max_examples=60, deadline=None)
@given(
    treasuries(),
    st.lists(st.floats(0, 4), min_size=12, max_size=12),
    st.integers(0, 200),
    st.floats(0, 1),
)
def test_committed_never_exceeds_expected_also_once_rescaled(
    treasury: Treasury, factors: list[float], late: int, cut: float
) -> None:
    raw = sample(treasury, 60)
    fans = widened(raw, np.array(factors))
    scenario = Scenario(delay_days=late, grant_cut_share=cut)
    low = balances(fans, scenario, "committed")
    assert (low <= balances(fans, scenario) + 1e-6).all()
    one, other = forecast(fans, reading="committed"), forecast(fans)
    for level in ("p10", "p50", "p90"):
        assert (getattr(one, level) <= getattr(other, level) + 1e-6).all()
    assert max_delay_supported(fans, reading="committed") <= max_delay_supported(fans)
    # The expected fan is stretched exactly around its median.
    before, after = forecast(raw), forecast(fans)
    assert after.p50 == pytest.approx(before.p50, abs=1e-5)
    for level in ("p10", "p90"):
        stretched = before.p50 + factors * (getattr(before, level) - before.p50)
        assert getattr(after, level) == pytest.approx(stretched, abs=1e-4)
    # More delay still raises no path.
    later = balances(fans, Scenario(delay_days=late + 30, grant_cut_share=cut))
    assert (later <= balances(fans, scenario) + 1e-6).all()


def test_the_score_is_the_stretch_that_just_reaches_what_came() -> None:
    assert score(80, 100, 140, 160) == 1.5
    assert score(80, 100, 140, 70) == 1.5
    assert score(100, 100, 140, 100) == 0
    assert score(100, 100, 140, 99) == np.inf
    # Nine scores: the ⌈0.8 × 10⌉ = 8th. Three are too few: ⌈3.2⌉ = 4.
    assert factor(range(1, 10), 7.0) == 8
    assert factor([1, 2, 3], 7.0) == 7.0


def test_a_month_end_reads_only_outcomes_known_then_over_24_month_ends() -> None:
    fan = forecast(sample(replace(steady(), receipts_eur=np.arange(24.0) * 1_000)))
    end = fan.month_ends[0]
    came = {(name, end): float(fan.p50[0] + 3 * (fan.p90[0] - fan.p50[0])) for name in "abcdefgh"}
    outcomes = Outcomes(came)
    for name in "abcdefgh":
        outcomes.add(name, fan)
    assert outcomes.calibration(AS_OF).factors.tolist() == [1] * 12
    calibration = outcomes.calibration(end)
    assert calibration.factors == pytest.approx([3] * 12)  # later horizons borrow the first
    assert calibration.month_ends.tolist() == [1] + [0] * 11


def test_a_stretched_fan_contains_eight_in_ten_of_its_fitted_values() -> None:
    rng = np.random.default_rng(3)
    outcomes = rng.normal(0, 3, 400)
    stretch = factor([score(-1.28, 0, 1.28, came) for came in outcomes], 1.0)
    is_within = np.abs(outcomes) <= 1.28 * stretch
    assert is_within.mean() == pytest.approx(0.8, abs=0.005)
