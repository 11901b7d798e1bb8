"""The engine behind the gate: locked before any reader asks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

# What all queries of a server may hold at once: one that asks for more is told so, where the system
# would end the server and every page with it.
MEMORY = "1GB"


def locked_engine(curated: Path, viewers: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """A database in memory that reads published files and nothing else, whatever is asked.

    Args:
        curated: root of the published workspaces, the only folder that it opens.
        viewers: of each indicator, the least role that reads it.
    """
    engine = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            # Many readers ask at once, each for little: a query on one core makes none wait.
            "threads": 1,
            "memory_limit": MEMORY,
        }
    )
    engine.execute(
        "create schema gate; create table gate.indicator (indicator_id text, viewer text)"
    )
    if viewers:
        engine.executemany("insert into gate.indicator values (?, ?)", list(viewers.items()))
    path = str(curated).replace("'", "''")
    engine.execute(f"set allowed_directories = ['{path}/']")
    engine.execute("set enable_external_access = false")
    engine.execute("set lock_configuration = true")
    return engine
