"""Order of the tables of a build, read from the SQL itself, and the layer rule.

Every `.sql` file under `pipelines/sql` is a single SELECT and makes one table, named after its
folder and its file; one that covers every raw file is first filled in from the contracts. Its
inputs are those that DuckDB's own parser finds, so that the order always follows the text. A
Python step declares its inputs and outputs in literals that are read without importing it, so that
a step that is kept costs no import.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from method import published
from method.published import PARSE, NotOneSelectError, nodes, quoted
from pipelines.build.code import code_of, digest, parsed
from pipelines.build.parses import names_in
from pipelines.contracts.sql import text_of

SQL_ROOT = Path(__file__).resolve().parents[1] / "sql"
STEPS = Path(__file__).resolve().parents[1] / "steps"
FUNCTIONS = SQL_ROOT / "functions.sql"
STEP_PREFIX = "pipelines.steps."
# More would keep more tables in memory at once; DuckDB uses the remaining processors.
WORKERS = 2
# A Python step takes about as long as this many SELECTs.
STEP_WEIGHT = 20

# Schemas that each schema may read. A table that reads upwards or skips a layer is refused.
LAYERS: dict[str, frozenset[str]] = {
    "staging": frozenset({"raw", "reference", "meta", "staging"}),
    "core": frozenset({"raw", "reference", "meta", "staging", "core"}),
    "indicators": frozenset({"core", "indicators", "reference"}),
    "marts": frozenset({"core", "indicators", "marts", "reference"}),
    "releases": frozenset({"indicators", "marts", "reference"}),
    # Keys of the steps that are made part by part; see `pipelines.steps.parts`.
    "keys": frozenset({"core", "indicators", "marts", "reference"}),
    "quality": frozenset({"raw", "reference", "meta", "staging", "core", "marts", "quality"}),
}
SOURCES = frozenset({"raw", "reference", "meta"})
_PARSERS = (Path(__file__), Path(published.__file__))


class GraphError(Exception):
    """The SQL files do not form a valid graph: a fault of the code, never of the data."""


@dataclass(frozen=True)
class Node:
    """One table or step to run.

    Attributes:
        outputs: `schema.table` names, like `inputs`.
        code: hash of its text.
        sql: its SELECT, empty for a Python step.
    """

    name: str
    outputs: tuple[str, ...]
    inputs: frozenset[str]
    run: Callable[[duckdb.DuckDBPyConnection], None]
    code: str = ""
    sql: str = ""


def table_name(file: Path) -> str:
    """`…/sql/core/membership.sql` → `core.membership`."""
    return f"{file.parent.name}.{file.stem}"


def inputs_of(sql: str) -> frozenset[str]:
    """Tables of other files that a SELECT reads, from DuckDB's parse tree.

    Raises:
        GraphError: the text is not a single SELECT that DuckDB can parse.
    """
    return frozenset(names_in(sql.encode(), _PARSERS, _tables_of))


def _tables_of(text: bytes) -> set[str]:
    sql = text.decode()
    with _parser().cursor() as parser:
        (parsed,) = parser.execute(PARSE, [sql]).fetchall()[0]
    try:
        tree_nodes = nodes(parsed)
    except NotOneSelectError as error:
        raise GraphError(str(error)) from None
    return {
        f"{node['schema_name']}.{node['table_name']}"
        for node in tree_nodes
        if node.get("type") == "BASE_TABLE" and node.get("schema_name")
    }


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """A database used only for parsing: opening one costs ten times more than one parse."""
    return duckdb.connect(config={"threads": 1})


def sql_node(file: Path) -> Node:
    """Node of one SQL file."""
    sql = text_of(file)
    table = table_name(file)

    def run(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(f"create or replace table {quoted(table)} as {sql}")

    try:
        code = digest([sql, FUNCTIONS.read_text(encoding="utf-8")])
        return Node(table, (table,), inputs_of(sql), run, code, sql)
    except GraphError as error:
        raise GraphError(f"{file}: {error}") from None


def step_node(file: Path) -> Node | None:
    """Node of a Python step; None if the module declares no OUTPUTS.

    Raises:
        GraphError: OUTPUTS or INPUTS is not a literal.
    """
    name = f"{STEP_PREFIX}{file.stem}"
    declared: dict[str, tuple[str, ...]] = {}
    for line in parsed(file).body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            label = line.targets[0].id
            if label in ("INPUTS", "OUTPUTS"):
                declared[label] = _literal(file, label, line.value)
    if "OUTPUTS" not in declared:
        return None

    def run(connection: duckdb.DuckDBPyConnection) -> None:
        importlib.import_module(name).run(connection)

    return Node(name, declared["OUTPUTS"], frozenset(declared["INPUTS"]), run, code_of(name))


def _literal(file: Path, label: str, value: ast.expr) -> tuple[str, ...]:
    try:
        return tuple(ast.literal_eval(value))
    except ValueError:
        raise GraphError(f"{file}: {label} is to be a tuple of names, written out") from None


def load_nodes() -> list[Node]:
    """Every node of the project, in a valid order.

    Raises:
        GraphError: a table made twice, an unknown input, a layer skipped or a cycle.
    """
    all_nodes = [sql_node(file) for file in sorted(SQL_ROOT.glob("*/**/*.sql"))]
    all_nodes += [node for file in sorted(STEPS.glob("*.py")) if (node := step_node(file))]
    made_by: dict[str, Node] = {}
    for node in all_nodes:
        for output in node.outputs:
            if output in made_by:
                raise GraphError(f"{output} is made by {made_by[output].name} and {node.name}")
            made_by[output] = node
    for node in all_nodes:
        _check_layers(node, made_by)
    order = TopologicalSorter(
        {
            node.name: {made_by[name].name for name in node.inputs if name in made_by}
            for node in all_nodes
        }
    )
    by_name = {node.name: node for node in all_nodes}
    return [by_name[name] for name in order.static_order()]


def needed(nodes: Sequence[Node], tables: Iterable[str]) -> list[Node]:
    """The nodes that make some tables, and those that they read, in the same order."""
    waiting, found = set(tables), list[Node]()
    for node in reversed(nodes):
        if waiting.intersection(node.outputs):
            waiting |= node.inputs
            found.append(node)
    return found[::-1]


def run_graph(
    nodes: Sequence[Node], run: Callable[[Node], None], progress: Callable[[str, int, int], None]
) -> None:
    """Run several nodes at a time, each after the nodes that it reads.

    DuckDB and numpy release Python's lock: a long Python step and the tables that do not depend
    on it share the processors. What the longest chain of nodes waits for goes first.

    Args:
        nodes: in a valid order.
        run: called for each node, in a worker thread.
        progress: called from the calling thread.
    """
    made_by = {output: node.name for node in nodes for output in node.outputs}
    by_name = {node.name: node for node in nodes}
    order = TopologicalSorter(
        {node.name: {made_by[name] for name in node.inputs if name in made_by} for node in nodes}
    )
    order.prepare()
    chain = longest_chains(nodes)
    ready: list[str] = []
    running: dict[Future[None], str] = {}
    done_count = 0
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            while order.is_active():
                ready += order.get_ready()
                ready.sort(key=lambda name: -chain[name])
                while ready and len(running) < WORKERS:
                    name = ready.pop(0)
                    progress(name, done_count, len(nodes))
                    running[pool.submit(run, by_name[name])] = name
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                    order.done(running.pop(future))
                    done_count += 1
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def longest_chains(nodes: Sequence[Node]) -> dict[str, int]:
    """Weight of the longest chain of nodes that begins with each, itself included, by name.

    Args:
        nodes: in a valid order.
    """
    after: dict[str, int] = {}
    chain: dict[str, int] = {}
    for node in reversed(nodes):
        own = STEP_WEIGHT if node.name.startswith(STEP_PREFIX) else 1
        chain[node.name] = own + max((after.get(output, 0) for output in node.outputs), default=0)
        for table in node.inputs:
            after[table] = max(after.get(table, 0), chain[node.name])
    return chain


def _check_layers(node: Node, made_by: dict[str, Node]) -> None:
    for name in sorted(node.inputs):
        schema = name.split(".")[0]
        if schema not in SOURCES and name not in made_by:
            raise GraphError(f"{node.name} reads {name}, which nothing makes")
        for output in node.outputs:
            if schema not in LAYERS[output.split(".")[0]]:
                raise GraphError(f"{output} may not read {name}: the layer rule forbids it")
