"""What a build keeps of the previous one: the ingredients of each step, and its tables.

The working database of a build is kept beside what it published, as `memory-<build>.duckdb`. The
next build works on a copy of it: a step whose code and inputs are unchanged is left as it is, the
others are run again over their former tables. A memory is only read by its keys, so that one that
is old, of another workspace or of other code only costs time.

It contains data that the public and partners never see: only its owner can read it, no gate opens
it, and it is removed with its build. A purge keeps no earlier memory, and builds from scratch.
"""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from method.durable import settle_file
from method.published import CONTENT, quoted
from pipelines.build import parses
from pipelines.build.code import digest, environment
from pipelines.build.private import FILE
from pipelines.build.publish import MEMORY

# A working database is lost if the machine stops: each statement would wait for the disk for
# nothing. What is kept of it, and what is published, is synchronised before it takes its place.
UNSYNCED = {"fsync_mode": "NONE"}
# Name of the ingredient for the code of a step.
CODE = "code"
LOG = logging.getLogger(__name__)

Ingredients = Mapping[str, str]


@dataclass(frozen=True)
class Done:
    """One step of a build: seconds of its last run, and why it ran, None if it was kept."""

    name: str
    seconds: float
    reason: str | None


@dataclass
class Known:
    """What is kept of a step.

    Attributes:
        ingredients: its code and the content of its inputs, by name.
        contents: hash of each of its tables.
        seconds: duration of its last run.
        told: what it returned besides tables.
    """

    ingredients: dict[str, str]
    contents: dict[str, str]
    seconds: float
    told: Any = None


@dataclass
class Memory:
    """The steps of a build in its working database, with those of the previous one if known.

    `begun` are the steps that a look has made since, and why: the build that goes on from it tells
    them as its own.
    """

    work: duckdb.DuckDBPyConnection
    former: dict[str, Known] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)
    steps: dict[str, Known] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)

    @classmethod
    def of(cls, work: duckdb.DuckDBPyConnection) -> Memory:
        """Memory of a working database, with what a former build left in it, if anything."""
        try:
            row = work.execute("select state from kept.state").fetchone()
        except duckdb.CatalogException:
            return cls(work)
        state = json.loads(row[0]) if row else {}
        former = {name: Known(**entry) for name, entry in state.get("steps", {}).items()}
        parses.learn(state.get("parses", {}))
        return cls(work, former, state.get("published", {}), state.get("begun", {}))

    def step(
        self,
        name: str,
        outputs: Sequence[str],
        ingredients: Ingredients,
        run: Callable[[], Any],
        cursor: duckdb.DuckDBPyConnection | None = None,
    ) -> Any:
        """Run a step, or leave its tables as they are when nothing that it reads has changed.

        A step with unchanged code finds its former tables in place: one that is made part by part
        may reuse what has not changed (`pipelines.steps.parts`).

        Several threads may call it at once, each with its own cursor.

        Args:
            name: unique in the build.
            outputs: tables that it makes, whose content later steps get from `inputs`.
            ingredients: everything it depends on, by name.
            run: makes the tables; its result is kept, and must be plain JSON.
            cursor: connection that reads these tables; the working one by default.

        Returns:
            Result of `run`, from this run or the kept one.
        """
        former = self.former.get(name)
        reason = why(former, ingredients)
        if former is None or reason is not None:
            begin = time.perf_counter()
            if former is None or former.ingredients.get(CODE) != ingredients.get(CODE):
                self._drop(outputs, cursor or self.work)
            result = run()
            seconds = time.perf_counter() - begin
            contents = {table: content_of(table, cursor or self.work) for table in outputs}
            former = Known(dict(ingredients), contents, seconds, result)
        reason = reason or self.begun.get(name)
        self.steps[name] = former
        self.contents |= former.contents
        self.done.append(Done(name, former.seconds, reason))
        return former.told

    def _drop(self, tables: Sequence[str], connection: duckdb.DuckDBPyConnection) -> None:
        """Drop the tables made by other code, so that a step cannot reuse them."""
        for table in tables:
            connection.execute(f"drop table if exists {quoted(table)}")

    def again(self, but: str = "") -> Memory:
        """Memory of the same tables right after these steps, to read again what has changed.

        Args:
            but: a step whose tables have been overwritten since.
        """
        former = {name: entry for name, entry in self.steps.items() if name != but}
        return Memory(self.work, former, contents=dict(self.contents))

    def inputs(self, tables: Iterable[str]) -> dict[str, str]:
        """Content of tables, as ingredients of a step that reads them."""
        return {table: self.contents[table] for table in sorted(tables)}

    def told(self, name: str) -> tuple[Ingredients, Any] | None:
        """Ingredients and result of a step of the former build; None when unknown."""
        entry = self.former.get(name)
        return (entry.ingredients, entry.told) if entry else None

    def forget_others(self, schemas: Sequence[str], but: Sequence[str]) -> None:
        """Drop the tables of former builds that this one does not make, except `but`."""
        rows = self.work.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where schema_name in (select unnest(?)) and database_name = current_database()",
            [list(schemas)],
        ).fetchall()
        for (table,) in rows:
            if table not in self.contents and table not in but:
                self.work.execute(f"drop table {quoted(table)}")

    def write(self, published: Mapping[str, Any]) -> None:
        """Write what the next build needs to know into the working database."""
        self._write(self.steps, published, {})

    def write_begun(self) -> None:
        """Write the steps made so far beside the others, for the build that goes on from here."""
        begun = {one.name: one.reason for one in self.done if one.reason}
        self._write(self.former | self.steps, self.published, begun)

    def _write(
        self,
        known: Mapping[str, Known],
        published: Mapping[str, Any],
        begun: Mapping[str, str],
    ) -> None:
        steps = {name: vars(entry) for name, entry in known.items()}
        state = {"steps": steps, "published": published, "begun": begun, "parses": parses.told()}
        text = json.dumps(state, ensure_ascii=False)
        self.work.execute("create schema if not exists kept")
        self.work.execute("create or replace table kept.state as select ? as state", [text])


