"""Publication is one rename; old builds are kept, found and returned to."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.build import publish


def finished_build(value: int) -> duckdb.DuckDBPyConnection:
    work = duckdb.connect()
    for schema in publish.PUBLISHED_SCHEMAS:
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


def test_an_interrupted_publication_leaves_the_published_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish.publish(finished_build(1), tmp_path, "20260101-aaaaaaaa")

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "_settle", dies)
    with pytest.raises(KeyboardInterrupt):
        publish.publish(finished_build(2), tmp_path, "20260102-aaaaaaaa")
    assert published_value(tmp_path) == 1
    assert list(tmp_path.glob("*.part"))
    monkeypatch.undo()
    publish.publish(finished_build(3), tmp_path, "20260103-aaaaaaaa")
    assert published_value(tmp_path) == 3
    assert not list(tmp_path.glob("*.part"))
