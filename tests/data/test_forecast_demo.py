"""The forecast on the demo: calibrated, better than naive, and one with its indicators."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from method.forecast import Scenario, forecast, pool_delays, read_ledgers, sample
from pipelines.steps.forecast import LEDGER_QUERIES

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


def test_the_fan_holds_what_came_at_every_horizon(con: duckdb.DuckDBPyConnection) -> None:
    known = backtest(con, "known")
    assert set(known) == set(HORIZONS)
    assert min(row["forecasts"] for row in known.values()) >= 400
    coverage = {h: known[h]["coverage"] for h in HORIZONS}
    assert all(0.70 <= share <= 0.90 for share in coverage.values()), coverage


def test_the_forecast_errs_less_than_the_naive_ones(con: duckdb.DuckDBPyConnection) -> None:
    for row in backtest(con, "known").values():
        assert row["mae_eur"] < min(row["mae_last_value_eur"], row["mae_last_year_eur"])


def test_without_the_agreements_to_come_it_is_prudent(con: duckdb.DuckDBPyConnection) -> None:
    # Renewals that nobody has signed are not counted on: the bias falls below zero with time.
    signed, known = backtest(con, "signed"), backtest(con, "known")
    assert signed[1]["bias_eur"] == pytest.approx(known[1]["bias_eur"], rel=0.05)
    assert signed[12]["bias_eur"] < signed[6]["bias_eur"] < 0


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
                as_of, network_id, min(p10) as low, min(months_ahead) filter (p10 < 0) as zero
            from marts.cash_forecast group by all
        ),
        said as (
            select
                as_of, network_id,
                max(value) filter (indicator_id = 'cash_low_p10_12m') as low,
                max(value) filter (indicator_id = 'months_to_negative_p10') as zero,
                max(value) filter (indicator_id = 'max_delay_supported_days') as delay,
                max(status) filter (indicator_id = 'cash_low_p10_12m') as status
            from marts.indicator_values group by all
        )
        select * from fan full join said using (as_of, network_id)
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
            or bool_or(share_negative < 0 or share_negative > 1)
        """
    ).fetchall()
    assert not bad


def test_a_page_that_asks_again_finds_the_published_figures(con: duckdb.DuckDBPyConnection) -> None:
    ledgers = read_ledgers(**{n: con.execute(q).df() for n, q in LEDGER_QUERIES.items()})
    as_of = con.execute("select max(as_of) from core.month").fetchone()[0]
    pooled = pool_delays(ledgers.values(), as_of)
    published = dict(
        con.execute(
            "select network_id, list(p10 order by months_ahead) from marts.cash_forecast "
            "where as_of = ? and network_id <> '*' group by all",
            [as_of],
        ).fetchall()
    )
    assert len(published) >= 15
    for network_id, p10 in published.items():
        treasury = ledgers[network_id].treasury(as_of, pooled)
        assert forecast(sample(treasury)).p10.tolist() == pytest.approx(p10)
        later = forecast(sample(treasury), Scenario(delay_days=60))
        assert later.low_eur <= min(p10) + 1e-6


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
