"""The gate over real builds: every published table has been decided, every query is lawful."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from method.catalog import load_catalog
from observatory.gate.access import OPEN_TABLES, ROLES, UNRESTRICTED, VIEWS_ROOT, may_read
from observatory.gate.store import Store, load_query, query_files
from pipelines.build.graph import SQL_ROOT, table_name

# Tables that staff alone read, on purpose, and that no SQL file makes: a file says so in its first
# comment, `-- readers: staff`. A new published table says it there, or is opened in
# observatory/gate/access.py, or gets a view in observatory/gate/views.
STAFF_ALONE = "-- readers: staff"
MADE_BY_STEPS = {
    "marts.alert_event",
    "marts.cash_forecast",
    "marts.detection_held",
    "marts.fragility_pair",
    "marts.fragility_rank",
    "marts.fragility_sensitivity",
    "marts.network_pair_held",
    "marts.network_position_held",
    "marts.public_total",
    "marts.territory_values_held",
    "meta.step",
    "quality.checks",
    "quality.rejects",
    "quality.warnings",
}
STAFF_TABLES = MADE_BY_STEPS | {
    table_name(file)
    for file in SQL_ROOT.glob("*/*.sql")
    if STAFF_ALONE in file.read_text(encoding="utf-8").splitlines()
}
QUERIES = sorted(query_files())


def _published_tables(database: Path) -> set[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
        ).fetchall()
    return {name for (name,) in rows}


def test_somebody_decided_who_reads_each_published_table(demo_db: Path) -> None:
    decided = OPEN_TABLES | STAFF_TABLES | {file.stem for file in VIEWS_ROOT.glob("*/*.sql")}
    undecided = sorted(_published_tables(demo_db) - decided)
    assert not undecided, "decide who reads them: `-- readers: staff`, OPEN_TABLES, or a view"
    assert not STAFF_TABLES & OPEN_TABLES


def test_each_role_reaches_exactly_its_tables(gate: Store, demo_db: Path) -> None:
    published = _published_tables(demo_db)
    for role in ROLES:
        session = gate.session("demo", role)
        assert session.tables == {table for table in published if may_read(table, role)}
        with gate.cursor(session._gate) as cursor:
            for table in published:
                schema, name = table.split(".")
                select = f'select count(*) from "{schema}"."{name}"'
                if table in session.tables:
                    cursor.execute(select).fetchall()
                else:
                    with pytest.raises(duckdb.CatalogException):
                        cursor.execute(select)
    assert gate.session("demo", "staff").tables == published
    assert gate.session("demo", "public").tables < gate.session("demo", "rapporteur").tables


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_binds_for_every_role_that_may_run_it(gate: Store, name: str) -> None:
    sql, tables = load_query(name)
    for role in ROLES:
        session = gate.session("demo", role)
        if tables <= session.tables:
            with gate.cursor(session._gate) as cursor:
                cursor.execute(f"prepare checked as {sql}")
    assert tables <= gate.session("demo", "staff").tables


def test_public_reads_no_named_staff_indicator(gate: Store, demo_db: Path) -> None:
    staff = {i.id for i in load_catalog().indicators.values() if i.viewer == "staff"}
    assert staff
    for role in ROLES:
        with gate.cursor(gate.session("demo", role)._gate) as cursor:
            named = cursor.execute(
                "select distinct indicator_id from marts.indicator_values where network_id <> '*'"
            ).fetchall()
        seen = {name for (name,) in named}
        assert bool(seen & staff) == (role in UNRESTRICTED)
