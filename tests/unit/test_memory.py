"""A step is skipped when none of its inputs changed; when it runs, it logs the reason."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from pipelines.build import code, memory
from pipelines.build.memory import Memory, content_of, why


@pytest.fixture
def work() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create schema core")
    return con


def build(work: duckdb.DuckDBPyConnection, values: str, text: str = "a") -> dict[str, str | None]:
    """Run two steps, the second reading the first; return the reason for each."""
    steps = Memory.of(work)

    def make(table: str, query: str) -> None:
        work.execute(f"create or replace table {table} as {query}")

    steps.step("one", ["core.one"], {"fichier": values}, lambda: make("core.one", values))
    steps.step(
        "two",
        ["core.two"],
        {"code": text, **steps.inputs(["core.one"])},
        lambda: make("core.two", "select sum(x) as x from core.one"),
    )
    steps.write({"environment": code.environment()})
    return {one.name: one.reason for one in steps.done}


def test_what_did_not_move_is_kept_and_what_did_says_why(work: duckdb.DuckDBPyConnection) -> None:
    values = "select * from (values (1), (2)) as t (x)"
    first = build(work, values)
    assert None not in first.values()
    assert build(work, values) == {"one": None, "two": None}
    assert build(work, values, "b") == {"one": None, "two": "a changé : code"}
    other = build(work, "select * from (values (1), (3)) as t (x)", "b")
    assert other == {"one": "a changé : fichier", "two": "a changé : core.one"}
    assert work.execute("select x from core.two").fetchone() == (4,)


def test_a_step_whose_rows_are_the_same_moves_nothing_after_it(
    work: duckdb.DuckDBPyConnection,
) -> None:
    build(work, "select * from (values (1), (2)) as t (x)")
    again = build(work, "select * from (values (2), (1)) as t (x)")
    assert again == {"one": "a changé : fichier", "two": None}


@pytest.mark.parametrize(
    "other",
    [
        "select * from (values (1), (2), (2)) as t (x)",
        "select * from (values (1), (1), (2), (2)) as t (x)",
        "select * from (values (1), (null)) as t (x)",
        "select cast(x as bigint) as x from (values (1), (2)) as t (x)",
        "select * from (values (1), (2)) as t (y)",
        "select 1 as x where false",
    ],
)
def test_the_content_of_a_table_is_its_rows_and_columns(
    other: str, work: duckdb.DuckDBPyConnection
) -> None:
    work.execute("create table core.a as select * from (values (1), (2)) as t (x)")
    before = content_of("core.a", work)
    work.execute(f"create or replace table core.a as {other}")
    assert content_of("core.a", work) != before


def test_a_table_that_nothing_makes_any_more_is_dropped(work: duckdb.DuckDBPyConnection) -> None:
    work.execute("create table core.old as select 1 as x")
    steps = Memory.of(work)
    steps.contents["core.new"] = ""
    work.execute("create table core.new as select 1 as x")
    steps.forget_others(["core"], but=())
    assert work.execute("select table_name from duckdb_tables()").fetchall() == [("new",)]


def is_laid(folder: Path, work: Path) -> bool:
    """Whether a working file is opened with the memory of a folder; it is removed again."""
    with memory.opened(work, [folder]) as con:
        tables = con.execute("select table_name from duckdb_tables()").fetchall()
    work.unlink()
    return tables == [("state",)]


def test_the_folder_of_a_build_is_asked_for_its_memory_before_the_other(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    for folder in (own, other):
        folder.mkdir()
        with duckdb.connect(str(folder / "made.duckdb")) as con:
            Memory.of(con).write({"environment": code.environment(), "build": folder.name})
        memory.keep(folder / "made.duckdb", folder, "20260101-aaaaaaaa")
    with memory.opened(tmp_path / "one.duckdb", [own, other]) as con:
        assert Memory.of(con).published["build"] == "own"
    memory.forget(own)
    with memory.opened(tmp_path / "two.duckdb", [own, other]) as con:
        assert Memory.of(con).published["build"] == "other"


def test_what_a_look_has_made_is_kept_beside_the_rest_and_tells_its_reason(
    work: duckdb.DuckDBPyConnection,
) -> None:
    def make(steps: Memory, name: str, text: str) -> None:
        def run() -> None:
            work.execute(f"create table {name} as select {text} as x")

        steps.step(name, [name], {"code": text}, run)

    built = Memory.of(work)
    make(built, "core.a", "1")
    make(built, "core.b", "1")
    built.write({"build": "published", "contents": built.contents})
    look = Memory.of(work)
    make(look, "core.a", "2")
    look.write_begun()
    after = Memory.of(work)
    assert after.published == {"build": "published", "contents": built.contents}
    for name, ingredients in (("core.a", {"code": "2"}), ("core.b", {"code": "1"})):
        after.step(name, [name], ingredients, lambda: pytest.fail("made again"))
    assert [one.reason for one in after.done] == ["a changé : code", None]
    after.write({})
    assert Memory.of(work).begun == {}


def test_a_memory_of_another_version_or_damaged_is_not_laid(tmp_path: Path) -> None:
    source, work = tmp_path / "made.duckdb", tmp_path / "work.duckdb"
    with duckdb.connect(str(source)) as con:
        Memory.of(con).write({"environment": code.environment()})
    memory.keep(source, tmp_path, "20260101-aaaaaaaa")
    (file,) = memory.files(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert is_laid(tmp_path, work)
    with duckdb.connect(str(file)) as con:
        Memory.of(con).write({"environment": "another"})
    assert not is_laid(tmp_path, work)
    file.write_bytes(b"damaged")
    assert not is_laid(tmp_path, work)
    assert memory.state_of(tmp_path) == {}


def test_the_reason_is_in_french() -> None:
    former = memory.Known({"code": "a", "raw.x": "b"}, {}, 0.0)
    assert why(None, {}) == "rien n’est retenu de cette étape"
    assert why(former, {"code": "a", "raw.y": "c"}) == "a changé : raw.x, raw.y"
    assert why(former, {"code": "a", "raw.x": "b"}) is None


def test_what_a_step_returns_besides_tables_is_kept(work: duckdb.DuckDBPyConnection) -> None:
    for _ in range(2):
        steps = Memory.of(work)
        extra = steps.step("read", [], {"fichier": "a"}, lambda: [{"rows": 3}])
        steps.write({})
        assert extra == json.loads(json.dumps([{"rows": 3}]))
    assert steps.done[0].reason is None
