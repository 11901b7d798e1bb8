"""The forecast engine: the golden case, the invariants of every draw, and invalid input."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from method.forecast import (
    DelayBook,
    Delays,
    Instalments,
    Renewable,
    Scenario,
    Treasury,
    balances,
    forecast,
    max_delay_supported,
    pool,
    sample,
    simulate,
)
from method.forecast.columns import stacked
from method.forecast.engine import counted, quantiles
from method.forecast.money import Joined, Money
from tests.unit.treasuries import golden, instalments, steady, treasuries

few = settings(max_examples=60)
DRAWS = 40


def test_the_golden_case_reaches_its_low_point_in_month_eight() -> None:
    fan = simulate(golden())
    assert (fan.low_eur, fan.low_month) == (-27_000, 8)
    assert fan.p10.tolist() == fan.p90.tolist()
    assert fan.months_to_negative == 3
    assert fan.month_ends[0] == date(2026, 1, 31)
    assert fan.month_ends[-1] == date(2026, 12, 31)


def test_three_months_late_the_golden_case_falls_to_84_000_below_in_month_eleven() -> None:
    fan = simulate(golden(), Scenario(delay_days=90))
    assert (fan.low_eur, fan.low_month) == (-84_000, 11)


def test_the_delay_of_one_funder_moves_its_money_only() -> None:
    region = instalments((date(2026, 4, 15), 80_000))
    state = instalments((date(2026, 9, 15), 120_000), funder="DREETS", kind="etat")
    both = stacked([region, state])
    treasury = steady(expected=both)
    by_type = simulate(treasury, Scenario(delay_by_funder={"region": 90}))
    assert by_type.p50[[2, 3, 5, 6, 8]].tolist() == [
        -12_000, -31_000, -69_000, -8_000, 74_000,
    ]  # fmt: skip
    by_name = simulate(treasury, Scenario(delay_by_funder={"etat": 0, "DREETS": 90}))
    assert by_name.p50[[3, 8, 11]].tolist() == [49_000, -46_000, 17_000]


def test_a_cut_takes_its_share_of_what_is_not_due_and_leaves_claims_whole() -> None:
    expected = instalments((date(2025, 10, 1), 10_000), (date(2026, 6, 1), 40_000))
    treasury = steady(0, 0, 0, expected)
    assert simulate(treasury, Scenario(grant_cut_share=0.25)).p50[-1] == 40_000
    other = Scenario(grant_cut_share=0.25, cut_funders=frozenset({"europe"}))
    assert simulate(treasury, other).p50[-1] == 50_000


def test_members_lost_take_their_part_of_the_fees() -> None:
    treasury = steady(0, 1_000, 0, fees_share=0.6)
    assert simulate(treasury, Scenario(members_lost_share=0.5)).p50[-1] == pytest.approx(8_400)
    with pytest.raises(ValueError, match="fees"):
        simulate(replace(treasury, fees_share=None), Scenario(members_lost_share=0.5))


def test_a_bridge_is_there_while_it_lasts() -> None:
    scenario = Scenario(bridge_eur=10_000, bridge_month=3, bridge_months=2)
    change = simulate(golden(), scenario).p50 - simulate(golden()).p50
    assert change.tolist() == [0, 0, 10_000, 10_000, 0, 0, 0, 0, 0, 0, 0, 0]


def test_an_advance_is_taken_off_the_first_money_that_comes() -> None:
    change = simulate(golden(), Scenario(advance_eur=100_000)).p50 - simulate(golden()).p50
    assert change.tolist() == [100_000] * 3 + [20_000] * 5 + [0] * 4


def test_an_advance_cannot_exceed_what_is_contracted() -> None:
    advanced = simulate(golden(), Scenario(advance_eur=1e9))
    assert advanced.p50[0] == 45_000 - 19_000 + 200_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"grant_cut_share": 1.2},
        {"members_lost_share": -0.1},
        {"bridge_eur": -1},
        {"advance_month": 0},
    ],
)
def test_a_scenario_without_meaning_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"share|negative|months"):
        Scenario(**wrong)


def test_a_month_without_history_is_refused() -> None:
    treasury = steady()
    short = replace(
        treasury,
        calendar_month=treasury.calendar_month[:11],
        receipts_eur=treasury.receipts_eur[:11],
        payments_eur=treasury.payments_eur[:11],
    )
    with pytest.raises(ValueError, match="calendar month"):
        simulate(short)


def test_the_season_is_kept_and_the_seed_is_fixed() -> None:
    treasury = steady(0, 0, 0)
    receipts = np.where(treasury.calendar_month == 3, 700.0, 0.0)
    seasonal = replace(treasury, receipts_eur=receipts, as_of=date(2026, 1, 31))
    assert simulate(seasonal).p50[:3].tolist() == [0, 700, 700]
    noisy = replace(treasury, receipts_eur=np.arange(24.0) ** 2)
    again, other = sample(noisy), sample(noisy, seed=1)
    assert (sample(noisy).receipts_eur == again.receipts_eur).all()
    assert (sample(noisy).receipts_eur != other.receipts_eur).any()


def test_the_80_percent_interval_covers_80_in_100_over_three_years() -> None:
    rng = np.random.default_rng(7)
    inside = []
    for seed in range(400):
        flows = rng.normal(0, 1_000, 48)
        treasury = Treasury(
            "law", date(2025, 12, 31), 0.0, np.tile(np.arange(1, 13), 3), flows[:36],
            np.zeros(36), Instalments.none(), DelayBook(Delays.none()),
        )  # fmt: skip
        fan = simulate(treasury, draws=400, seed=seed)
        inside.append((fan.p10 <= flows[36:].cumsum()) & (flows[36:].cumsum() <= fan.p90))
    coverage = np.mean(inside, axis=0)
    assert coverage[5:].min() > 0.74
    assert coverage[5:].max() < 0.86


@few
@given(treasuries(), st.integers(0, 300), st.integers(0, 300))
def test_more_delay_never_raises_a_path(treasury: Treasury, one: int, more: int) -> None:
    draws = sample(treasury, DRAWS)
    soon = balances(draws, Scenario(delay_days=one))
    late = balances(draws, Scenario(delay_days=one + more))
    assert (late <= soon + 1e-6).all()
    by_funder = balances(draws, Scenario(delay_days=one, delay_by_funder={"region": more}))
    assert (by_funder <= soon + 1e-6).all()


@few
@given(treasuries(), st.floats(0, 100_000), st.integers(1, 12), st.integers(1, 12))
def test_help_never_lowers_the_low_point(
    treasury: Treasury, amount: float, month: int, months: int
) -> None:
    draws = sample(treasury, DRAWS)
    alone = forecast(draws)
    for scenario in (
        Scenario(bridge_eur=amount, bridge_month=month, bridge_months=months),
        Scenario(advance_eur=amount, advance_month=month),
    ):
        helped = forecast(draws, scenario)
        assert helped.low_eur >= alone.low_eur - 1e-6
        assert helped.months_under_30d <= alone.months_under_30d + 1e-9


@few
@given(treasuries(), st.floats(0, 1), st.floats(0, 1))
def test_a_cut_and_a_loss_never_raise_a_path(treasury: Treasury, cut: float, lost: float) -> None:
    draws = sample(treasury, DRAWS)
    hit = balances(draws, Scenario(grant_cut_share=cut, members_lost_share=lost))
    assert (hit <= balances(draws) + 1e-6).all()


@few
@given(treasuries())
def test_without_variance_every_draw_is_the_plain_sum(treasury: Treasury) -> None:
    year = np.arange(12)
    certain = replace(
        treasury,
        receipts_eur=np.resize(treasury.receipts_eur[year], treasury.receipts_eur.size),
        payments_eur=np.resize(treasury.payments_eur[year], treasury.payments_eur.size),
        delays=DelayBook(Delays.none()),
        renewable=Renewable.none(),
        instalments=treasury.instalments._replace(
            due_day=np.maximum(treasury.instalments.due_day, 1)
        ),
    )
    due = certain.instalments.due_day
    fan = simulate(certain, draws=DRAWS)
    expected, balance = [], certain.balance_eur
    for month, end in enumerate(certain.month_end_days(12)):
        balance += certain.receipts_eur[month] - certain.payments_eur[month]
        expected.append(balance + certain.instalments.amount_eur[due <= end].sum())
    for quantile in (fan.p10, fan.p50, fan.p90):
        assert quantile == pytest.approx(expected, abs=1e-6)


DELAYED = (
    Scenario(),
    Scenario(advance_eur=60_000, advance_month=3, delay_days=20),
    Scenario(delay_by_funder={"etat": 45}, grant_cut_share=0.2, bridge_eur=30_000, bridge_month=2),
)


# Trying every day takes 366 forecasts for each example.
@settings(max_examples=15)
@given(treasuries(), st.sampled_from(DELAYED))
def test_bisection_finds_what_trying_every_day_finds(
    treasury: Treasury, scenario: Scenario
) -> None:
    _assert_bisected(treasury, scenario)


@pytest.mark.deep
@few
@given(treasuries(), st.sampled_from(DELAYED))
def test_bisection_finds_what_trying_every_day_finds_in_more_treasuries(
    treasury: Treasury, scenario: Scenario
) -> None:
    _assert_bisected(treasury, scenario)


def _assert_bisected(treasury: Treasury, scenario: Scenario) -> None:
    draws = sample(treasury, DRAWS)
    later = (replace(scenario, delay_days=scenario.delay_days + d) for d in range(366))
    lows = [forecast(draws, changed).low_eur for changed in later]
    holding = [d for d, low in enumerate(lows) if low >= 0]
    assert max_delay_supported(draws, scenario) == (holding[-1] if holding else 0)


def test_the_supported_delay_of_a_case_done_by_hand() -> None:
    # 60,000 − 12 × 5,000 = 0 at the end of May without the grant of 15 March: it may come until
    # 30 June, 107 days later, since the balance of the end of June would be −12,000 without it.
    treasury = steady(60_000, 0, 12_000, instalments((date(2026, 3, 15), 500_000)))
    assert max_delay_supported(sample(treasury)) == (date(2026, 6, 30) - date(2026, 3, 15)).days
    assert max_delay_supported(sample(steady(1e6, 0, 100))) == 365
    assert max_delay_supported(sample(steady(0, 0, 100))) == 0


def test_the_money_of_no_draw_at_all_is_a_path_for_nobody() -> None:
    # The empty set that remains when no draw changes sign between the two bounds.
    draws = sample(golden(), DRAWS)
    for part in counted(draws, "expected"):
        none = part.payments(Scenario(), np.array([], np.intp), 365)
        assert none.received(draws.month_end_days, 0, 30).shape == (12, 0)


@few
@given(treasuries(), treasuries())
def test_pooling_adds_paths_draw_by_draw(one: Treasury, other: Treasury) -> None:
    samples = [sample(one, DRAWS, seed=1), sample(other, DRAWS, seed=2)]
    together = balances(pool(samples), Scenario(delay_days=45, grant_cut_share=0.1))
    apart = [balances(s, Scenario(delay_days=45, grant_cut_share=0.1)) for s in samples]
    assert together == pytest.approx(apart[0] + apart[1], abs=1e-5)


def test_samples_of_different_sizes_are_not_pooled() -> None:
    with pytest.raises(ValueError, match="one size"):
        pool([sample(golden(), 10), sample(golden(), 11)])


@few
@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5), min_size=1, max_size=4))
def test_quantiles_are_those_of_numpy(rows: list[list[float]]) -> None:
    paths = np.array(rows)
    levels = (0.1, 0.5, 0.9)
    assert quantiles(paths, levels) == pytest.approx(np.quantile(paths, levels, axis=1))


@pytest.mark.parametrize("scenario", [Scenario(), Scenario(delay_days=40, grant_cut_share=0.5)])
def test_money_of_several_is_what_one_copy_of_it_would_be(scenario: Scenario) -> None:
    rng = np.random.default_rng(5)
    days, draws = np.array([30, 61, 91]), np.arange(20)
    parts = [
        Money(
            instalments(*[(date(2026, 3, 1), amount) for amount in rng.uniform(1, 9, size)]),
            rng.integers(-5, 120, (size, 20)).astype(np.int32),
            share,
        )
        for size, share in ((11, None), (0, None), (3, rng.random((3, 20))))
    ]
    copy = Money(
        stacked([part.instalments for part in parts]),
        np.concatenate([part.pay_day for part in parts]),
        np.concatenate([np.ones((11, 20)) if p.share is None else p.share for p in parts[::2]]),
    )
    joined = Joined.of([parts[0], Joined.of(parts[1:])])
    received = joined.received(scenario, days)
    assert received.tobytes() == copy.received(scenario, days).tobytes()
    assert received[-1].min() > 0
    for one, other in zip(
        joined.payments(scenario, draws, 91), copy.payments(scenario, draws, 91), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(joined.pay_day, copy.pay_day)
