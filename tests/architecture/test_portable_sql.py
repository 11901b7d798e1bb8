"""Core and marts use only SQL that DuckDB and Spark both accept, listed in `portable.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from method.published import PARSE, nodes
from method.settings import ROOT
from pipelines.build.graph import FUNCTIONS as DECLARED
from pipelines.build.graph import SQL_ROOT
from pipelines.contracts.sql import text_of
from tests.architecture import portable, source

FILES = sorted([*SQL_ROOT.glob("core/*.sql"), *SQL_ROOT.glob("marts/**/*.sql")])
PYSPARK = re.compile(r"^\s*(?:from|import) pyspark", re.MULTILINE)
ON_SPARK = SQL_ROOT / "functions_spark.sql"
AGGREGATES = ROOT / "pipelines" / "spark" / "functions.py"


def faults(sql: str, parser: duckdb.DuckDBPyConnection) -> set[str]:
    """Parts of a SELECT that are not in the common subset."""
    (parsed,) = parser.execute(PARSE, [sql]).fetchall()[0]
    return {fault for node in nodes(parsed) for fault in _of_node(node)}


def _of_node(node: dict[str, Any]) -> Iterator[str]:
    kind, name = node.get("class"), node.get("function_name")
    if kind is not None and kind not in portable.EXPRESSIONS:
        yield f"expression {kind}"
    if name is not None and name not in portable.FUNCTIONS.keys() | portable.OURS:
        yield f"function {name}"
    if kind == "OPERATOR" and node["type"] not in portable.OPERATORS:
        yield f"operator {node['type']}"
    if kind == "TYPE" and node["type_name"].upper() not in portable.TYPES:
        yield f"type {node['type_name']}"
    if kind is None:
        yield from _of_query(node)
    # Each of these clauses has a separate key in the parser's output, empty when absent.
    for clause in (
        "exclude_list",
        "qualified_exclude_list",
        "replace_list",
        "rename_list",
        "columns",
        "qualify",
        "sample",
        "distinct_on_targets",
        "try_cast",
        "ignore_nulls",
        "column_name_alias",
    ):
        if node.get(clause):
            yield clause


def _of_query(node: dict[str, Any]) -> Iterator[str]:
    kind = node.get("type", "")
    # Clauses and values have a type too: only queries and tables are checked.
    is_read = "select_list" in node or "column_name_alias" in node or "setop_type" in node
    if (is_read or kind.endswith("_NODE")) and kind not in portable.QUERIES:
        yield f"query {kind}"
    if kind == "JOIN" and node["ref_type"] not in portable.JOINS:
        yield f"join {node['ref_type']}"
    if str(node.get("setop_type", "")).endswith("BY_NAME"):
        yield "by name"
    if node.get("aggregate_handling", "STANDARD_HANDLING") != "STANDARD_HANDLING":
        yield "group by all"


def test_core_and_marts_keep_to_what_both_engines_read() -> None:
    with duckdb.connect() as parser:
        by_file = {str(f.relative_to(SQL_ROOT)): faults(text_of(f), parser) for f in FILES}
    assert len(by_file) > 100
    assert {file: sorted(what) for file, what in by_file.items() if what} == {}


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select * exclude (a) from t", "exclude_list"),
        ("select a from t qualify row_number() over (order by a) = 1", "qualify"),
        ("select * from a asof join b on a.x >= b.x", "join ASOF"),
        ("select * from a positional join b", "join POSITIONAL"),
        ("select a from t union all by name select b from u", "by name"),
        ("select a, count(*) from t group by all", "group by all"),
        ("select list_transform(a, lambda x: x + 1) from t", "expression LAMBDA"),
        ("select [a, b] from t", "function list_value"),
        ("select * from read_csv('x.csv')", "function read_csv"),
        ("select distinct on (a) a, b from t", "distinct_on_targets"),
        ("select try_cast(a as int) from t", "try_cast"),
        ("select cast(a as decimal(10, 2)) from t", "type DECIMAL"),
        ("select a // 2 from t", "function //"),
        ("select * from range(3)", "query TABLE_FUNCTION"),
        ("select coalesce(a, 0) + steady_sum(b) from t where c like 'x%' group by a", ""),
    ],
)
def test_what_is_not_common_is_seen(sql: str, fault: str) -> None:
    with duckdb.connect() as parser:
        kinds = faults(sql, parser)
    assert (fault in kinds) if fault else not kinds


def test_both_engines_are_given_the_same_functions() -> None:
    for_duckdb = set(re.findall(r"macro (\w+)\(", DECLARED.read_text("utf-8")))
    for_spark = set(re.findall(r"function (\w+)\(", ON_SPARK.read_text("utf-8")))
    for_spark |= set(re.findall(r'"(steady_\w+)"', AGGREGATES.read_text("utf-8")))
    assert for_duckdb == for_spark == portable.OURS


def test_pyspark_is_loaded_only_by_its_engine() -> None:
    rooms = ("method", "pipelines", "observatory", "ui", "pages", "operations")
    importers = {f for f in source.files(*rooms) if PYSPARK.search(source.text(f))}
    assert importers
    assert {f for f in importers if not f.is_relative_to(ROOT / "pipelines" / "spark")} == set()
