"""The database that the public reads: a build without the rows and columns closed to the public.

Written next to a build when it is published, by the rules of `access`: only what the public may
query is copied, so that a bug in the gate has nothing else to reveal.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from method.catalog import load_catalog
from method.log import log
from method.published import BUILD_FILE, PUBLIC_FILE, literal, quoted
from observatory.gate.access import PUBLIC, selected
from observatory.gate.large import Large, begin, largest

# How a server describes the build that it serves; no query reads it.
_DESCRIBE = (
    "create table public.meta.build as select build_id, workspace, label, is_fictional, region, "
    "as_of, built_at, code_version, territories_vintage from published.meta.build"
)


def path_of(build: Path) -> Path:
    """Path of the public database of a build: `observatory-public-<build>.duckdb`.

    Args:
        build: path of the full database of the build.
    """
    match = BUILD_FILE.fullmatch(build.name)
    if match is None:
        raise ValueError(f"{build.name} is no build")
    return build.with_name(f"{PUBLIC_FILE}{match['build']}.duckdb")


def write(
    build: Path,
    into: Path,
    storage_version: str,
    viewers: Mapping[str, str] | None = None,
    large: Large | None = None,
) -> None:
    """Copy what the public sees of a build.

    Args:
        build: full database of the build.
        into: file to write, replaced if it exists.
        storage_version: of DuckDB's files.
        viewers: indicator id → widest role that reads it by network; the catalogue's if None.
        large: where its largest table is kept for the next build; None to keep none.
    """
    into.unlink(missing_ok=True)
    if viewers is None:
        viewers = {one.id: one.viewer for one in load_catalog().indicators.values()}
    with duckdb.connect() as work:
        work.execute("create schema gate")
        work.execute("create table gate.indicator (indicator_id text, viewer text)")
        work.executemany("insert into gate.indicator values (?, ?)", list(viewers.items()))
        work.execute(f"attach {literal(build)} as published (read_only)")
        tables = _tables(work)
        selects = {
            table: select
            for table in tables
            if (select := selected(table, PUBLIC)) is not None and _has_all(work, table, select)
        }
        most = largest(work, "published")
        own = (most, selects[most]) if large and most and most in selects else None
        written = begin(work, "public", into, storage_version, own, large)
        # Together, or each table would wait for the disk.
        work.execute("begin")
        for table, select in selects.items():
            if table != written:
                work.execute(f"create table public.{quoted(table)} as {select}")
        if "meta.build" in tables:
            work.execute(_DESCRIBE)
        work.execute("commit")
        work.execute("detach public")


def _has_all(work: duckdb.DuckDBPyConnection, table: str, select: str) -> bool:
    """Whether a build has what the rule of a table reads; an old one may not."""
    try:
        work.execute(f"describe {select}")
    except (duckdb.CatalogException, duckdb.BinderException):
        log.warning("view_left_out", table=table)
        return False
    return True


def _tables(work: duckdb.DuckDBPyConnection) -> list[str]:
    rows = work.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where database_name = 'published' order by all"
    ).fetchall()
    return [name for (name,) in rows]
