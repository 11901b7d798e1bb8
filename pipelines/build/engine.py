"""Engines that run the nodes of the graph: DuckDB in this process, or several machines.

An engine changes where a SELECT runs, never its result: it leaves the same table, with the same
types, in the working database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

import duckdb

from pipelines.build.graph import Node


class Engine(Protocol):
    """Runs nodes."""

    def ingredients(self, node: Node) -> Mapping[str, str]:
        """What the tables of a node depend on in the engine, for the memory of builds."""
        ...

    def run(self, node: Node, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables of a node in the working database of the connection."""
        ...


class InPlace:
    """DuckDB in the working database."""

    def ingredients(self, node: Node) -> Mapping[str, str]:
        """Nothing: the version of DuckDB already counts for every step."""
        return {}

    def run(self, node: Node, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables of a node."""
        node.run(connection)


IN_PLACE = InPlace()
# Opens an engine for one build, with a working folder.
Opening = Callable[[Path], AbstractContextManager[Engine]]


def in_place(_: Path) -> AbstractContextManager[Engine]:
    """The default engine."""
    return nullcontext(IN_PLACE)
