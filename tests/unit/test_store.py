"""Access control: who reads what, and that nothing bypasses it."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from method.errors import NoMemory
from observatory.gate import engine as engine_module
from observatory.gate import public_file
from observatory.gate import queries as queries_module
from observatory.gate import store as store_module
from observatory.gate.access import ROLES, AccessError
from observatory.gate.queries import QueryError, tables_read
from observatory.gate.store import (
    NotPublishedError,
    QueryTimeoutError,
    Store,
)

VIEWERS = {"companies_active": "public", "cash_days": "staff", "key_person_share": "staff"}
NETWORKS = ("alpha", "beta", "gamma")


def _publish(curated: Path, workspace: str, build: str, *, fictional: bool, cash: float) -> None:
    """Three networks: all have cash days, only two have a key person."""
    folder = curated / workspace
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"observatory-{build}.duckdb"
    work = duckdb.connect(str(file))
    for schema in ("core", "marts", "meta", "quality"):
        work.execute(f"create schema {schema}")
    work.execute(
        "create table meta.build as select ? as build_id, ? as workspace, 'Libellé' as label, "
        "? as is_fictional, date '2026-06-30' as as_of, '24' as region, "
        "timestamp '2026-07-01 08:00:00' as built_at, '0.1.0' as code_version, "
        "'COG 2026' as territories_vintage",
        [build, workspace, fictional],
    )
    work.execute("create table core.network as select unnest(?) as network_id", [[*NETWORKS]])
    work.execute(
        "create table core.cash_month as select unnest(?) as network_id, 1.0 as balance_eur",
        [[*NETWORKS]],
    )
    work.execute(
        "create table core.membership as select 'alpha' as network_id, '552100554' as siren, "
        "'55210055400013' as siret, 'entreprise' as college, date '2020-01-01' as joined_on, "
        "null::date as left_on, null as leave_reason, 500.0 as annual_fee_eur"
    )
    work.execute(
        "create table core.project as select * from (values ('p1', 'finance'), ('p2', 'refuse')) "
        "t(project_id, status)"
    )
    work.execute(
        "create table core.project_partner as select * from (values ('p1', '552100554', "
        "'partenaire', 10.0), ('p2', '552100554', 'partenaire', 20.0)) "
        "t(project_id, siren, role, aid_eur)"
    )
    work.execute("create table marts.brand_new as select 1 as answer")
    values = [
        (network, indicator, cash if indicator == "cash_days" else 10.0)
        for network in (*NETWORKS, "*")
        for indicator in VIEWERS
        if (network, indicator) != ("gamma", "key_person_share")
    ]
    work.execute(
        "create table marts.indicator_values (as_of date, network_id varchar, indicator_id "
        "varchar, value double, numerator double, denominator double, n bigint, status varchar, "
        "low double, high double)"
    )
    work.executemany(
        "insert into marts.indicator_values values "
        "(date '2026-06-30', ?, ?, ?, 1, 2, 3, 'ok', 0.1, 0.2)",
        values,
    )
    work.execute(
        "create table marts.indicator_public as select * replace (null as numerator, null as "
        "denominator, null as n, case when indicator_id = 'key_person_share' then 'secret' else "
        "status end as status, case when indicator_id <> 'key_person_share' then value end as "
        "value) from marts.indicator_values"
    )
    work.execute(
        "create table marts.indicator_public_held as from marts.indicator_public where false"
    )
    work.close()
    public_file.write(file, public_file.path_of(file), "v1.5.0", VIEWERS)
    # As `pipelines.build.publish` does: a rename, so that the pointer always exists for readers.
    new = folder / ".observatory.duckdb.new"
    new.symlink_to(file.name)
    new.replace(folder / "observatory.duckdb")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two workspaces, which no test may modify."""
    root = tmp_path_factory.mktemp("published")
    _publish(root, "demo", "b1", fictional=True, cash=40)
    _publish(root, "cvl", "b1", fictional=False, cash=40)
    return root


