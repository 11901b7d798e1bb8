"""What runs a node of the graph: DuckDB in this process, or an engine of several machines.

An engine changes where a SELECT is run, never what it says: it leaves the same table, of the same
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
    """How nodes are run."""

    def ingredients(self, node: Node) -> Mapping[str, str]:
        """What the tables of a node owe to the engine, for the memory of builds."""
        ...

    def run(self, node: Node, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables of a node in the working database that the connection is on."""
        ...


class InPlace:
    """DuckDB, where the tables are."""

    def ingredients(self, node: Node) -> Mapping[str, str]:
        """Nothing: its version counts for every step."""
        return {}

    def run(self, node: Node, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables of a node."""
        node.run(connection)


IN_PLACE = InPlace()
# Opened for one build, given a folder of its own to write in.
Opening = Callable[[Path], AbstractContextManager[Engine]]


def in_place(_: Path) -> AbstractContextManager[Engine]:
    """The engine of a build that asks for no other."""
    return nullcontext(IN_PLACE)
