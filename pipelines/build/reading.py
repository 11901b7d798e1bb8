"""Territories as a step of a build, and a database where files are read with what the last knew."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.build import memory as memories
from pipelines.build.code import code_of, sha_of
from pipelines.build.memory import Memory
from pipelines.build.reference import load_reference

TABLES = ("reference.territory", "reference.commune_france", "reference.postal_code")


def read_territories(memory: Memory, territories: Path) -> dict[str, str]:
    """Fill `TABLES`, or leave them as they stand; what they depend on.

    Args:
        memory: the steps of a build.
        territories: folder of the committed snapshot.
    """
    asked = {"code": code_of("pipelines.build.reference"), "territoires": sha_of(territories)}
    memory.step(TABLES[0], TABLES, asked, lambda: load_reference(memory.work, territories))
    return asked


@contextmanager
def known_database(territories: Path, curated: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A database with the schemas of a build and `reference`, and what the last build remembers.

    It is a copy: what is read there changes nothing that is kept.

    Args:
        territories: folder of the committed snapshot.
        curated: published folder of the workspace; nothing is known where there is none.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "work.duckdb"
        memories.recall(curated, file)
        with duckdb.connect(file) as connection:
            for schema in ("raw", "meta", "quality", "reference"):
                connection.execute(f"create schema if not exists {schema}")
            read_territories(Memory.of(connection), territories)
            yield connection
