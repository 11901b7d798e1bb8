"""Named queries: what a page may ask, one allowed SELECT each, and the tables that it reads."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb

from method.errors import ReaderError
from method.published import PARSE, SCHEMAS, NotOneSelectError, nodes
from method.settings import ROOT

QUERIES_ROOT = Path(__file__).resolve().parents[1]
METHOD_ROOT = ROOT / "method"

_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
_FROM_CLAUSES = frozenset(
    {"BASE_TABLE", "JOIN", "SUBQUERY", "EXPRESSION_LIST", "EMPTY", "TABLE_FUNCTION"}
)


class QueryError(ReaderError):
    """A named query is missing, not allowed, or reads a table that the build does not have."""


@cache
def query_files() -> dict[str, Path]:
    """Every named query, in the folder of its subject. Names are unique across the project.

    Those of `method` are shared with the pipeline. Listed once: going through the folders for each
    query of a new server took as long as parsing it.
    """
    roots = (QUERIES_ROOT, METHOD_ROOT)
    files = (file for root in roots for file in sorted(root.glob("*/queries/*.sql")))
    return {file.stem: file for file in files}


@lru_cache(maxsize=512)
def load_query(name: str) -> tuple[str, frozenset[str]]:
    """Text of a named query and the published tables that it reads.

    Raises:
        QueryError: no such file, or one that does more than select from published tables.
    """
    file = query_files().get(name)
    if file is None:
        raise QueryError(f"aucun fichier observatory/<sujet>/queries/{name}.sql")
    sql = file.read_text(encoding="utf-8")
    return sql, tables_read(sql)


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """An engine used only for parsing: opening one costs ten times more than one parse."""
    return duckdb.connect(config={"threads": 1})


def tables_read(sql: str) -> frozenset[str]:
    """Published tables that one SELECT reads, from DuckDB's own parse tree.

    Raises:
        QueryError: it is not one SELECT, names another catalogue, or calls a function that
            reads anything other than its arguments.
    """
    with _parser().cursor() as parser:
        (parsed,) = parser.execute(PARSE, [sql]).fetchall()[0]
    try:
        clauses = nodes(parsed)
    except NotOneSelectError as error:
        raise QueryError(str(error)) from None
    ctes = {entry["key"] for node in clauses for entry in node.get("cte_map", {}).get("map", ())}
    tables = {_lawful_table(node, ctes) for node in clauses if "sample" in node and "alias" in node}
    return frozenset(table for table in tables if table)


def _lawful_table(clause: dict[str, Any], ctes: set[str]) -> str | None:
    """Published table of one FROM clause; None when it names nothing outside the query."""
    kind = clause["type"]
    if kind not in _FROM_CLAUSES:
        raise QueryError(f"{kind} n’est pas permis dans une requête")
    if kind == "TABLE_FUNCTION" and clause["function"]["function_name"] not in _TABLE_FUNCTIONS:
        raise QueryError(f"{clause['function']['function_name']}() n’est pas permis")
    if kind != "BASE_TABLE":
        return None
    catalog, schema, table = (clause[k] for k in ("catalog_name", "schema_name", "table_name"))
    if not catalog and not schema and table in ctes:
        return None
    if catalog or schema not in SCHEMAS:
        raise QueryError(f"{'.'.join(filter(None, (catalog, schema, table)))} n’est pas publié")
    return f"{schema}.{table}"
