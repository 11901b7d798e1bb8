"""Contracts read while a deposit was examined, which the build that publishes it takes over.

They wait in a file of the deposit's own folder: the rows of each contract that was read again, with
what was recorded about its files. The build takes a contract if it would read the same files with
the same code against the same tables, and reads it otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from method.durable import settle_file
from method.published import literal, quoted
from pipelines.build.code import environment
from pipelines.build.private import keep_private
from pipelines.ingest.remembered import DAY
from pipelines.ingest.run import RECORDED, forget

if TYPE_CHECKING:
    from collections.abc import Generator

    from pipelines.contracts import Contract

NAME = "reading.duckdb"
_AS = "handed"


@dataclass(frozen=True)
class Handed:
    """Readings in a file; none by default.

    Attributes:
        file: their database.
        readings: ingredients and reports of each contract, by name.
    """

    file: Path = Path()
    readings: Mapping[str, tuple[dict[str, str], Any]] = field(default_factory=dict)

    def take(
        self,
        connection: duckdb.DuckDBPyConnection,
        contract: Contract,
        ingredients: Mapping[str, str] | None,
        today: date,
    ) -> Any:
        """Copy a contract into `raw` and the tables about files; return its reports.

        Returns:
            None, with nothing copied, if a build would read something else.
        """
        reading = self.readings.get(contract.name)
        if reading is None or ingredients is None or not _is_same(reading[0], ingredients, today):
            return None
        with suppress(duckdb.IOException), _attached(connection, self.file, "read_only"):
            raw = f"raw.{contract.name}"
            connection.execute(f"create or replace table {quoted(raw)} as from {_AS}.{quoted(raw)}")
            forget(connection, contract)
            for table in RECORDED:
                connection.execute(
                    f"insert into {table} from {_AS}.{table} where contract = ?",
                    [contract.name],
                )
            return reading[1]
        return None


def save(
    connection: duckdb.DuckDBPyConnection,
    readings: Mapping[str, tuple[Mapping[str, str], Any]],
    file: Path,
) -> None:
    """Write readings to a file, over an earlier one.

    Args:
        connection: database in which the contracts were read.
        readings: ingredients and reports of each contract, by name.
        file: written whole or not at all.
    """
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    state = json.dumps({"environment": environment(), "readings": readings}, ensure_ascii=False)
    with _attached(connection, part):
        for schema in ("raw", "quality", "meta"):
            connection.execute(f"create schema {_AS}.{schema}")
        for name in readings:
            table = quoted(f"raw.{name}")
            connection.execute(f"create table {_AS}.{table} as from {table}")
        for table in RECORDED:
            connection.execute(
                f"create table {_AS}.{table} as from {table} "
                "where contract in (select unnest(?::varchar[]))",
                [[*readings]],
            )
        connection.execute(f"create table {_AS}.state as select ? as state", [state])
        connection.execute(f"checkpoint {_AS}")
    keep_private(part)
    settle_file(part, file)


def handed_in(file: Path) -> Handed:
    """Readings of a file; none if there is no file, or if any software version has changed."""
    if not file.exists():
        return Handed()
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            ((text,),) = connection.execute("select state from state").fetchall()
        state = json.loads(text)
    except (duckdb.Error, ValueError):
        return Handed()
    is_same = state["environment"] == environment()
    return Handed(file, {n: tuple(one) for n, one in state["readings"].items()} if is_same else {})


def _is_same(read: Mapping[str, str], asked: Mapping[str, str], today: date) -> bool:
    """Whether a reading of today has what a build would read."""
    others = [{**one, DAY: ""} for one in (read, asked)]
    return others[0] == others[1] and read.get(DAY) == today.isoformat()


@contextmanager
def _attached(
    connection: duckdb.DuckDBPyConnection, file: Path, mode: str = "read_write"
) -> Generator[None]:
    connection.execute(f"attach {literal(file)} as {_AS} ({mode})")
    try:
        yield
    finally:
        connection.execute(f"detach {_AS}")