@pytest.fixture
def curated(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Write a query file and return its name."""
    folder = tmp_path / "subject" / "queries"
    folder.mkdir(parents=True)
    monkeypatch.setattr(queries_module, "QUERIES_ROOT", tmp_path)
    _forget_queries()
    yield lambda sql: _write_query(folder, sql)
    _forget_queries()


def _forget_queries() -> None:
    queries_module.query_files.cache_clear()
    queries_module.load_query.cache_clear()


def _write_query(folder: Path, sql: str) -> str:
    queries_module.query_files.cache_clear()
    name = f"q{len(list(folder.iterdir()))}"
    (folder / f"{name}.sql").write_text(sql, encoding="utf-8")
    return name


@pytest.mark.parametrize("role", [None, "", "root", "PUBLIC"])
def test_no_or_unknown_role_opens_nothing(curated: Path, role: str | None) -> None:
    with pytest.raises(AccessError):
        Store(curated, VIEWERS).session("demo", role)


def test_a_real_workspace_is_public_without_a_provider(curated: Path) -> None:
    store = Store(curated, VIEWERS)
    assert store.session("cvl", "public").role == "public"
    for role in ("rapporteur", "staff", "admin"):
        with pytest.raises(AccessError, match="connexion"):
            store.session("cvl", role)
        assert store.session("cvl", role, is_signed_in=True).role == role
        assert store.session("demo", role).role == role


def test_fictional_data_too_needs_a_sign_in_where_one_is_configured(curated: Path) -> None:
    store = Store(curated, VIEWERS)
    assert store.session("demo", "public", is_signed_in=False).role == "public"
    for role in ("rapporteur", "staff", "admin"):
        with pytest.raises(AccessError, match="connexion"):
            store.session("demo", role, is_signed_in=False)


def test_a_workspace_that_lies_elsewhere_is_refused_and_hides_no_other(
    curated: Path, tmp_path: Path
) -> None:
    root = tmp_path / "published"
    shutil.copytree(curated / "demo", root / "demo", symlinks=True)
    (root / "elsewhere").symlink_to(curated / "demo")
    store = Store(root, VIEWERS)
    with pytest.raises(NotPublishedError, match="mène"):
        store.session("elsewhere", "public")
    assert [build.workspace for build in store.workspaces()] == ["demo"]


@pytest.mark.parametrize("name", ["absent", "../demo", "demo/../cvl", "", "DEMO", "demo'"])
def test_an_unpublished_or_hostile_name_is_refused(curated: Path, name: str) -> None:
    with pytest.raises(NotPublishedError):
        Store(curated, VIEWERS).session(name, "public")


def test_workspaces_lists_real_ones_first(curated: Path) -> None:
    assert [b.workspace for b in Store(curated, VIEWERS).workspaces()] == ["cvl", "demo"]


def test_staff_indicators_are_hidden_by_network_and_shown_for_three(curated: Path, ask) -> None:
    name = ask("select network_id, indicator_id, value, status from marts.indicator_values")
    store = Store(curated, VIEWERS)
    for role in ("public", "rapporteur"):
        frame = store.session("demo", role).query(name)
        by_key = frame.set_index(["network_id", "indicator_id"])
        by_network = frame[frame["network_id"] != "*"]
        assert set(by_network["indicator_id"]) == {"companies_active"}
        assert by_key.loc[("*", "cash_days"), "value"] == 40
        assert by_key.loc[("*", "key_person_share"), "status"] == "secret"
        assert by_key["value"].isna()[("*", "key_person_share")]
    for role in ("staff", "admin"):
        assert len(store.session("demo", role).query(name)) == 11


def test_an_indicator_outside_the_catalogue_is_not_public(curated: Path, ask) -> None:
    name = ask("select distinct indicator_id from marts.indicator_values")
    build = (curated / "demo" / "observatory.duckdb").resolve()
    access = {"companies_active": "public"}
    public_file.write(build, public_file.path_of(build), "v1.5.0", access)
    frame = Store(curated, access).session("demo", "public").query(name)
    assert frame["indicator_id"].tolist() == ["companies_active"]


def test_tables_of_staff_are_refused_to_others(curated: Path, ask) -> None:
    store = Store(curated, VIEWERS)
    for table in ("core.cash_month", "marts.brand_new"):
        name = ask(f"select * from {table}")
        for role in ("public", "rapporteur"):
            with pytest.raises(AccessError, match=table):
                store.session("demo", role).query(name)
        assert len(store.session("demo", "staff").query(name)) > 0


def test_stays_of_members_are_for_staff(curated: Path, ask) -> None:
    store = Store(curated, VIEWERS)
    name = ask("select * from core.membership")
    with pytest.raises(AccessError):
        store.session("demo", "public").query(name)
    # No page open to a rapporteur lists stays, their reasons or their fees.
    with pytest.raises(AccessError):
        store.session("demo", "rapporteur").query(name)
    assert "annual_fee_eur" in store.session("demo", "staff").query(name)


def test_refused_projects_and_their_partners_stay_inside(curated: Path, ask) -> None:
    store = Store(curated, VIEWERS)
    projects, partners = (
        ask("select status from core.project"),
        ask("select * from core.project_partner"),
    )
    assert store.session("demo", "public").query(projects)["status"].tolist() == ["finance"]
    with pytest.raises(AccessError):
        store.session("demo", "rapporteur").query(partners)
    assert len(store.session("demo", "staff").query(projects)) == 2


@pytest.mark.parametrize(
    "sql",
    [
        "select * from build_1.core.cash_month",
        "select * from memory.gate.indicator",
        "select * from gate.indicator",
        "select * from build_1.cash_month",
        "select * from cash_month",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from duckdb_tables()",
        "select * from information_schema.tables",
        "select * from query('select 1')",
        "select * from query_table('build_1.core.cash_month')",
        "select * from core.network where network_id in (select network_id from x.core.network)",
        "with core as (select 1) select * from (select * from build_1.core.cash_month)",
        "from (show tables)",
        "copy core.network to '/tmp/x.csv'",
        "attach ':memory:' as x",
        "set lock_configuration = false",
        "select 1; select 2",
    ],
)
def test_a_query_cannot_name_anything_but_published_tables(sql: str) -> None:
    with pytest.raises(QueryError):
        tables_read(sql)


def test_a_query_may_use_ctes_joins_and_parameters(curated: Path, ask) -> None:
    name = ask(
        "with picked as (select * from core.network where network_id in (select unnest($ids))) "
        "select count(*) as n from picked, generate_series(1, 2)"
    )
    frame = Store(curated, VIEWERS).session("demo", "public").query(name, ids=["alpha", "beta"])
    assert frame["n"].tolist() == [4]


def test_files_outside_the_published_folder_are_out_of_reach(curated: Path) -> None:
    store = Store(curated, VIEWERS)
    session = store.session("demo", "admin")
    with store.cursor(session._gate) as cursor:
        for sql in (
            "select * from read_text('/etc/hostname')",
            "attach '/tmp/elsewhere.duckdb' as x",
            "set enable_external_access = true",
            "insert into build_1.core.network values ('intruder')",
            "install excel",
        ):
            with pytest.raises(duckdb.Error):
                cursor.execute(sql).fetchall()


def test_a_session_keeps_its_build_and_the_next_reads_the_new_one(curated: Path, ask) -> None:
    name = ask(
        "select value from marts.indicator_values "
        "where network_id = '*' and indicator_id = 'cash_days'"
    )
    store = Store(curated, VIEWERS)
    before = store.session("demo", "staff")
    _publish(curated, "demo", "b2", fictional=True, cash=12)
    after = store.session("demo", "staff")
    assert (before.build.id, after.build.id) == ("b1", "b2")
    assert before.query(name)["value"].tolist() == [40]
    assert after.query(name)["value"].tolist() == [12]
    for build in ("b3", "b4", "b5"):
        _publish(curated, "demo", build, fictional=True, cash=1)
        last = store.session("demo", "public")
        assert last.build.id == build
    with pytest.raises(QueryError, match="rechargez"):
        before.query(name)
    with store.cursor(last._gate) as cursor:
        attached = cursor.execute(
            "select count(*) from duckdb_databases() where path like '%demo%'"
        ).fetchall()
    assert attached == [(4,)], "two builds, whole and as the public reads them"


def test_sixteen_threads_read_while_builds_are_swapped(curated: Path, ask) -> None:
    name = ask("select count(*) as n from marts.indicator_values where network_id = '*'")
    store = Store(curated, VIEWERS)
    stop = threading.Event()

    def read(index: int) -> int:
        return int(store.session("demo", ROLES[index % 4]).query(name)["n"].item())

    def swap() -> None:
        for number in range(2, 6):
            _publish(curated, "demo", f"b{number}", fictional=True, cash=number)
        stop.set()

    with ThreadPoolExecutor(16) as pool:
        writer = threading.Thread(target=swap)
        results: list[int] = []
        store.session("demo", "public")
        writer.start()
        while not stop.is_set():
            results.extend(pool.map(read, range(16)))
        writer.join()
        results.extend(pool.map(read, range(64)))
    assert set(results) == {3}


def test_a_runaway_query_is_stopped(curated: Path, ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "TIMEOUT_SECONDS", 0.2)
    name = ask(
        "select count(*) as n from range(100000000) as a(x), range(100000) as b(y) "
        "where x % 7 = y % 5"
    )
    with pytest.raises(QueryTimeoutError, match="arrêtée"):
        Store(curated, VIEWERS).session("demo", "staff").query(name)


def test_a_query_without_memory_says_so(
    curated: Path, ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "MEMORY", "20MB")
    session = Store(curated, VIEWERS).session("demo", "staff")
    name = ask("select list(a.x) as n from range(50000000) as a(x)")
    with pytest.raises(NoMemory, match="mémoire"):
        session.query(name)
    assert len(session.query(ask("select 1 as n"))) == 1, "the others are answered"

    def no_thread(_: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Timer, "start", no_thread)
        with pytest.raises(NoMemory, match="mémoire"):
            session.query(ask("select 1 as n"))


def test_a_missing_query_or_table_says_so(curated: Path, ask) -> None:
    session = Store(curated, VIEWERS).session("demo", "staff")
    with pytest.raises(QueryError, match="aucun fichier"):
        session.query("nothing_of_the_kind")
    with pytest.raises(QueryError, match="n’a pas"):
        session.query(ask("select * from marts.not_built"))
    assert "marts.brand_new" in session.tables
