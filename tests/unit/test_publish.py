"""Publication is one rename; old builds are kept, listed and restored."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from method.published import quoted
from observatory.gate import large, public_file
from pipelines.build import memory, publish
from pipelines.build.private import keep_private


def finished_build(
    value: int, work: duckdb.DuckDBPyConnection | None = None
) -> duckdb.DuckDBPyConnection:
    work = work or duckdb.connect()
    for schema in publish.SCHEMAS:
        work.execute(f"create schema {schema}")
    work.execute("create schema staging")
    work.execute("create table staging.hidden as select 1 as x")
    work.execute(f"create table marts.figure as select {value} as value")
    work.execute('create table core."grant" as select 1 as x')
    return work


def published_value(curated: Path) -> int:
    with duckdb.connect(str((curated / publish.POINTER).resolve()), read_only=True) as reader:
        return reader.execute("select value from marts.figure").fetchone()[0]


def test_readers_see_the_new_build_and_its_parquet_twin(tmp_path: Path) -> None:
    for value in (1, 2):
        publish.publish(finished_build(value), tmp_path, f"2026010{value}-aaaaaaaa")
    assert published_value(tmp_path) == 2
    twin = tmp_path / "figure.parquet"
    assert duckdb.sql(f"select value from '{twin}'").fetchall() == [(2,)]
    assert (tmp_path / publish.POINTER).is_symlink()


@pytest.mark.parametrize(("before", "after"), [("300MB", "286.1 MiB"), ("4GB", "953.6 MiB")])
def test_a_publication_never_raises_the_limit_of_memory(
    tmp_path: Path, before: str, after: str
) -> None:
    work = finished_build(1, duckdb.connect(config={"memory_limit": before}))
    publish.publish(work, tmp_path, "20260101-aaaaaaaa")
    assert work.execute("select current_setting('memory_limit')").fetchall() == [(after,)]


def test_only_what_is_kept_of_a_build_waits_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, sync = set(), os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: synced.add(os.fstat(file).st_ino) or sync(file))
    monkeypatch.setattr(large, "LARGE", 1)
    curated, file, build_id = tmp_path / "demo", tmp_path / "work.duckdb", "20260101-aaaaaaaa"
    curated.mkdir()
    with memory.opened(file, []) as work:
        assert work.execute("select current_setting('fsync_mode')").fetchall() == [("NONE",)]
        publish.publish(finished_build(1, work), curated, build_id)
    memory.keep(file, curated, build_id)
    kept = [path for path in curated.iterdir() if not path.is_symlink()]
    assert {path.suffix for path in kept} == {".duckdb", ".parquet"}
    assert {path.name for path in kept if path.stat().st_ino not in synced} == set()


def test_a_folder_may_have_an_apostrophe_in_its_name(tmp_path: Path) -> None:
    curated = tmp_path / "l'essai"
    curated.mkdir()
    for value in (1, 2):
        publish.publish(finished_build(value), curated, f"2026010{value}-aaaaaaaa")
    assert published_value(curated) == 2
    assert list(curated.glob("observatory-public-*.duckdb"))


def test_what_is_published_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    curated, former_mask = tmp_path / "demo", os.umask(0o022)
    curated.mkdir()
    (curated / "quotations.sqlite").write_bytes(b"")
    try:
        publish.publish(finished_build(1), curated, "20260101-aaaaaaaa")
    finally:
        os.umask(former_mask)
    assert stat.S_IMODE(curated.stat().st_mode) == 0o700
    assert {
        stat.S_IMODE(path.stat().st_mode) for path in curated.iterdir() if not path.is_symlink()
    } == {0o600}


def test_a_folder_is_closed_with_what_is_in_it_and_links_are_left(tmp_path: Path) -> None:
    raw, elsewhere = tmp_path / "raw", tmp_path / "elsewhere.csv"
    (raw / "_history" / "files").mkdir(parents=True)
    (raw / "_history" / "files" / "a").write_text("a")
    elsewhere.write_text("public")
    elsewhere.chmod(0o644)
    (raw / "link.csv").symlink_to(elsewhere)
    keep_private(raw)
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
    for path, mode in (("", 0o700), ("_history", 0o700), ("_history/files/a", 0o600)):
        assert stat.S_IMODE((raw / path).stat().st_mode) == mode


def test_working_schemas_stay_out_of_what_is_published(tmp_path: Path) -> None:
    publish.publish(finished_build(1), tmp_path, "20260101-aaaaaaaa")
    with duckdb.connect(str((tmp_path / publish.POINTER).resolve()), read_only=True) as reader:
        schemas = {
            row[0] for row in reader.execute("select schema_name from duckdb_tables()").fetchall()
        }
    assert "staging" not in schemas


def test_five_builds_are_kept_and_rollback_returns_to_one(tmp_path: Path) -> None:
    ids = [f"2026010{day}-aaaaaaaa" for day in range(1, 8)]
    for value, build_id in enumerate(ids):
        publish.publish(finished_build(value), tmp_path, build_id)
    assert publish.builds(tmp_path) == ids[2:]
    assert publish.rollback(tmp_path) == ids[5]
    assert published_value(tmp_path) == 5
    assert publish.rollback(tmp_path, ids[3]) == ids[3]
    assert published_value(tmp_path) == 3
    assert duckdb.sql(f"select value from '{tmp_path / 'figure.parquet'}'").fetchall() == [(3,)]


def test_rollback_says_when_there_is_nothing_to_return_to(tmp_path: Path) -> None:
    publish.publish(finished_build(1), tmp_path, "20260101-aaaaaaaa")
    with pytest.raises(publish.NothingToRollBack, match="antérieure"):
        publish.rollback(tmp_path)
    with pytest.raises(publish.NothingToRollBack, match="conservée"):
        publish.rollback(tmp_path, "20250101-bbbbbbbb")


def test_rollback_refuses_a_build_that_lacks_what_the_pages_read(tmp_path: Path) -> None:
    publish.publish(finished_build(1), tmp_path, "20260101-aaaaaaaa")
    newer = finished_build(2)
    newer.execute("create table core.membership_period as select 1 as x")
    newer.execute("create table core.of_a_later_code as select 1 as x")
    publish.publish(newer, tmp_path, "20260102-aaaaaaaa")
    with pytest.raises(publish.NothingToRollBack, match=r"\(core\.membership_period\).*historique"):
        publish.rollback(tmp_path)
    assert published_value(tmp_path) == 2


def test_an_interrupted_publication_leaves_the_published_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish.publish(finished_build(1), tmp_path, "20260101-aaaaaaaa")

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "settle_file", dies)
    with pytest.raises(KeyboardInterrupt):
        publish.publish(finished_build(2), tmp_path, "20260102-aaaaaaaa")
    assert published_value(tmp_path) == 1
    assert list(tmp_path.glob("*.part"))
    monkeypatch.undo()
    publish.publish(finished_build(3), tmp_path, "20260103-aaaaaaaa")
    assert published_value(tmp_path) == 3
    assert not list(tmp_path.glob("*.part"))


def test_one_memory_is_kept_and_removed_with_its_build(tmp_path: Path) -> None:
    curated, built_folder = tmp_path / "demo", tmp_path / "built"
    built_folder.mkdir()
    for folder, build in ((curated, "20260101-aaaaaaaa"), (built_folder, "20260102-bbbbbbbb")):
        folder.mkdir(exist_ok=True)
        publish.publish(finished_build(1), folder, build)
        (folder / f"memory-{build}.duckdb").write_bytes(b"")
    publish.point_to(curated, publish.adopt(built_folder, curated))
    publish.forget_old(curated)
    assert [f.name for f in curated.glob("memory-*")] == ["memory-20260102-bbbbbbbb.duckdb"]
    (curated / "memory-20260103-cccccccc.duckdb").write_bytes(b"")
    publish.keep_only_current(curated)
    assert [f.name for f in curated.glob("memory-*")] == ["memory-20260102-bbbbbbbb.duckdb"]
    publish.publish(finished_build(2), curated, "20260104-dddddddd")
    publish.keep_only_current(curated)
    assert list(curated.glob("memory-*")) == []


def test_an_unchanged_mart_keeps_its_file(tmp_path: Path) -> None:
    publish.publish(finished_build(1), tmp_path, "20260101-aaaaaaaa")
    former = tmp_path / "figure-20260101-aaaaaaaa.parquet"
    same = frozenset({"marts.figure", "marts.gone"})
    publish.publish(
        finished_build(1), tmp_path, "20260102-bbbbbbbb",
        publish.Former(tmp_path, "20260101-aaaaaaaa", same),
    )  # fmt: skip
    assert (tmp_path / "figure-20260102-bbbbbbbb.parquet").samefile(former)


def build_of(rows: int, mark: str) -> duckdb.DuckDBPyConnection:
    """A build with a table of many rows, and a small one with a mark that a file would show."""
    work = finished_build(rows)
    work.execute("create or replace table core.month as from range(?) as t (x)", [rows])
    work.execute("create table core.label as select ? as name", [mark])
    return work


def tables_of(file: Path) -> dict[str, list]:
    with duckdb.connect(str(file), read_only=True) as reader:
        names = reader.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
        ).fetchall()
        return {
            name: reader.execute(f"from {quoted(name)} order by all").fetchall()
            for (name,) in names
        }


@pytest.mark.parametrize("rows", [5000, 6000])
def test_a_publication_starts_from_the_largest_table_if_it_is_the_same_and_from_nothing_else(
    rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "LARGE", 5000)
    publish.publish(build_of(5000, "WITHDRAWN"), tmp_path, "20260101-aaaaaaaa")
    former = publish.Former(tmp_path, "20260101-aaaaaaaa", frozenset())
    file = publish.publish(build_of(rows, "other"), tmp_path, "20260102-bbbbbbbb", former)
    for prefix, place in (
        (publish.LARGE_FILE, file), (publish.PUBLIC_LARGE_FILE, public_file.path_of(file))
    ):  # fmt: skip
        before, after = sorted(tmp_path.glob(f"{prefix}*"), key=lambda one: one.name[-24:])
        assert before.samefile(after) == (rows == 5000)
        assert [*tables_of(after)] == ["core.month"]
        tables = tables_of(place)
        assert tables["core.month"] == [(n,) for n in range(rows)]
        assert tables["core.label"] == [("other",)]
        assert b"WITHDRAWN" not in place.read_bytes()
    publish.keep_only_current(tmp_path)
    assert len([*tmp_path.glob("*large-*")]) == 2


def test_the_largest_table_is_written_once_where_the_public_sees_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "LARGE", 5000)
    publish.publish(build_of(5000, "one"), tmp_path, "20260101-aaaaaaaa")
    public, own = sorted(tmp_path.glob("*large-*"), reverse=True)
    assert public.name.startswith(publish.PUBLIC_LARGE_FILE)
    assert public.samefile(own)


def test_the_public_never_gets_the_file_of_a_table_that_it_sees_in_part(tmp_path: Path) -> None:
    work = build_of(5000, "one")
    twin = large.Large(tmp_path, "large-", "a")
    part = replace(twin, name="public-large-", twin="large-")
    for kept, select, file in (
        (twin, "from core.month", "whole"), (part, "from core.month where x < 9", "part")
    ):  # fmt: skip
        large.begin(
            work, file, tmp_path / file, publish.STORAGE_VERSION, ("core.month", select), kept
        )
    assert work.execute("select max(x) from part.core.month").fetchone() == (8,)
    assert len([*tmp_path.glob("*large-*")]) == 2


@pytest.mark.parametrize("damage", ["cut", "other rows"])
def test_a_damaged_file_of_the_largest_table_is_written_again(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "LARGE", 5000)
    publish.publish(build_of(5000, "one"), tmp_path, "20260101-aaaaaaaa")
    for file in tmp_path.glob("*large-*"):
        content = file.read_bytes()
        if damage == "cut":
            file.write_bytes(content[: len(content) // 2])
        else:
            file.unlink()
            with duckdb.connect(str(file)) as writer:
                writer.execute("create schema core")
                writer.execute("create table core.month as from range(1, 5001) as t (x)")
    former = publish.Former(tmp_path, "20260101-aaaaaaaa", frozenset())
    file = publish.publish(build_of(5000, "two"), tmp_path, "20260102-bbbbbbbb", former)
    for place in (file, public_file.path_of(file)):
        assert tables_of(place)["core.month"] == [(n,) for n in range(5000)]
        assert tables_of(place)["core.label"] == [("two",)]


def test_a_table_whose_rule_reads_more_than_an_old_build_has_is_left_out_alone(
    tmp_path: Path,
) -> None:
    work = finished_build(1)
    for table in ("core.label", "marts.detection", "marts.team_class"):
        work.execute(f"create table {table} as select 1 as x")
    file = publish.publish(work, tmp_path, "20260101-aaaaaaaa")
    expected = {"core.grant": [(1,)], "core.label": [(1,)], "marts.team_class": [(1,)]}
    assert tables_of(public_file.path_of(file)) == expected
