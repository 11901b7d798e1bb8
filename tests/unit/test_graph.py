"""The order and the layers of tables are read from the SQL text itself."""

from __future__ import annotations

import ast
from pathlib import Path

import duckdb
import pytest

from pipelines.build import graph, parses
from pipelines.build.engine import SHARED
from pipelines.build.graph import (
    GraphError,
    Node,
    _check_layers,
    inputs_of,
    load_nodes,
    needed,
    run_graph,
    sql_node,
)
from pipelines.build.progress import silent


def test_inputs_are_the_tables_of_other_files() -> None:
    sql = """
    with m as (select * from core.membership)
    select (select max(x) from core.month) as x from m
    left join staging.label as l on l.id = m.id
    where exists (select 1 from marts.fragility)
    """
    assert inputs_of(sql) == {"core.membership", "core.month", "staging.label", "marts.fragility"}


@pytest.mark.parametrize("sql", ["select 1; select 2", "selec 1", "create table t as select 1"])
def test_a_file_holds_one_select(sql: str, tmp_path: Path) -> None:
    file = tmp_path / "core" / "broken.sql"
    file.parent.mkdir()
    file.write_text(sql)
    with pytest.raises(GraphError, match=r"broken\.sql"):
        sql_node(file)


def test_the_whole_graph_is_read_with_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection costs as much as parsing ten files; every build and test reads the graph."""
    opened, connect = [], duckdb.connect
    graph._parser.cache_clear()
    for name in ("_learnt", "_asked"):
        monkeypatch.setattr(parses, name, {})
    monkeypatch.setattr(duckdb, "connect", lambda *a, **k: opened.append(a) or connect(*a, **k))
    assert load_nodes()
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("output", "read"),
    [("marts.a", "raw.adhesions"), ("marts.a", "staging.b"), ("staging.a", "core.b")],
)
def test_a_layer_reads_only_the_layer_below(output: str, read: str) -> None:
    node = Node("node", (output,), frozenset({read}), lambda connection: None)
    maker = Node("maker", (read,), frozenset(), lambda connection: None)
    with pytest.raises(GraphError, match="layer"):
        _check_layers(node, {read: maker})


def test_an_input_that_nothing_makes_is_refused() -> None:
    node = Node("node", ("core.a",), frozenset({"staging.ghost"}), lambda connection: None)
    with pytest.raises(GraphError, match="nothing makes"):
        _check_layers(node, {})


def test_every_table_comes_after_its_inputs() -> None:
    tables: set[str] = {"raw", "reference", "meta"}
    for node in load_nodes():
        for name in node.inputs:
            assert name in tables or name.split(".")[0] in tables, f"{node.name} before {name}"
        tables.update(node.outputs)


def test_what_some_tables_need_is_kept_in_order_and_nothing_else() -> None:
    def node(output: str, *inputs: str) -> Node:
        return Node(output, (output,), frozenset(inputs), lambda connection: None)

    nodes = [
        node("core.a", "raw.a"),
        node("core.b", "raw.b"),
        node("marts.a", "core.a"),
        node("marts.b", "core.b", "marts.a"),
        node("marts.c", "marts.a"),
    ]
    assert needed(nodes, ["marts.c"]) == [nodes[0], nodes[2], nodes[4]]
    assert needed(nodes, ["marts.b"]) == nodes[:4]
    assert needed(nodes, []) == []


def test_what_the_longest_chain_waits_for_runs_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def node(name: str, *inputs: str) -> Node:
        return Node(name, (f"core.{name}",), frozenset(inputs), lambda _: None)

    # By name, or by steps first, the short ones would go before the chain of two steps.
    slow = "pipelines.steps.slow"
    nodes = [
        *(node(name) for name in ("pipelines.steps.alone", "first", "second", "third")),
        *(node("source"), node(slow, "core.source"), node("end", f"core.{slow}")),
    ]
    monkeypatch.setattr(graph, "WORKERS", 1)
    ran: list[str] = []
    run_graph(nodes, lambda one: ran.append(one.name), silent)
    assert ran[:2] == ["source", slow]
    assert sorted(ran) == sorted(one.name for one in nodes)


def test_the_steps_that_take_workers_are_those_that_engines_share() -> None:
    taking = {
        f"{graph.STEP_PREFIX}{file.stem}"
        for file in graph.STEPS.glob("*.py")
        for line in graph.parsed(file).body
        if isinstance(line, ast.FunctionDef)
        and line.name == "run"
        and "workers" in {one.arg for one in line.args.args}
    }
    assert taking == SHARED
