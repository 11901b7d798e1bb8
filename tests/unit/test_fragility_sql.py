"""`marts.fragility` and the stage on a small panel, with every figure computed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import duckdb
import pytest

from method.catalog import load_catalog
from pipelines.build.graph import SQL_ROOT, sql_node
from pipelines.steps import fragility_rank, fragility_reference

MONTHS = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
Put = Callable[..., None]


@pytest.fixture
def panel() -> Iterator[duckdb.DuckDBPyConnection]:
    """Four month ends, two networks; every scored indicator is `ok` at its safe goalpost."""
    with duckdb.connect() as con:
        for schema in ("reference", "core", "marts", "keys"):
            con.execute(f"create schema {schema}")
        con.execute((SQL_ROOT / "functions.sql").read_text())
        fragility_reference.run(con)
        con.execute("create table core.month (as_of date)")
        con.execute(
            "create table marts.alert_event (network_id varchar, rule_id varchar, "
            "severity varchar, fired_on date, cleared_on date)"
        )
        con.executemany("insert into core.month values (?)", [[m] for m in MONTHS])
        con.execute(
            "create table core.network as select * from (values "
            "('a', date '2010-01-01', null::date, 'perennisation'), "
            "('b', date '2010-01-01', null::date, 'impulsion')) "
            "as t (network_id, created_on, ended_on, declared_stage)"
        )
        con.execute(
            "create table marts.indicator_values as "
            "select m.as_of, n.network_id, g.indicator_id, 'ok' as status, g.safe as value "
            "from core.month m cross join core.network n cross join reference.fragility_goalpost g"
        )
        con.execute(
            "insert into marts.indicator_values select m.as_of, n.network_id, i.id, 'ok', i.value "
            "from core.month m cross join core.network n cross join (values "
            "('members_active', 20.0), ('fte', 3.0), ('months_to_negative_p10', null)) "
            "as i (id, value)"
        )
        yield con


@pytest.fixture
def put(panel: duckdb.DuckDBPyConnection) -> Put:
    """Change one value; None makes it `no_data`."""

    def change(network: str, indicator: str, value: float | None, month: int = -1) -> None:
        panel.execute(
            "update marts.indicator_values set value = ?, status = ? "
            "where network_id = ? and indicator_id = ? and as_of = ?",
            [value, "no_data" if value is None else "ok", network, indicator, MONTHS[month]],
        )

    return change


def built(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, object]]:
    """Last month of `marts.fragility`, by network."""
    for name in ("fragility_indicator", "fragility_stage_criterion", "fragility_stage"):
        sql_node(SQL_ROOT / "marts" / f"{name}.sql").run(con)
    fragility_rank.run(con)
    for name in ("fragility_alarm", "fragility"):
        sql_node(SQL_ROOT / "marts" / f"{name}.sql").run(con)
    rows = con.execute("from marts.fragility where as_of = ?", [MONTHS[-1]])
    names = [column[0] for column in rows.description]
    return {r["network_id"]: r for r in (dict(zip(names, v, strict=True)) for v in rows.fetchall())}


def bounds(indicator: str) -> tuple[float, float]:
    thresholds = load_catalog().indicators[indicator].thresholds
    assert thresholds
    return thresholds.safe, thresholds.critical


def test_all_safe_is_zero_and_solid(panel: duckdb.DuckDBPyConnection) -> None:
    row = built(panel)["a"]
    assert (row["score"], row["level"], row["coverage"]) == (0.0, "solide", 1.0)
    assert (row["indicators_known"], row["indicators_expected"]) == (16, 16)


def test_points_by_hand(panel: duckdb.DuckDBPyConnection, put: Put) -> None:
    put("a", "cash_days", 60)  # halfway from 90 to 30: 50 of 100, a quarter of 35 points
    put("a", "payment_delay_days", 500)  # beyond the goalpost: capped at 100
    put("a", "growth_12m", 0.5)  # better than safe: floored at 0
    row = built(panel)["a"]
    assert row["treasury_score"] == pytest.approx((50 + 100) / 4)
    assert row["score"] == pytest.approx(0.35 * 37.5)
    assert row["membership_score"] == 0
    points = dict(
        panel.execute(
            "select indicator_id, points from marts.fragility_indicator "
            "where network_id = 'a' and as_of = ? and points > 0",
            [MONTHS[-1]],
        ).fetchall()
    )
    assert points == {
        "cash_days": pytest.approx(0.35 * 50 / 4),
        "payment_delay_days": pytest.approx(0.35 * 100 / 4),
    }
    assert (row["rank"], built(panel)["b"]["rank"]) == (1, 2)


def test_a_missing_value_is_neither_zero_nor_a_hundred(
    panel: duckdb.DuckDBPyConnection, put: Put
) -> None:
    put("a", "cash_days", None)
    put("a", "payment_delay_days", bounds("payment_delay_days")[1])
    row = built(panel)["a"]
    assert row["treasury_score"] == pytest.approx(100 / 3)
    assert row["coverage"] == 1.0
    assert row["score_low"] == pytest.approx(0.35 * 25)
    assert row["score_high"] == pytest.approx(0.35 * 50)
    assert row["indicators_known"] == 15


def test_coverage_under_sixty_hundredths_gives_no_total(
    panel: duckdb.DuckDBPyConnection, put: Put
) -> None:
    for dimension in load_catalog().fragility.dimensions:
        if dimension.id in ("membership", "dependency", "workload"):
            for indicator in dimension.indicators:
                put("a", indicator, None)
    row = built(panel)["a"]
    assert row["coverage"] == 0.6
    assert row["score"] == 0.0
    for indicator in load_catalog().fragility.dimensions[1].indicators:
        put("a", indicator, None)
    row = built(panel)["a"]
    assert row["coverage"] == 0.35
    for name in ("score", "level", "rank", "rank_low", "rank_high", "top_five_probability"):
        assert row[name] is None
    assert row["treasury_score"] == 0.0
    assert built(panel)["b"]["rank"] == 1


@pytest.mark.parametrize(
    ("indicator", "value", "level"),
    [
        ("cash_days", 29.9, "a_surveiller"),
        ("cash_days", 30.0, "solide"),
        ("months_to_negative_p10", 3.0, "a_surveiller"),
        ("months_to_negative_p10", 4.0, "solide"),
    ],
)
def test_an_alarm_forbids_solid(
    panel: duckdb.DuckDBPyConnection, put: Put, indicator: str, value: float, level: str
) -> None:
    put("a", indicator, value)
    row = built(panel)["a"]
    assert row["score"] < 35
    assert row["level"] == level
    assert row["alarm_indicator"] == (indicator if level != "solide" else None)


def test_an_alarm_does_not_better_a_fragile_network(
    panel: duckdb.DuckDBPyConnection, put: Put
) -> None:
    for dimension in load_catalog().fragility.dimensions:
        for indicator in dimension.indicators:
            put("a", indicator, bounds(indicator)[1])
    put("a", "cash_days", 0)
    row = built(panel)["a"]
    assert (row["score"], row["level"]) == (100.0, "fragile")


def test_the_engine_finds_what_the_sql_finds(panel: duckdb.DuckDBPyConnection, put: Put) -> None:
    put("a", "churn_12m", 0.17)
    put("a", "hours_per_10k", None)
    put("b", "key_person_share", 0.6)
    rows = built(panel)
    scores = panel.execute("from marts.fragility_indicator where as_of = ?", [MONTHS[-1]]).df()
    rules = load_catalog().fragility
    panel_of_month = fragility_rank.Panel.from_table(scores)
    result = fragility_rank.assess(panel_of_month, fragility_rank.stated_weights(rules), rules)
    for n, network in enumerate(result.network_ids):
        assert result.score[n] == rows[network]["score"]
        assert result.rank[n] == rows[network]["rank"]
        assert result.coverage[n] == rows[network]["coverage"]


def test_a_network_that_ended_has_no_row(panel: duckdb.DuckDBPyConnection) -> None:
    panel.execute("update core.network set ended_on = date '2026-03-15' where network_id = 'a'")
    assert set(built(panel)) == {"b"}
    assert panel.execute(
        "select count(*) from marts.fragility where network_id = 'a'"
    ).fetchone() == (2,)


def stages(con: duckdb.DuckDBPyConnection) -> list[str | None]:
    built(con)
    rows = con.execute(
        "select stage from marts.fragility_stage where network_id = 'a' order by as_of"
    )
    return [stage for (stage,) in rows.fetchall()]


def test_one_month_does_not_move_the_stage(panel: duckdb.DuckDBPyConnection, put: Put) -> None:
    put("a", "fte", 2.9, month=2)
    assert stages(panel) == ["developpement"] * 4


def test_two_months_in_a_row_move_the_stage(panel: duckdb.DuckDBPyConnection, put: Put) -> None:
    put("a", "fte", 2.9, month=1)
    put("a", "fte", 2.9, month=2)
    put("a", "fte", 0.4, month=3)
    assert stages(panel) == ["developpement", "developpement", "perennisation", "perennisation"]


@pytest.mark.parametrize(
    ("indicator", "value", "stage"),
    [
        ("members_active", 14, "impulsion"),
        ("members_active", 15, "developpement"),
        ("fte", 0.4, "impulsion"),
        ("fte", 0.5, "perennisation"),
        ("fte", None, None),
    ],
)
def test_the_rules_of_the_stage(
    panel: duckdb.DuckDBPyConnection, put: Put, indicator: str, value: float | None, stage: str
) -> None:
    for month in range(4):
        put("a", indicator, value, month)
    assert stages(panel) == [stage] * 4


def test_a_young_network_is_under_launch_whatever_else_is_missing(
    panel: duckdb.DuckDBPyConnection, put: Put
) -> None:
    panel.execute("update core.network set created_on = date '2025-01-01' where network_id = 'a'")
    for month in range(4):
        put("a", "fte", None, month)
    assert stages(panel) == ["impulsion"] * 4


def test_the_way_to_the_next_stage_is_given(panel: duckdb.DuckDBPyConnection, put: Put) -> None:
    put("a", "fte", 2.2)
    built(panel)
    rows = panel.execute(
        "select measure, is_launch, is_growth, gap_to_growth from marts.fragility_stage_criterion "
        "where network_id = 'a' and as_of = ? and not is_growth",
        [MONTHS[-1]],
    ).fetchall()
    assert rows == [("fte", False, False, pytest.approx(0.8))]
