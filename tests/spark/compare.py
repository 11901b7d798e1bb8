"""Two published databases, table by table: what differs, and where."""

from __future__ import annotations

import math
from pathlib import Path

import duckdb

from method.published import SCHEMAS, quoted

# The moment of a build, and how long its steps took.
OF_THE_BUILD = {"meta.build", "meta.step"}
# A quantile between two values: DuckDB adds a part of the gap to the lower, Spark weighs both, and
# the last digit differs.
CLOSE = 1e-12


def differences(left: Path, right: Path, close: float = CLOSE, most: int = 20) -> list[str]:
    """Where two databases say something else: table, row, column and both values.

    Args:
        left: database file.
        right: the other.
        close: relative difference between two numbers that are taken for the same.
        most: how many to tell of each table.
    """
    with duckdb.connect() as con:
        con.execute(f"attach '{left}' as l (read_only)")
        con.execute(f"attach '{right}' as r (read_only)")
        ours, theirs = _tables(con, "l"), _tables(con, "r")
        found = [f"{name} is in one of them alone" for name in sorted(ours.keys() ^ theirs.keys())]
        for table in sorted(ours.keys() & theirs.keys()):
            if ours[table] != theirs[table]:
                found.append(f"{table}: columns {ours[table]} and {theirs[table]}")
            else:
                found += _of_table(con, table, ours[table], close)[:most]
    return found


def differing_rows(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Where a table of the databases `l` and `r`, both attached, says something else."""
    return _of_table(con, table, _tables(con, "l", (table.split(".")[0],))[table])


def _tables(
    con: duckdb.DuckDBPyConnection, database: str, schemas: tuple[str, ...] = SCHEMAS
) -> dict[str, list[tuple[str, str]]]:
    rows = con.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? order by table_oid, column_index",
        [database],
    ).fetchall()
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in rows:
        if table.split(".")[0] in schemas and table not in OF_THE_BUILD:
            tables.setdefault(table, []).append((column, kind))
    return tables


def _of_table(
    con: duckdb.DuckDBPyConnection,
    table: str,
    columns: list[tuple[str, str]],
    close: float = CLOSE,
) -> list[str]:
    """Rows that one of them has and the other not, laid side by side in the order of their keys."""
    order = sorted(range(len(columns)), key=lambda i: columns[i][1] in ("DOUBLE", "FLOAT"))
    names = [columns[i][0] for i in order]
    told = ", ".join(f'"{name}"' for name in names)
    rows = []
    for one, other in (("l", "r"), ("r", "l")):
        rows.append(
            con.execute(
                f"select {told} from {one}.{quoted(table)} except all "
                f"select {told} from {other}.{quoted(table)} order by all"
            ).fetchall()
        )
    ours, theirs = rows
    if len(ours) != len(theirs):
        return [
            f"{table}: {len(ours)} rows of its own against {len(theirs)}: {ours[:3]} {theirs[:3]}"
        ]
    return [
        f"{table}, row {a[:4]}, column {name}: {x!r} and {y!r}"
        for a, b in zip(ours, theirs, strict=True)
        for name, x, y in zip(names, a, b, strict=True)
        if not _same(x, y, close)
    ]


def _same(x: object, y: object, close: float) -> bool:
    if isinstance(x, float) and isinstance(y, float):
        return math.isclose(x, y, rel_tol=close, abs_tol=close)
    return x == y
