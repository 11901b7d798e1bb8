"""The largest table of a database, kept in a file of its own that the next build starts from.

Half of what is published is one table, which most deposits leave unchanged. Its file has never
contained anything else: a copy of it, unlike a copy of the former database, keeps nothing of what
was removed. Where the public sees all of that table, one file serves both databases of a build.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from method.durable import linked, settle_file
from method.log import log
from method.published import CONTENT, SCHEMAS, literal, quoted

# A table with fewer rows is written faster than it is looked after.
LARGE = 100_000


@dataclass(frozen=True)
class Large:
    """Where the file of the largest table is kept.

    Attributes:
        into: folder of the new database.
        name: start of the name of the file; its content and the build follow.
        build_id: build of the new database.
        former: folder that may have the file of an earlier build; None to look for none.
        twin: start of the name of another file of this build that may have the same content.
    """

    into: Path
    name: str
    build_id: str
    former: Path | None = None
    twin: str | None = None

    def file(self, content: str) -> Path:
        """The file of this build for a content."""
        return self.into / f"{self.name}{content}-{self.build_id}.duckdb"

    def same_file(self, content: str) -> Path | None:
        """A file with the same content, of this build or an earlier one; None if there is none."""
        twin = self.into / f"{self.twin}{content}-{self.build_id}.duckdb"
        if self.twin and twin.exists():
            return twin
        found = sorted(self.former.glob(f"{self.name}{content}-*.duckdb")) if self.former else []
        return found[-1] if found else None


def largest(work: duckdb.DuckDBPyConnection, database: str) -> str | None:
    """The published table of an attached database with the most rows; None if all are small."""
    rows = work.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = ? "
        "and estimated_size >= ? and schema_name in (select unnest(?)) "
        "order by estimated_size desc, 1 limit 1",
        [database, LARGE, list(SCHEMAS)],
    ).fetchall()
    return rows[0][0] if rows else None


def begin(
    work: duckdb.DuckDBPyConnection,
    database: str,
    into: Path,
    storage_version: str,
    selected: tuple[str, str] | None,
    large: Large | None,
) -> str | None:
    """Attach a new database under a name, with the published schemas and its largest table.

    Args:
        work: connection that the SELECT reads.
        database: name of the new one.
        into: its file, which does not exist.
        storage_version: of DuckDB's files.
        selected: name and SELECT of the largest table; None to leave all to the caller.
        large: where its file is kept; None to leave the table to the caller.

    Returns:
        The table that the new database has, if any.
    """
    attach = f"attach {literal(into)} as {database} (storage_version '{storage_version}')"
    if selected is None or large is None:
        work.execute(attach)
        _create_schemas(work, database)
        return None
    table, select = selected
    content = _content(work, storage_version, table, select)
    if same := large.same_file(content):
        # It may be pruned with its build at any moment.
        with suppress(duckdb.Error, FileNotFoundError):
            shutil.copyfile(same, into)
            work.execute(attach)
            # A damaged file would be published again and again.
            copied = f"from {database}.{quoted(table)}"
            if _content(work, storage_version, table, copied) == content:
                _link(same, large.file(content))
                return table
        log.warning("largest_table_unusable", file=same.name)
        work.execute(f"detach database if exists {database}")
        into.unlink(missing_ok=True)
    work.execute(attach)
    _create_schemas(work, database)
    work.execute(f"create table {database}.{quoted(table)} as {select}")
    work.execute(f"detach {database}")
    _copy(into, large.file(content))
    work.execute(attach)
    return table


def _create_schemas(work: duckdb.DuckDBPyConnection, database: str) -> None:
    for schema in sorted(SCHEMAS):
        work.execute(f"create schema {database}.{schema}")


def _content(work: duckdb.DuckDBPyConnection, storage_version: str, table: str, select: str) -> str:
    """Hash of the rows of a SELECT, in any order, of its columns, and of where they are written."""
    columns = work.execute(f"describe {select}").fetchall()
    rows = work.execute(f"{CONTENT} from ({select}) as t").fetchall()
    parts = [table, storage_version, duckdb.__version__, *map(str, columns), *map(str, rows)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _link(same: Path, own: Path) -> None:
    """A second name of a file that never changes, or a copy on another disk."""
    own.unlink(missing_ok=True)
    if not linked(same, own):
        _copy(same, own)


def _copy(file: Path, own: Path) -> None:
    """Copy a file whole or not at all."""
    part = own.with_name(f"{own.name}.part")
    shutil.copyfile(file, part)
    settle_file(part, own)
