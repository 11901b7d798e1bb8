"""Fixture folders of tables: `tests/sql/<schema>/<table>/<case>/`, checkable by hand.

A case has one CSV per input table, `<schema>.<table>.csv`, with only the columns that it needs, and
`expect.csv`, with the columns to compare. An empty cell is NULL, a missing table is empty, row
order does not matter, and numbers are compared to 9 digits. Types are those of the project,
obtained by running every SELECT on empty raw contracts. A table that no SELECT makes
(`quality.rejects`) gives its types in its header: `line:BIGINT`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from method.published import quoted
from method.settings import TERRITORIES
from pipelines.build.declared import COLUMNS, DISCLOSURE_COLUMNS, FILE_COLUMNS, RAW_FILE_COLUMNS
from pipelines.build.engine import IN_PLACE, Engine
from pipelines.build.graph import LAYERS, SOURCES, SQL_ROOT, Node, load_nodes
from pipelines.build.laws import ORDER_COLUMNS, TERM_COLUMNS
from pipelines.build.reference import load_reference
from pipelines.build.releases import load_releases
from pipelines.contracts import ORDER, load

CASES = Path(__file__).parent
DIGITS = 9
Columns = dict[str, str]


@dataclass(frozen=True)
class Case:
    """One folder: the table under test, its input files, the expected rows."""

    folder: Path

    @property
    def table(self) -> str:
        return f"{self.folder.parent.parent.name}.{self.folder.parent.name}"

    @property
    def inputs(self) -> dict[str, Path]:
        return {f.stem: f for f in sorted(self.folder.glob("*.*.csv"))}

    @property
    def expected(self) -> Path:
        return self.folder / "expect.csv"

    def __str__(self) -> str:
        return f"{self.table}:{self.folder.name}"


def all_cases() -> list[Case]:
    """Every case, in folder order."""
    return [Case(file.parent) for file in sorted(CASES.glob("*/*/*/expect.csv"))]


@cache
def nodes() -> dict[str, Node]:
    """The node that makes each table."""
    return {output: node for node in load_nodes() for output in node.outputs}


@cache
def types() -> dict[str, Columns]:
    """Columns and types of every table, obtained by running the project on empty tables."""
    with empty_database() as con:
        load_reference(con, TERRITORIES)
        con.execute(f"create table reference.indicator ({COLUMNS})")
        con.execute(f"create table reference.indicator_file ({FILE_COLUMNS})")
        con.execute(f"create table reference.raw_file ({RAW_FILE_COLUMNS})")
        con.execute(f"create table reference.law_term ({TERM_COLUMNS})")
        con.execute(f"create table reference.law_order ({ORDER_COLUMNS})")
        con.execute(f"create table reference.disclosure ({DISCLOSURE_COLUMNS})")
        load_releases(con, None, date(2026, 1, 1))
        for name in ("territory", "commune_france", "postal_code"):
            con.execute(f"delete from reference.{name}")
        for name in ORDER:
            fields = [f'"{f.name}" {f.sql_type}' for f in load(name).fields]
            fields += ["source_file varchar", "source_line bigint"]
            con.execute(f'create table raw."{name}" ({", ".join(fields)})')
        con.execute(
            "create table meta.build "
            "(build_id varchar, as_of date, region varchar, people_since date)"
        )
        columns = _described(con)
        for node in load_nodes():
            if node.inputs <= columns.keys():
                node.run(con)
                columns = _described(con)
        return columns


def empty_database() -> duckdb.DuckDBPyConnection:
    """A working database with the schemas and functions of a build, and no table."""
    con = duckdb.connect()
    for schema in sorted(SOURCES.union(LAYERS)):
        con.execute(f"create schema {schema}")
    con.execute((SQL_ROOT / "functions.sql").read_text(encoding="utf-8"))
    return con


def run(case: Case, con: duckdb.DuckDBPyConnection, engine: Engine = IN_PLACE) -> None:
    """Load the inputs of a case and build its table."""
    node = nodes()[case.table]
    stray = case.inputs.keys() - node.inputs
    assert not stray, f"{case}: {node.name} does not read {sorted(stray)}"
    for table in node.inputs:
        header = _header(case.inputs[table]) if table in case.inputs else {}
        columns = types().get(table) or header
        assert columns, f"{case}: {table} has no known type, write them in its header"
        fields = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        con.execute(f"create table {quoted(table)} ({fields})")
        if table in case.inputs:
            _insert(con, table, columns, case.inputs[table])
    engine.run(node, con)


def found(case: Case, con: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Actual rows, limited to the columns that the case compares, in a stable order."""
    names = ", ".join(f'"{name}"' for name in _header(case.expected))
    return _ordered(con.execute(f"select {names} from {quoted(case.table)}").fetchall())


def expected(case: Case, con: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Rows of `expect.csv`, with the types of the actual table."""
    types_of = _described(con)[case.table]
    columns = {name: types_of[name] for name in _header(case.expected)}
    fields = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    con.execute(f"create table expect ({fields})")
    _insert(con, "main.expect", columns, case.expected)
    return _ordered(con.execute("select * from expect").fetchall())


def _header(file: Path) -> Columns:
    """Column names of a CSV, with the type after the colon if given."""
    with file.open(encoding="utf-8", newline="") as lines:
        cells = next(csv.reader(lines))
    return {name: kind for name, _, kind in (cell.partition(":") for cell in cells)}


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: Columns, file: Path) -> None:
    names = list(_header(file))
    unknown = set(names) - columns.keys()
    assert not unknown, f"{file}: {table} has no column {sorted(unknown)}"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [[cell or None for cell in row] for row in list(csv.reader(lines))[1:]]
    assert all(len(row) == len(names) for row in rows), (
        f"{file}: a row is not as wide as its header"
    )
    if rows:
        targets = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(f"cast(? as {columns[name]})" for name in names)
        con.executemany(f"insert into {quoted(table)} ({targets}) values ({values})", rows)


def _described(con: duckdb.DuckDBPyConnection) -> dict[str, Columns]:
    rows = con.execute(
        "select table_schema || '.' || table_name, column_name, data_type "
        "from information_schema.columns order by ordinal_position"
    ).fetchall()
    described: dict[str, Columns] = {}
    for table, column, kind in rows:
        # A Python step run on empty tables leaves a column whose type DuckDB cannot infer.
        described.setdefault(table, {})[column] = "VARCHAR" if kind == '"NULL"' else kind
    return described


def _ordered(rows: list[tuple]) -> list[tuple]:
    rounded = [
        tuple(round(v, DIGITS) + 0.0 if isinstance(v, float) else v for v in row) for row in rows
    ]
    return sorted(rounded, key=lambda row: [(v is None, str(v)) for v in row])
