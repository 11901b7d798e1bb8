"""Order of the tables of a build, read from the SQL itself, and the rule of the layers.

Every `.sql` file under `pipelines/sql` is one bare SELECT and makes one table, named after its
folder and its file. Its inputs are what DuckDB's own parser finds in it, so that the order can
never drift from the text. A Python step declares what SQL cannot say.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from pipelines import steps

SQL_ROOT = Path(__file__).resolve().parents[1] / "sql"

# What each schema may read. A table that reads higher or skips a layer is refused.
LAYERS: dict[str, frozenset[str]] = {
    "staging": frozenset({"raw", "reference", "meta", "staging"}),
    "core": frozenset({"raw", "reference", "meta", "staging", "core"}),
    "indicators": frozenset({"core", "indicators", "reference"}),
    "marts": frozenset({"core", "indicators", "marts", "reference"}),
    "releases": frozenset({"indicators", "marts", "reference"}),
    "quality": frozenset({"raw", "reference", "meta", "staging", "core", "marts", "quality"}),
}
SOURCES = frozenset({"raw", "reference", "meta"})


class GraphError(Exception):
    """The SQL files do not form a lawful graph: a fault of the code, never of the data."""


@dataclass(frozen=True)
class Node:
    """One thing to run: its outputs and inputs are `schema.table` names."""

    name: str
    outputs: tuple[str, ...]
    inputs: frozenset[str]
    run: Callable[[duckdb.DuckDBPyConnection], None]


def table_name(file: Path) -> str:
    """`…/sql/core/membership.sql` → `core.membership`."""
    return f"{file.parent.name}.{file.stem}"


def quoted(table: str) -> str:
    """`core.grant` → `"core"."grant"`: some names of the field are words of SQL."""
    schema, name = table.split(".")
    return f'"{schema}"."{name}"'


def inputs_of(sql: str) -> frozenset[str]:
    """Tables of other files that a SELECT reads, from DuckDB's parse tree.

    Raises:
        GraphError: the text is not one SELECT that DuckDB can parse.
    """
    with duckdb.connect() as parser:
        row = parser.execute("select json_serialize_sql(?)", [sql]).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if tree["error"] or len(tree["statements"]) != 1:
        raise GraphError(tree.get("error_message", "one SELECT a file"))
    return frozenset(_base_tables(tree))


def _base_tables(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name"):
            yield f"{node['schema_name']}.{node['table_name']}"
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _base_tables(child)


def sql_node(file: Path) -> Node:
    """Node of one SQL file."""
    sql = file.read_text(encoding="utf-8")
    table = table_name(file)

    def run(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(f"create or replace table {quoted(table)} as {sql}")

    try:
        return Node(table, (table,), inputs_of(sql), run)
    except GraphError as error:
        raise GraphError(f"{file}: {error}") from None


def step_nodes() -> Iterator[Node]:
    """Nodes of the Python steps: modules of `pipelines.steps` that declare OUTPUTS."""
    for module_info in pkgutil.iter_modules(steps.__path__):
        module = importlib.import_module(f"{steps.__name__}.{module_info.name}")
        if hasattr(module, "OUTPUTS"):
            yield Node(module.__name__, tuple(module.OUTPUTS), frozenset(module.INPUTS), module.run)


def load_nodes() -> list[Node]:
    """Every node of the project, in an order that can be run.

    Raises:
        GraphError: a table made twice, an unknown input, a layer skipped or a cycle.
    """
    nodes = [sql_node(file) for file in sorted(SQL_ROOT.glob("*/**/*.sql"))]
    nodes.extend(step_nodes())
    made_by: dict[str, Node] = {}
    for node in nodes:
        for output in node.outputs:
            if output in made_by:
                raise GraphError(f"{output} is made by {made_by[output].name} and {node.name}")
            made_by[output] = node
    for node in nodes:
        _check_layers(node, made_by)
    order = TopologicalSorter(
        {
            node.name: {made_by[name].name for name in node.inputs if name in made_by}
            for node in nodes
        }
    )
    by_name = {node.name: node for node in nodes}
    return [by_name[name] for name in order.static_order()]


def _check_layers(node: Node, made_by: dict[str, Node]) -> None:
    for name in sorted(node.inputs):
        schema = name.split(".")[0]
        if schema not in SOURCES and name not in made_by:
            raise GraphError(f"{node.name} reads {name}, which nothing makes")
        for output in node.outputs:
            if schema not in LAYERS[output.split(".")[0]]:
                raise GraphError(f"{output} may not read {name}: the layer rule forbids it")
