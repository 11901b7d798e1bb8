"""The engine behind the gate: locked before any reader's query."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from method.published import literal

# Memory for all the queries of a server together: a query that needs more gets an error, where
# otherwise the system would kill the server and every page with it.
MEMORY = "1GB"


def locked_engine(curated: Path, viewers: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """An in-memory database that can read published files and nothing else, whatever the query.

    Args:
        curated: root of the published workspaces, the only folder that it may open.
        viewers: for each indicator, the lowest role that may read it.
    """
    engine = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            # Many readers at once, with small queries: on one core each, nobody waits for another.
            "threads": 1,
            "memory_limit": MEMORY,
        }
    )
    engine.execute(
        "create schema gate; create table gate.indicator (indicator_id text, viewer text)"
    )
    if viewers:
        engine.executemany("insert into gate.indicator values (?, ?)", list(viewers.items()))
    engine.execute(f"set allowed_directories = [{literal(f'{curated}/')}]")
    engine.execute("set enable_external_access = false")
    engine.execute("set lock_configuration = true")
    return engine
