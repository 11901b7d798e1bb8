"""Each law, broken in an otherwise valid build, is reported by name; that build is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from method.laws import Bounds, load_laws
from pipelines.build import laws
from pipelines.build.graph import FUNCTIONS, SQL_ROOT
from pipelines.build.laws import broken_laws, load_law_terms
from pipelines.build.run import BuildRefused, build_workspace

TABLES = ("law_value", "law_sum", "law_flow", "law_order", "law_breach")
FIGURE = (
    "update marts.indicator_values set {change} where network_id = '{network}' "
    "and indicator_id = '{indicator}' and status = 'ok' "
    "and as_of = (select max(as_of) from core.month)"
)


def figure(indicator: str, change: str, network: str = "pole-ondafrene") -> str:
    return FIGURE.format(indicator=indicator, change=change, network=network)


FAN = "update marts.cash_forecast set p50 = p90 + 1 where months_ahead = 3"
COMMITTED = (
    "alter table marts.cash_forecast add column {name} double; "
    "update marts.cash_forecast set {name} = {value}"
)
BROKEN = {
    "part_of_a_whole": figure("churn_12m", "value = 1.2, numerator = 1.2 * denominator"),
    "never_below_zero": figure("headcount", "value = -1, numerator = -1"),
    "redo_the_division": figure("leverage", "value = value + 0.1"),
    "size_classes": figure(
        "ge_share", "value = value + 0.1, numerator = (value + 0.1) * denominator"
    ),
    "small_firms": figure("tpe_pme_share", "value = 0.5, numerator = 0.5 * denominator"),
    "reasons_of_leaving": figure("leaves_other_12m", "value = value + 1"),
    "ages_of_receivables": figure("subsidy_overdue", "value = value + 1"),
    "all_networks_at_most": figure("companies_active", "value = 100 * value", "*"),
    "stock_and_flow": figure("joins_12m", "value = value + 1"),
    "fan": FAN,
    "committed_fan": None,
    "committed_at_most_expected": None,
}


@pytest.fixture(scope="module")
def built(
    demo_db: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writable copy of the demonstration, with the laws of the project."""
    file = tmp_path_factory.mktemp("laws") / "demo.duckdb"
    shutil.copy(demo_db, file)
    with duckdb.connect(file) as con:
        con.execute(FUNCTIONS.read_text(encoding="utf-8"))
        con.execute("create schema if not exists reference")
        load_law_terms(con)
        yield con


def said(con: duckdb.DuckDBPyConnection) -> str | None:
    for name in TABLES:
        sql = (SQL_ROOT / "quality" / f"{name}.sql").read_text(encoding="utf-8")
        con.execute(f"create or replace table quality.{name} as {sql}")
    return broken_laws(con)


def test_the_demonstration_breaks_none(built: duckdb.DuckDBPyConnection) -> None:
    assert said(built) is None


def test_every_law_is_broken_here() -> None:
    assert set(BROKEN) == {law.id for law in load_laws()}


@pytest.mark.parametrize("law", [law for law, statement in BROKEN.items() if statement])
def test_a_broken_law_is_named(built: duckdb.DuckDBPyConnection, law: str) -> None:
    built.execute("begin")
    try:
        built.execute(BROKEN[law])
        message = said(built)
    finally:
        built.execute("rollback")
    label = {each.id: each.label for each in load_laws()}[law]
    assert message is not None
    assert f"« {label} »" in message
    assert "2026" in message or "2025" in message or law == "fan"


@pytest.mark.parametrize("law", ["committed_fan", "committed_at_most_expected"])
def test_both_readings_of_the_forecast_are_held(built: duckdb.DuckDBPyConnection, law: str) -> None:
    columns = {row[0] for row in built.execute("describe marts.cash_forecast").fetchall()}
    built.execute("begin")
    try:
        for name in ("committed_p10", "committed_p50", "committed_p90"):
            if name not in columns:
                built.execute(f"alter table marts.cash_forecast add column {name} double")
            built.execute(
                f"update marts.cash_forecast set {name} = {name.removeprefix('committed_')}"
            )
        assert said(built) is None
        worse = {
            "committed_fan": "committed_p50 = committed_p10 - 1",
            "committed_at_most_expected": "committed_p90 = p90 + 1",
        }[law]
        built.execute(f"update marts.cash_forecast set {worse}")
        message = said(built)
    finally:
        built.execute("rollback")
    label = {each.id: each.label for each in load_laws()}[law]
    assert message is not None
    assert f"« {label} »" in message


def test_a_build_that_breaks_a_law_publishes_nothing(
    demo_raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impossible = Bounds(
        id="impossible", label="un réseau a mille membres", kind="bounds", low=1000,
        indicators=("members_active",),
    )  # fmt: skip
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("workspace.toml", "reseaux.csv", "adhesions.csv"):
        shutil.copy(demo_raw / name, raw / name)
    monkeypatch.setattr(laws, "load_laws", lambda: (*load_laws(), impossible))
    with pytest.raises(BuildRefused, match="un réseau a mille membres") as refusal:
        build_workspace(raw, tmp_path / "curated")
    assert "Galvacier" in str(refusal.value) or "et " in str(refusal.value)
    assert not list((tmp_path / "curated").glob("observatory*"))