def content_of(table: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Hash of the rows of a table, in any order, and of its columns."""
    # `duckdb_columns()` would read the columns of every table, for each of them.
    columns = connection.execute(f"describe {quoted(table)}").fetchall()
    rows = connection.execute(f"{CONTENT} from {quoted(table)} as t").fetchall()
    return digest([*map(str, rows[0]), *(f"{name} {kind}" for name, kind, *_ in columns)])


def why(former: Known | None, ingredients: Ingredients) -> str | None:
    """Why a step is run, in French; None if it is left as it is."""
    if former is None:
        return "rien n’est retenu de cette étape"
    names = sorted({*former.ingredients, *ingredients})
    changed = [n for n in names if former.ingredients.get(n) != ingredients.get(n)]
    return f"a changé : {', '.join(changed)}" if changed else None


def opened(
    work: Path,
    folders: Sequence[Path],
    config: Mapping[str, str | bool | int | float] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open the working file of a build, on a copy of the last memory of published folders.

    It is empty when there is none, or when any software version has changed.

    Args:
        work: the working file, which does not exist.
        folders: the first that has a memory is asked.
        config: settings of DuckDB.
    """
    settings = {**UNSYNCED, **(config or {})}
    for file in reversed(next(filter(None, map(files, folders)), [])):
        try:
            shutil.copyfile(file, work)
            connection = duckdb.connect(work, config=settings)
            if _is_of_now(connection):
                return connection
            connection.close()
        except FileNotFoundError:
            continue  # pruned by another build in the meantime
        except duckdb.Error as error:
            LOG.warning("build.memory_unreadable file=%s error=%s", file.name, type(error).__name__)
        work.unlink(missing_ok=True)
        work.with_name(f"{work.name}.wal").unlink(missing_ok=True)
        break
    return duckdb.connect(work, config=settings)


def _is_of_now(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a memory was left by the software of this process."""
    try:
        ((state,),) = connection.execute("select state from kept.state").fetchall()
        return json.loads(state)["published"]["environment"] == environment()
    except (duckdb.Error, ValueError, KeyError) as error:
        LOG.warning("build.memory_unreadable error=%s", type(error).__name__)
        return False


def state_of(folder: Path) -> dict[str, Any]:
    """State of the published build, as recorded in the last memory of a published folder."""
    for file in reversed(files(folder)):
        try:
            with duckdb.connect(str(file), read_only=True) as connection:
                row = connection.execute("select state from kept.state").fetchone()
            return json.loads(row[0])["published"] if row else {}
        except (duckdb.Error, ValueError, KeyError):
            return {}
    return {}


def keep(work: Path, folder: Path, build_id: str) -> None:
    """Keep the closed working database of a build as the only memory of a published folder."""
    target = folder / f"{MEMORY}{build_id}.duckdb"
    work.chmod(FILE)
    settle_file(work, target)
    forget(folder, but=target)


def forget(folder: Path, but: Path | None = None) -> None:
    """Remove the memories of a published folder, except one."""
    for file in files(folder):
        if file != but:
            file.unlink(missing_ok=True)


def files(folder: Path) -> list[Path]:
    """Memories of a published folder, oldest first."""
    return sorted(folder.glob(f"{MEMORY}*.duckdb"))
