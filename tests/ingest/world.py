"""A small France and two networks, as a reference for each check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain

import duckdb

from pipelines import contracts
from pipelines.ingest.statements import sql
from tests.files.builder import SIRET, SIRET_2, SIRET_ZEROS

TODAY = date(2026, 11, 23)
COMMUNES = [
    ("28085", "Chartres", "28", "24", True, None, 1.5, 48.45),
    ("45234", "Orléans", "45", "24", True, None, 1.91, 47.88),
    ("28276", "Montainville", "28", "24", False, "28319", None, None),
    ("28319", "Les Villages", "28", "24", True, None, 1.66, 48.25),
    ("37100", "Esves", "37", "24", True, None, 0.7, 47.0),
    ("45100", "Chécy", "45", "24", True, None, 2.0, 47.9),
    ("01004", "Ambérieu", "01", "84", True, None, 5.37, 45.96),
    ("75056", "Paris", "75", "11", True, None, 2.34, 48.86),
]
POSTAL_CODES = [("28000", "28085"), ("45000", "45234"), ("45100", "45234"), ("45430", "45100")]


Prepare = Callable[[duckdb.DuckDBPyConnection], None]
# Connections that nobody is using, by what was added to them.
IDLE: defaultdict[Prepare, list[duckdb.DuckDBPyConnection]] = defaultdict(list)


def nothing(_: duckdb.DuckDBPyConnection) -> None:
    """Add nothing to France."""


@contextmanager
def borrowed_france(prepare: Prepare = nothing) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a France to one caller at a time; it is as new afterwards, whatever the caller wrote.

    Making one, and planning the first statements on it, is half of the time of a small check.

    Args:
        prepare: adds to a new France what stays in it.
    """
    idle = IDLE[prepare]
    connection = idle.pop() if idle else _prepared(prepare)
    try:
        yield connection
    finally:
        _restore(connection)
        idle.append(connection)


def _prepared(prepare: Prepare) -> duckdb.DuckDBPyConnection:
    connection = make_france()
    prepare(connection)
    connection.execute("attach ':memory:' as prepared")
    connection.execute("copy from database memory to prepared")
    return connection


def _restore(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty a database and copy into it what was prepared, which the caller did not see."""
    rows = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = 'memory' and not internal"
    ).fetchall()
    for (schema,) in rows:
        connection.execute(f'drop schema "{schema}" cascade')
    temporary = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'temp'"
    ).fetchall()
    for (table,) in temporary:
        connection.execute(f'drop table temp."{table}"')
    connection.execute("copy from database prepared to memory")


def make_france() -> duckdb.DuckDBPyConnection:
    """A connection with `reference.commune_france` and `reference.postal_code` only."""
    # Threads that share a few rows take longer to start than to work.
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("create schema reference")
    connection.execute(
        "create table reference.commune_france (code varchar, name varchar, "
        "department_code varchar, region_code varchar, is_current boolean, "
        "successor_code varchar, longitude double, latitude double)"
    )
    insert(connection, "reference.commune_france", COMMUNES)
    connection.execute(
        "create table reference.postal_code (postal_code varchar, commune_code varchar)"
    )
    insert(connection, "reference.postal_code", POSTAL_CODES)
    return connection


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence]) -> None:
    """Insert rows by one statement: `executemany` costs a millisecond for each."""
    marks = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
    connection.execute(f"insert into {table} values {marks}", [*chain.from_iterable(rows)])


def add_what_others_say(connection: duckdb.DuckDBPyConnection) -> None:
    """Two networks, three establishments, one grant and one project."""
    connection.execute("create schema raw")
    for name in ("reseaux", "etablissements", "subventions", "projets"):
        connection.execute(sql("empty_raw", contract=contracts.load(name)))
    connection.execute(
        "insert into raw.reseaux (id_reseau, nom) values ('alpha', 'Alpha'), ('beta', 'Bêta')"
    )
    connection.executemany(
        "insert into raw.etablissements (siret) values (?)", [[SIRET], [SIRET_2], [SIRET_ZEROS]]
    )
    connection.execute(
        "insert into raw.subventions (referenceDecision, montant) values ('C-1', 1000)"
    )
    connection.execute("insert into raw.projets (id_projet) values ('P-1')")
