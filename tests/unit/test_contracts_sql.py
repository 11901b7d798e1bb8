"""A raw file is declared once: queries over all raw files are generated from the contracts."""

from __future__ import annotations

import duckdb
import pytest

from method.catalog import CatalogError, load_catalog
from pipelines import contracts
from pipelines.build import declared
from pipelines.build.graph import SQL_ROOT, sql_node
from pipelines.contracts import sql


@pytest.fixture
def one_more(monkeypatch: pytest.MonkeyPatch) -> str:
    """A raw file that this project does not have, named after an SQL keyword."""
    name = "order"
    contract = contracts.load("actions").model_copy(update={"name": name})
    names, load = contracts.names(), contracts.load
    monkeypatch.setattr(sql, "names", lambda: [*names, name])
    monkeypatch.setattr(sql, "load", lambda wanted: contract if wanted == name else load(wanted))
    return name


def test_a_raw_file_added_to_the_contracts_is_in_the_queries(one_more: str) -> None:
    node = sql_node(SQL_ROOT / "staging" / "sent.sql")
    assert f"raw.{one_more}" in node.inputs
    assert f'raw."{one_more}"' in sql.text_of(SQL_ROOT / "last_fact.sql")


def test_a_file_that_names_no_network_is_expected_of_none() -> None:
    with duckdb.connect() as work:
        work.execute("create schema reference")
        declared.load_raw_files(work)
        rows = work.execute("select contract, late_after_months from reference.raw_file").fetchall()
    assert set(contracts.names()) - {name for name, _ in rows} == {
        "etablissements",
        "tissu_economique",
        "reperes",
    }
    assert {name: months for name, months in rows if months} == {"tresorerie": 6, "comptes": 18}


def test_a_contract_without_a_day_holds_at_all_times() -> None:
    without = [
        name
        for name in contracts.names()
        if contracts.load(name).always_tells_network and not contracts.load(name).days
    ]
    assert without == ["reseaux"], "give `x-day` to the column that says when a row holds"


def test_an_indicator_that_needs_an_unknown_file_stops_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalog = load_catalog()
    wrong = catalog.indicators["cash_days"].model_copy(update={"files": ("tresorrerie",)})
    more = catalog.model_copy(update={"indicators": {**catalog.indicators, "cash_days": wrong}})
    monkeypatch.setattr(declared, "load_catalog", lambda: more)
    with duckdb.connect() as work, pytest.raises(CatalogError, match="tresorrerie"):
        declared.load_files(work)
