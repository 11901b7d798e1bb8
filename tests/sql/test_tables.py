"""Every SQL table gives the expected rows on a case small enough to check by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb
import pytest

from pipelines.build.graph import SQL_ROOT, table_name
from pipelines.contracts.sql import text_of
from tests.sql.tables import Case, all_cases, empty_database, expected, found, run


@pytest.fixture(scope="module")
def shared() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database: creating one costs more than most cases."""
    with empty_database() as con:
        yield con


@pytest.fixture
def database(shared: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same database, empty again after each case."""
    shared.begin()
    yield shared
    shared.rollback()


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_case(case: Case, database: duckdb.DuckDBPyConnection) -> None:
    run(case, database)
    assert found(case, database) == expected(case, database)


def test_every_table_has_a_case() -> None:
    tables = {table_name(file) for file in SQL_ROOT.glob("*/**/*.sql")}
    missing = sorted(tables - {case.table for case in all_cases()})
    assert not missing, f"no fixture for {missing}"


def test_no_table_is_a_copy_of_another() -> None:
    """A SELECT of plain columns of one table, without any clause, is useless."""
    copies = [str(file) for file in SQL_ROOT.glob("*/**/*.sql") if _is_copy(text_of(file))]
    assert not copies


def test_no_case_expects_its_only_input() -> None:
    same = [
        str(case)
        for case in all_cases()
        if [file.read_text("utf-8") for file in case.inputs.values()]
        == [case.expected.read_text("utf-8")]
    ]
    assert not same


@pytest.mark.parametrize(
    ("sql", "is_copy"),
    [
        ("select a, b from core.t", True),
        ("select x.a from core.t as x", True),
        ("select * from core.t", True),
        ("select a as b from core.t", False),
        ("select distinct a from core.t", False),
        ("select a from core.t where b", False),
        ("select a, b + 1 as b from core.t", False),
        ("select a from core.t inner join core.u on t.a = u.a", False),
    ],
)
def test_what_a_copy_is(sql: str, is_copy: bool) -> None:
    assert _is_copy(sql) is is_copy


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _is_copy(sql: str) -> bool:
    row = _parser().execute("select json_serialize_sql(?)", [sql]).fetchone()
    assert row is not None
    query: dict[str, Any] = json.loads(row[0])["statements"][0]["node"]
    if query["type"] != "SELECT_NODE" or query["from_table"]["type"] != "BASE_TABLE":
        return False
    clauses = (
        query["cte_map"]["map"],
        query["where_clause"],
        query["group_expressions"],
        query["having"],
        query["qualify"],
        query["sample"],
        query["modifiers"],
    )
    return not any(clauses) and all(
        column["class"] in ("COLUMN_REF", "STAR") and not column["alias"]
        for column in query["select_list"]
    )
