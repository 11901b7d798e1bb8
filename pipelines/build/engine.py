"""Engines that run the nodes of the graph: DuckDB in this process, or several machines.

An engine changes where a SELECT or the parts of a Python step run, never their result: it leaves
the same table, with the same types, in the working database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

import duckdb

from pipelines.build.graph import Node
from pipelines.steps import apart
from pipelines.steps.apart import Workers

# Python steps made of parts that know nothing of each other, which workers may do: `run` takes them
# after the connection. The others are short, or each of their parts begins from the one before.
SHARED = frozenset({"pipelines.steps.forecast"})


class Engine(Protocol):
    """Runs nodes.

    Attributes:
        workers: opens the workers of a step that is made of parts.
    """

    workers: Workers

    @property
    def folder(self) -> Path | None:
        """Where workers on other machines see what this one writes; None if there are none."""
        ...

    def ingredients(self, node: Node) -> Mapping[str, str]:
        """What the tables of a node depend on in the engine, for the memory of builds."""
        ...

    def run(self, node: Node, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables of a node in the working database of the connection."""
        ...


class InPlace:
    """DuckDB in the working database, Python in processes of this machine."""

    workers: Workers = staticmethod(apart.workers)
    folder: Path | None = None

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
