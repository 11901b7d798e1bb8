"""Access control over real builds: every published table has a rule, every query is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from method.catalog import load_catalog
from observatory.gate import public_file
from observatory.gate.access import (
    OPEN_TABLES,
    OWN_TABLES,
    PUBLIC,
    ROLES,
    VIEWS_ROOT,
    AccessError,
    Role,
    may_read,
    own_column,
    selected,
    view_file,
)
from observatory.gate.queries import QueryError, load_query, query_files, tables_read
from observatory.gate.store import (
    NotPublishedError,
    Store,
)
from pipelines.build.graph import SQL_ROOT, table_name

# Tables reserved to staff on purpose and made by no SQL file: an SQL file declares it in its first
# comment, `-- readers: staff`. A new published table declares it there, or is opened in
# observatory/gate/access.py, or gets a view in observatory/gate/views.
STAFF_ALONE = "-- readers: staff"
MADE_BY_STEPS = {
    "marts.alert_event",
    "marts.cash_forecast",
    "marts.detection_held",
    "marts.envelope_year_held",
    "marts.first_payment_delay_held",
    "marts.fragility_pair",
    "marts.fragility_rank",
    "marts.fragility_sensitivity",
    "marts.indicator_public_held",
    "marts.membership_survival_held",
    "marts.network_pair_held",
    "marts.network_position_held",
    "marts.public_total",
    "marts.team_survival_held",
    "marts.territory_values_held",
    "meta.build",
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


# Roles that read their own rows: a network, and the only funder of the demonstration with a SIREN.
NETWORK = Role("reseau:cuirlande")
OWNERS = (NETWORK, Role("financeur:234500023"))
# Tables by network in which a network reads only what the public reads, and why.
NOT_OWN = {
    "public": (
        "core.grant core.label core.network core.network_department core.network_division "
        "core.network_scope core.public_figure marts.funding_flow marts.network_position "
        "marts.team_class"
    ),
    "of others as well": (
        "marts.network_pair marts.first_payment_delay marts.team_survival "
        "marts.application_funder marts.funder_delay marts.fragility_pair"
    ),
    "how a build was made": (
        "marts.indicator_public quality.law_breach quality.law_flow quality.law_order "
        "quality.law_sum quality.law_value"
    ),
}


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
    for role in (*ROLES, *OWNERS):
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
    for role in (*ROLES, *OWNERS):
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
            rows = cursor.execute(
                "select distinct indicator_id from marts.indicator_values where network_id <> '*'"
            ).fetchall()
        ids = {name for (name,) in rows}
        assert bool(ids & staff) == role.is_unrestricted


def test_a_network_reads_its_rows_and_what_the_public_reads(gate: Store, demo_db: Path) -> None:
    with duckdb.connect(str(demo_db), read_only=True) as con:
        described = "select schema_name || '.' || table_name from duckdb_columns() where"
        tables = {t for (t,) in con.execute(f"{described} column_name = 'network_id'").fetchall()}
    decided = set(OWN_TABLES["reseau"]) | set(" ".join(NOT_OWN.values()).split())
    undecided = {table for table in tables - decided if not table.endswith("_held")}
    assert not undecided, "decide whether a network reads its own rows: OWN_TABLES, or NOT_OWN"
    session, alike, others = gate.session("demo", NETWORK), [], {}
    with gate.cursor(session._gate) as cursor:
        for table in sorted(session.tables):
            if own_column(table, NETWORK):
                query = f"select count(*), count(*) filter (network_id <> ?) from {table}"
                rows, foreign = cursor.execute(query, [NETWORK.subject]).fetchall()[0]
                if foreign or not rows:
                    others[table] = (rows, foreign)
            elif view_file(table, NETWORK) == view_file(table, PUBLIC):
                alike.append(table)
                assert selected(table, NETWORK) == selected(table, PUBLIC), table
        members = "select distinct siren from core.membership"
        for table in ("core.company", "core.establishment"):
            query = f"select count(*) from {table} where siren not in ({members})"
            assert cursor.execute(query).fetchall() == [(0,)]
    assert {table for table, (_, foreign) in others.items() if foreign} == set()
    assert set(others) <= {"marts.alert_outcome"}, "nothing of its own where something was sent"
    assert len(alike) > 10


def test_a_funder_reads_its_agreements_and_no_treasury(gate: Store) -> None:
    session = gate.session("demo", OWNERS[1])
    query = "select distinct funder_name from {}"
    with gate.cursor(session._gate) as cursor:
        for table in ("core.grant", "core.instalment", "core.application"):
            names = cursor.execute(query.format(table)).fetchall()
            assert names == [("Région Centre-Val de Loire",)], table
        hours = "count(preparation_hours), count(control_hours)"
        assert cursor.execute(f"select {hours} from core.application").fetchall() == [(0, 0)]
    opened = session.tables - gate.session("demo", PUBLIC).tables
    assert opened == {"core.instalment", "core.application"}


def test_an_owner_of_another_or_of_all_is_the_public(gate: Store) -> None:
    session = gate.session("demo", NETWORK)
    assert session.about(NETWORK.subject) is session
    for other in ("medivelours", "*", "234500023", ""):
        assert session.about(other).role == PUBLIC
    assert gate.session("demo", "staff").about("medivelours").role == "staff"


def test_an_unknown_network_or_funder_is_refused(gate: Store) -> None:
    for name in ("reseau:inconnu", "financeur:999999999", "reseau:", "reseau", "financeur:x"):
        with pytest.raises(AccessError):
            gate.session("demo", name)
    with pytest.raises(AccessError, match="connu"):
        gate.session("cvl", NETWORK, is_signed_in=True)


def test_the_public_reads_a_file_that_holds_nothing_else(
    tmp_path: Path, gate: Store, demo_curated: Path
) -> None:
    """It holds exactly the public rows; without it, or for another role, nothing opens."""
    build = (demo_curated / "observatory.duckdb").resolve()
    public = public_file.path_of(build)
    tables = _published_tables(public)
    assert tables - {"meta.build"} == {t for t in _published_tables(build) if may_read(t, PUBLIC)}
    with duckdb.connect(str(public), read_only=True) as con:
        staff = [i.id for i in load_catalog().indicators.values() if i.viewer == "staff"]
        query = "select count(*) from marts.indicator_values where network_id <> '*' and "
        query += "indicator_id in (select unnest(?))"
        assert con.execute(query, [staff]).fetchall() == [(0,)]
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / build.name).symlink_to(build)
    shutil.copyfile(public, folder / public.name)
    (folder / "observatory.duckdb").symlink_to(build.name)
    (folder / build.name).unlink()
    shutil.copyfile(public, folder / build.name)  # the full build is not on that server
    alone = Store(tmp_path, only_public=True)
    assert alone.session("demo", PUBLIC).query("network_names").shape[0] == 20
    for role in (*ROLES[1:], *OWNERS):
        with pytest.raises(AccessError):
            alone.session("demo", role)
    (folder / public.name).unlink()
    with pytest.raises(NotPublishedError):
        Store(tmp_path).session("demo", PUBLIC)


def test_no_reader_opens_the_memory_of_a_build_nor_a_file_of_staff(
    tmp_path: Path, demo_curated: Path
) -> None:
    """By a session, a path or a role: the pointer of a build is the only way in."""
    folder = tmp_path / "curated" / "demo"
    folder.mkdir(parents=True)
    build = (demo_curated / "observatory.duckdb").resolve()
    shutil.copyfile(build, folder / build.name)
    shutil.copyfile(public_file.path_of(build), folder / public_file.path_of(build).name)
    (folder / "observatory.duckdb").symlink_to(build.name)
    memory = folder / "memory-20260101000000000-00000000.duckdb"
    with duckdb.connect(str(memory)) as work:
        work.execute("create schema raw; create schema marts; create schema meta")
        work.execute("create table raw.equipes as select 'canari' as id_agent")
        work.execute("create table marts.indicator_values as select 'canari' as network_id")
        work.execute(f"attach '{build}' as b (read_only)")
        work.execute("create table meta.build as from b.meta.build")
    staff = folder / "cash_forecast.parquet"
    duckdb.sql("select 'canari' as network_id").write_parquet(str(staff))
    store = Store(tmp_path / "curated")
    for role in ROLES:
        session = store.session("demo", role, is_signed_in=True)
        assert session.tables <= _published_tables(folder / "observatory.duckdb")
        # A workspace name is not a path.
        for name in (memory.name, memory.stem, f"demo/{memory.name}", "../demo", f"{memory}"):
            with pytest.raises(NotPublishedError):
                store.session(name, role, is_signed_in=True)
    # A query that names a file or another catalogue is not run.
    for source in (
        f"'{memory}'",
        f"'{staff}'",
        f"read_parquet('{staff}')",
        f"query('from ''{staff}''')",
        "query_table('marts.cash_forecast')",
        "glob('*')",
        "read_text('/etc/passwd')",
        "build_1.marts.cash_forecast",
        "memory.gate.indicator",
        "duckdb_databases()",
    ):
        with pytest.raises(QueryError):
            tables_read(f"select * from {source}")
        with pytest.raises(QueryError):
            tables_read(f"select (select count(*) from {source}) from core.month")
    for text in (f"attach '{memory}' as m", f"copy core.month to '{staff}'", "use memory"):
        with pytest.raises(QueryError):
            tables_read(text)
    # A pointer to anything other than a build is not a publication.
    for wrong in (memory, staff, build):
        (folder / "observatory.duckdb").unlink()
        (folder / "observatory.duckdb").symlink_to(wrong)
        with pytest.raises(NotPublishedError):
            Store(tmp_path / "curated").session("demo", "staff", is_signed_in=True)
