"""Annual against three-year agreements, and an envelope shared between networks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from method.forecast import (
    Agreement,
    Due,
    Treasury,
    allocate,
    compare_agreements,
    effect_of_help,
    observed_agreement,
    sample,
)
from tests.unit.treasuries import AS_OF, golden, instalments, steady, treasuries

ANNUAL = Agreement(
    duration_years=1,
    files=2,
    yearly_eur=120_000,
    schedule=(Due(60, 0.5, is_on_signature=True), Due(300, 0.5)),
    signature_days=np.array([100]),
    preparation_hours=(40, 40),
    yearly_hours=(10, 10),
)
THREE_YEAR = replace(ANNUAL, duration_years=3, preparation_hours=(60, 60), yearly_hours=(6, 6))


def test_hours_and_files_of_both_agreements_by_hand() -> None:
    result = compare_agreements(steady(), ANNUAL, THREE_YEAR, hourly_cost_eur=50)
    assert (result.annual.applications, result.three_year.applications) == (6, 2)
    assert result.annual.hours == (300, 300, 300)  # 6 files × 40 h + 2 × 3 years × 10 h
    assert result.three_year.hours == (156, 156, 156)  # 2 × 60 + 2 × 3 × 6
    assert result.hours_saved == (144, 144, 144)
    assert result.cost_saved_eur == (7_200, 7_200, 7_200)


def test_the_money_of_the_second_year_comes_before_the_late_signature() -> None:
    treasury = steady(0, 0, 0)
    result = compare_agreements(treasury, ANNUAL, THREE_YEAR, hourly_cost_eur=0)
    annual, three = result.annual.forecast.p50, result.three_year.forecast.p50
    # First year: 60 days after the signature of day 100 → 9 June; 27 October.
    assert annual[:12].tolist() == [0] * 5 + [60_000] * 4 + [120_000] * 3
    assert three[:12].tolist() == annual[:12].tolist()
    # Second year: 60 days after its start under three years, 160 under one.
    assert three[12:18].tolist() == [120_000] * 2 + [180_000] * 4
    assert annual[12:18].tolist() == [120_000] * 5 + [180_000]
    assert (annual[-1], three[-1]) == (360_000, 360_000)


def test_days_under_30_days_of_cash_are_those_of_the_months_that_end_there() -> None:
    # 10,000 per month: 30 days of spending are 9,863. Without grants, cash of 25,000 is below that
    # from the end of February to the end of the horizon.
    poor = replace(ANNUAL, yearly_eur=0.0)
    result = compare_agreements(steady(25_000, 0, 10_000), poor, poor, hourly_cost_eur=0)
    assert result.annual.days_under_30d == (date(2028, 12, 31) - date(2026, 1, 31)).days


def test_instalments_due_after_the_start_are_not_counted_twice() -> None:
    expected = instalments((date(2026, 2, 1), 7_000), (date(2026, 8, 1), 9_000))
    poor = replace(ANNUAL, yearly_eur=0.0)
    result = compare_agreements(steady(0, 0, 0, expected), poor, poor, 0, first_month=4)
    assert result.annual.forecast.p50[-1] == 7_000


def test_hours_within_a_range_are_given_with_their_uncertainty() -> None:
    wide = replace(ANNUAL, preparation_hours=(20, 60))
    low, middle, high = compare_agreements(steady(), wide, THREE_YEAR, 0).annual.hours
    # 6 × U(20, 60) + 60: P10 = 6 × 24 + 60, P50 = 6 × 40 + 60, P90 = 6 × 56 + 60.
    assert (low, middle, high) == pytest.approx((204, 300, 396), abs=8)


@settings(max_examples=40, deadline=None)
@given(treasuries(), st.lists(st.integers(0, 200), min_size=1, max_size=5))
def test_a_three_year_agreement_never_lowers_the_path(treasury: Treasury, lags: list[int]) -> None:
    annual = replace(ANNUAL, signature_days=np.array(lags))
    three = replace(THREE_YEAR, signature_days=np.array(lags))
    result = compare_agreements(treasury, annual, three, 0, draws=40)
    for level in ("p10", "p50", "p90"):
        one, other = (getattr(o.forecast, level) for o in (result.annual, result.three_year))
        assert (other >= one - 1e-6).all()
    assert result.three_year.days_under_30d <= result.annual.days_under_30d + 1e-6


@pytest.mark.parametrize("wrong", [{"duration_years": 2}, {"schedule": (Due(10, 0.4),)}])
def test_terms_without_meaning_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"year|shares"):
        replace(ANNUAL, **wrong)


def test_terms_are_read_from_the_record_of_the_network() -> None:
    grants = pd.DataFrame(
        {
            "reference": ["a", "b", "c"],
            "funder_type": ["region"] * 3,
            "signed_on": pd.to_datetime(["2024-04-10", "2025-03-31", "2025-01-01"]),
            "started_on": pd.to_datetime(["2024-01-01", "2025-01-01", "2025-01-01"]),
            "ended_on": pd.to_datetime(["2024-12-31", "2025-12-31", "2027-12-31"]),
            "duration_months": [12, 12, 36],
            "amount_eur": [80_000.0, 100_000.0, 500_000.0],
        }
    )
    bills = pd.DataFrame(
        {
            "reference": ["a", "a", "b", "b"],
            "rank": [1, 2, 1, 2],
            "due_on": pd.to_datetime(["2024-06-09", "2025-04-30", "2025-05-30", "2026-04-30"]),
            "due_eur": [40_000.0, 40_000.0, 50_000.0, 50_000.0],
        }
    )
    files = pd.DataFrame(
        {
            "funder_type": ["region", "region", "europe"],
            "filed_on": pd.to_datetime(["2024-01-10", "2025-01-10", "2025-01-10"]),
            "preparation_hours": [30.0, 40.0, 200.0],
            "control_hours": [5.0, 5.0, 90.0],
        }
    )
    terms = observed_agreement(grants, bills, files, AS_OF)
    assert (terms.files, terms.yearly_eur) == (1, 100_000)
    assert terms.signature_days.tolist() == [100, 89]
    assert terms.schedule == (Due(60, 0.5, True), Due(484, 0.5, False))
    assert terms.preparation_hours == (31, 39)
    assert terms.yearly_hours == (5, 5)
    assert observed_agreement(grants, bills, files.iloc[:0], AS_OF) is None
    assert observed_agreement(grants, bills, files, date(2020, 1, 31)) is None


def test_a_bridge_of_30_000_takes_three_months_out_of_the_tight_zone() -> None:
    # 24,000 per month: 23,671 in 30 days. Ends: 26, 7, −12, 49, 30, 11, −8, −27, 74, 55, 36, 17.
    effect = effect_of_help(sample(golden()), "bridge", 30_000)
    assert (effect.months_before, effect.months_after) == (6, 3)
    assert effect.months_saved == 3
    assert (effect.low_before_eur, effect.low_after_eur) == (-27_000, 3_000)


@settings(max_examples=25, deadline=None)
@given(st.lists(treasuries(), min_size=1, max_size=3), st.integers(0, 5))
def test_no_other_share_of_the_envelope_saves_more(cases: list[Treasury], steps: int) -> None:
    samples = {str(i): sample(treasury, 20) for i, treasury in enumerate(cases)}
    step = 15_000.0
    result = allocate(samples, "bridge", steps * step, step)
    assert sum(e.amount_eur for e in result) <= steps * step
    best = max(
        sum(
            effect_of_help(draws, "bridge", k * step).months_saved
            for draws, k in zip(samples.values(), shares, strict=True)
        )
        for shares in product(range(steps + 1), repeat=len(cases))
        if sum(shares) <= steps
    )
    assert sum(e.months_saved for e in result) == pytest.approx(best)


def test_what_saves_nothing_stays_in_the_envelope_and_the_ceiling_holds() -> None:
    rich, poor = sample(steady(1e6)), sample(steady(20_000, 20_000, 24_000))
    result = allocate({"rich": rich, "poor": poor}, "bridge", 100_000, 10_000, 30_000)
    assert [e.amount_eur for e in result] == [0, 30_000]
    with pytest.raises(ValueError, match="step"):
        allocate({"rich": rich}, "bridge", 100_000, 0)
