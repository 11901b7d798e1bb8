"""Territories as a step of a build, and a database to read files with the last build's memory."""

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
    """Fill `TABLES`, or leave them as they are; return what they depend on.

    Args:
        memory: the steps of a build.
        territories: folder of the committed snapshot.
    """
    ingredients = {"code": code_of("pipelines.build.reference"), "territoires": sha_of(territories)}
    memory.step(TABLES[0], TABLES, ingredients, lambda: load_reference(memory.work, territories))
    return ingredients


@contextmanager
def known_database(territories: Path, curated: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A database with the schemas of a build, `reference`, and the memory of the last build.

    It is a copy: reading files there does not change what is kept.

    Args:
        territories: folder of the committed snapshot.
        curated: published folder of the workspace; the memory is empty without one.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "work.duckdb"
        with memories.opened(file, [curated]) as connection:
            # It is thrown away: writing it out would be for nothing.
            connection.execute("pragma disable_checkpoint_on_shutdown")
            for schema in ("raw", "meta", "quality", "reference"):
                connection.execute(f"create schema if not exists {schema}")
            read_territories(Memory.of(connection), territories)
            yield connection
