"""An indicator declared and not computed, or computed and not declared, stops the build."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from method.catalog import CatalogError, load_catalog
from pipelines.build import declared


@pytest.fixture
def work() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for schema in ("reference", "indicators", "core", "marts"):
            connection.execute(f"create schema {schema}")
        for table in ("indicators.figure", "marts.territory_values"):
            connection.execute(f"create table {table} (indicator_id varchar)")
        for table in {i.table for i in load_catalog().indicators.values() if i.table}:
            connection.execute(f"create table {table} (value double)")
        declared.load_indicators(connection)
        yield connection


def test_what_nothing_computes_is_named() -> None:
    assert declared.not_computed(["cash_days", "fortune"]) == ["fortune"]


def test_a_declared_indicator_that_nothing_computes_stops_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalog = load_catalog()
    invented = catalog.indicators["cash_days"].model_copy(update={"id": "fortune"})
    more = catalog.model_copy(update={"indicators": {**catalog.indicators, "fortune": invented}})
    monkeypatch.setattr(declared, "load_catalog", lambda: more)
    with duckdb.connect() as connection, pytest.raises(CatalogError, match="fortune"):
        declared.load_indicators(connection)


def test_a_declared_table_that_nothing_makes_stops_the_build(
    work: duckdb.DuckDBPyConnection,
) -> None:
    work.execute("drop table marts.membership_survival")
    with pytest.raises(CatalogError, match=r"marts\.membership_survival"):
        declared.check_figures(work)


def test_declared_figures_pass(work: duckdb.DuckDBPyConnection) -> None:
    work.execute("insert into indicators.figure values ('cash_days')")
    work.execute("insert into marts.territory_values values ('networks_present')")
    declared.check_figures(work)


@pytest.mark.parametrize(
    ("table", "name"),
    # The second is declared for networks only, the third for territories only.
    [
        ("indicators.figure", "fortune"),
        ("marts.territory_values", "cash_days"),
        ("indicators.figure", "networks_present"),
    ],
)
def test_an_undeclared_figure_stops_the_build(
    work: duckdb.DuckDBPyConnection, table: str, name: str
) -> None:
    work.execute(f"insert into {table} values (?)", [name])
    with pytest.raises(CatalogError, match=name):
        declared.check_figures(work)
