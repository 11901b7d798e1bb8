"""The forecast on the demo: calibrated, better than naive, consistent with its indicators."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

from method.forecast import (
    Scenario,
    forecast,
    max_delay_supported,
    pool_records,
    sample,
    widened,
)
from method.forecast.reading import read_ledgers
from pipelines.steps.forecast import ledger_frames

HORIZONS = range(1, 13)


@pytest.fixture(scope="module")
def con(demo_db: Path):
    with duckdb.connect(demo_db, read_only=True) as connection:
        yield connection


def backtest(con: duckdb.DuckDBPyConnection, agreements: str) -> dict[int, dict]:
    rows = con.execute(
        "select * from marts.cash_backtest where network_id = '*' and agreements = ?", [agreements]
    ).df()
    return {row["months_ahead"]: row for row in rows.to_dict("records")}


def test_the_published_fan_contains_the_outcomes_at_every_horizon(
    con: duckdb.DuckDBPyConnection,
) -> None:
    expected = backtest(con, "expected")
    assert set(expected) == set(HORIZONS)
    assert min(row["forecasts"] for row in expected.values()) >= 400
    coverage = {h: expected[h]["coverage"] for h in HORIZONS}
    assert all(0.72 <= share <= 0.88 for share in coverage.values()), coverage
    raw_coverage = {h: expected[h]["coverage_drawn"] for h in HORIZONS}
    assert all(0.70 <= share <= 0.90 for share in raw_coverage.values()), raw_coverage


def test_today_s_stretch_would_have_held_eight_in_ten(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        """
        with today as (
            select months_ahead, spread_factor, spread_month_ends from marts.cash_forecast
            where network_id = '*' and as_of = (select max(as_of) from core.month)
        ),
        past as (
            select f.months_ahead, f.p50, f.drawn_p10, f.drawn_p90, a.balance_eur as came,
                dense_rank() over (partition by f.months_ahead order by f.as_of desc) as age
            from marts.cash_forecast as f inner join core.cash_month as a
                on f.network_id = a.network_id and f.month_end = a.month_end
            where f.network_id <> '*' and a.balance_eur is not null
        )
        select months_ahead, min(spread_month_ends), avg(case when came between
            p50 - spread_factor * (p50 - drawn_p10) - 0.01
            and p50 + spread_factor * (drawn_p90 - p50) + 0.01 then 1 else 0 end)
        from past inner join today using (months_ahead) where age <= 24 group by 1 order by 1
        """
    ).fetchall()
    assert [row[0] for row in rows] == list(HORIZONS)
    for _, month_ends, is_within in rows:
        assert month_ends == 24
        assert is_within == pytest.approx(0.8, abs=0.006)


def test_the_forecast_errs_less_than_the_naive_ones(con: duckdb.DuckDBPyConnection) -> None:
    for agreements in ("expected", "known"):
        for row in backtest(con, agreements).values():
            assert row["mae_eur"] < min(row["mae_last_value_eur"], row["mae_last_year_eur"])


def test_what_is_signed_alone_falls_short_and_the_renewals_fill_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    committed, expected, informed = (backtest(con, w) for w in ("committed", "expected", "known"))
    assert committed[12]["bias_eur"] < committed[6]["bias_eur"] < 0
    assert committed[12]["mae_eur"] > 1.5 * expected[12]["mae_eur"]
    # Knowing the renewals in advance is the best that a forecast can do.
    assert expected[12]["mae_eur"] == pytest.approx(informed[12]["mae_eur"], rel=0.05)


def test_the_backtest_reads_24_month_ends_at_most(con: duckdb.DuckDBPyConnection) -> None:
    most = con.execute(
        "select max(forecasts) from marts.cash_backtest where network_id <> '*'"
    ).fetchone()
    assert most == (24,)


def test_the_indicators_are_read_from_the_published_fan(con: duckdb.DuckDBPyConnection) -> None:
    wrong = con.execute(
        """
        with fan as (
            select
                as_of, network_id, '' as reading, min(p10) as low,
                min(months_ahead) filter (p10 < 0) as zero
            from marts.cash_forecast group by all
            union all
            select
                as_of, network_id, '_committed', min(committed_p10),
                min(months_ahead) filter (committed_p10 < 0)
            from marts.cash_forecast group by all
        ),
        readings as (select unnest(['', '_committed']) as reading),
        said as (
            select
                as_of, network_id, reading,
                max(value) filter (indicator_id = 'cash_low_p10_12m' || reading) as low,
                max(value) filter (indicator_id = 'months_to_negative_p10' || reading) as zero,
                max(value) filter (indicator_id = 'max_delay_supported_days' || reading) as delay,
                max(status) filter (indicator_id = 'cash_low_p10_12m' || reading) as status
            from marts.indicator_values cross join readings group by all
        )
        select * from fan full join said using (as_of, network_id, reading)
        where (said.status = 'ok') <> (fan.low is not null)
            or abs(fan.low - said.low) > 0.01
            or fan.zero is distinct from said.zero
            or (fan.low < 0 and said.delay > 0)
            or (fan.zero is not null and said.delay = 365)
        """
    ).fetchall()
    assert not wrong


def test_the_fan_has_twelve_months_in_order(con: duckdb.DuckDBPyConnection) -> None:
    bad = con.execute(
        """
        select as_of, network_id from marts.cash_forecast group by all
        having count(*) <> 12 or count(distinct month_end) <> 12
            or min(month_end) <> last_day(as_of + interval 1 month)
            or bool_or(not (p10 <= p50 and p50 <= p90))
            or bool_or(not (committed_p10 <= committed_p50 and committed_p50 <= committed_p90))
            or bool_or(committed_p10 > p10 or committed_p50 > p50 or committed_p90 > p90)
            or bool_or(share_negative < 0 or share_negative > 1)
        """
    ).fetchall()
    assert not bad


def test_a_page_that_asks_again_finds_the_published_figures(con: duckdb.DuckDBPyConnection) -> None:
    ledgers = read_ledgers(**ledger_frames(con))
    as_of = con.execute("select max(as_of) from core.month").fetchone()[0]
    pooled = pool_records(ledgers.values(), as_of)
    published = {
        network_id: (p10, committed, np.array(factors))
        for network_id, p10, committed, factors in con.execute(
            "select network_id, list(p10 order by months_ahead), list(committed_p10 order by "
            "months_ahead), list(spread_factor order by months_ahead) from marts.cash_forecast "
            "where as_of = ? and network_id <> '*' group by all",
            [as_of],
        ).fetchall()
    }
    assert len(published) >= 15
    for network_id, (p10, committed, factors) in published.items():
        treasury = ledgers[network_id].treasury(as_of, pooled)
        assert treasury is not None
        fan = widened(sample(treasury), factors)
        assert forecast(fan).p10.tolist() == pytest.approx(p10)
        assert forecast(fan, reading="committed").p10.tolist() == pytest.approx(committed)
        later = forecast(fan, Scenario(delay_days=60))
        assert later.low_eur <= min(p10) + 1e-6


def test_committed_supports_no_longer_delay(con: duckdb.DuckDBPyConnection) -> None:
    wrong = con.execute(
        "select e.network_id, e.as_of from marts.indicator_values as e "
        "inner join marts.indicator_values as c using (as_of, network_id) "
        "where e.indicator_id = 'max_delay_supported_days' "
        "and c.indicator_id = 'max_delay_supported_days_committed' and c.value > e.value"
    ).fetchall()
    assert not wrong


def test_late_money_is_not_certain_next_month(con: duckdb.DuckDBPyConnection) -> None:
    """The most fragile network waits for two grants: their arrival is never certain."""
    ledgers = read_ledgers(**ledger_frames(con))
    as_of = con.execute("select max(as_of) from core.month").fetchone()[0]
    treasury = ledgers["cuirlande"].treasury(as_of, pool_records(ledgers.values(), as_of))
    assert treasury is not None
    draws = sample(treasury)
    late = treasury.instalments.due_day < -60
    assert late.sum() >= 2
    within = (draws.contracted.pay_day[late] <= 31).mean(axis=1)
    assert (within < 0.9).all()
    assert max_delay_supported(draws) == 0


@pytest.mark.parametrize(
    ("table", "grain", "shares"),
    [
        ("cash_backtest", "network_id, agreements, months_ahead", "coverage"),
        ("funder_delay", "as_of, network_id, funder_type, funder_name", "over_60_days_share"),
        ("cash_forecast", "as_of, network_id, month_end", "share_negative"),
    ],
)
def test_one_row_a_grain_and_shares_within_bounds(
    con: duckdb.DuckDBPyConnection, table: str, grain: str, shares: str
) -> None:
    rows, distinct, low, high, orphans = con.execute(
        f"select count(*), count(distinct ({grain})), min({shares}), max({shares}), "
        "count(*) filter (network_id not in (select scope_id from core.network_scope)) "
        f"from marts.{table}"
    ).fetchone()
    assert rows == distinct > 0
    assert 0 <= low <= high <= 1
    assert orphans == 0
