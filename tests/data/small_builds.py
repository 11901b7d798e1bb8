"""Tables built from records inserted directly into `raw`, without files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import duckdb

from pipelines import contracts
from pipelines.build.graph import Node, load_nodes
from tests.data.raw_records import Raw
from tests.data.small_workspaces import AS_OF


@cache
def needed(tables: frozenset[str]) -> list[Node]:
    """Nodes needed to build the tables, in order."""
    order = load_nodes()
    names = set(tables)
    for node in reversed(order):
        if names & set(node.outputs):
            names |= node.inputs
    return [node for node in order if names & set(node.outputs)]


def create(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    """Create an empty table."""
    schema, name = table.split(".")
    fields = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    con.execute(f'create table {schema}."{name}" ({fields})')


def load(
    con: duckdb.DuckDBPyConnection,
    raw: Raw,
    names: Iterable[str] = contracts.ORDER,
    as_of: date = AS_OF,
) -> None:
    """Insert the row of the build, every raw table, and the given records."""
    con.execute(
        "create table meta.build (build_id varchar, as_of date, people_since date, region varchar)"
    )
    con.execute("insert into meta.build values ('b', ?, null, '24')", [as_of])
    for name in contracts.ORDER:
        fields = {f.name: f.sql_type for f in contracts.load(name).fields}
        create(con, f"raw.{name}", fields | {"source_file": "varchar", "source_line": "bigint"})
        for row in raw.get(name, []) if name in names else []:
            _insert(con, name, {k: v for k, v in row.items() if k in fields})


def _insert(con: duckdb.DuckDBPyConnection, name: str, row: dict) -> None:
    row = row | ({"mois": row["mois"] + "-01"} if "mois" in row else {})
    row = row | ({"europeen": row["europeen"] == "oui"} if "europeen" in row else {})
    columns = ", ".join(f'"{column}"' for column in row)
    marks = ", ".join("?" for _ in row)
    con.execute(f'insert into raw."{name}" ({columns}) values ({marks})', list(row.values()))
