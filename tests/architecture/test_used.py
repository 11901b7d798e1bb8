"""No code is there only for its tests: what a module defines is used elsewhere in the project."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from method.settings import ROOT
from observatory.exports.formats import FORMATS
from tests.architecture import source

ROOMS = (*source.PRODUCT, "benchmarks")
# Called by name: the graph reads and runs each step, libraries call what they declare.
BY_NAME = {"run", "INPUTS", "OUTPUTS", "model_post_init", "find_spec"} | {"write_forward_msg"}
WRITERS = {
    f"observatory.exports.{writer}"
    for kind in FORMATS.values()
    for writer in (kind.writer, kind.in_one_file)
}
LISTED = {
    "asgi.app": "the server of the application loads it by this name",
    "pipelines.demo.parameters.FABRIC": "every parameter of that module is in its `ALL`",
    "benchmarks.peers.dash_page.redraw": "Dash calls it by its decorator",
}

Definition = ast.FunctionDef | ast.ClassDef


def _module(file: Path) -> str:
    parts = list(file.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _top(file: Path) -> Iterator[tuple[str, ast.AST]]:
    """Functions, classes and constants of a module."""
    for node in source.tree(file).body:
        if isinstance(node, Definition):
            yield node.name, node
        elif isinstance(node, ast.Assign):
            yield from (
                (target.id, node) for target in node.targets if isinstance(target, ast.Name)
            )
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node


def _members(file: Path) -> Iterator[str]:
    """Methods and properties added by a class of the project, except validators."""
    for node in source.tree(file).body:
        if isinstance(node, ast.ClassDef):
            for inside in node.body:
                if isinstance(inside, ast.FunctionDef) and not inside.name.startswith("_"):
                    yield inside.name


def _aliases(file: Path) -> dict[str, str]:
    """Local name → imported name, for the imports of a module."""
    aliases: dict[str, str] = {}
    for node in source.nodes(file):
        if isinstance(node, ast.ImportFrom) and node.module:
            aliases |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            aliases |= {a.asname or a.name: a.name for a in node.names}
    return aliases


@cache
def reached(file: Path) -> set[str]:
    """Dotted names of the project that a module imports, or reaches through a module."""
    aliases = _aliases(file)
    used = set(aliases.values())
    for node in source.nodes(file):
        if isinstance(node, ast.Attribute):
            dotted = ast.unparse(node)
            head, _, rest = dotted.partition(".")
            if head in aliases:
                used.add(f"{aliases[head]}.{rest.split('.')[0]}")
            used.add(dotted)
    return used


@cache
def _read(file: Path) -> Counter[str]:
    """How often a module reads each name."""
    return _counted(source.nodes(file))


def _counted(nodes: Iterable[ast.AST]) -> Counter[str]:
    return Counter(
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


def _is_read_outside(name: str, file: Path, definition: ast.AST) -> bool:
    """Whether a module reads a name outside its definition."""
    return _read(file)[name] > _counted(source.walk(definition))[name]


def test_nothing_is_there_only_for_its_tests() -> None:
    files = source.files(*ROOMS)
    used = set().union(*map(reached, files))
    unused = {
        f"{_module(file)}.{name}"
        for file in files
        for name, definition in _top(file)
        if not name.startswith("__")
        and name not in BY_NAME
        and f"{_module(file)}.{name}" not in used
        and not _is_read_outside(name, file, definition)
    }
    assert sorted(unused - WRITERS - LISTED.keys()) == []


def test_no_method_is_there_only_for_its_tests() -> None:
    files = source.files(*ROOMS)
    names = {
        node.attr
        for file in files
        for node in source.nodes(file)
        if isinstance(node, ast.Attribute)
    }
    templates = "\n".join(
        source.text(file)
        for room in ("ui", "observatory", "pipelines")
        for ending in ("html", "sql", "typ")
        for file in (ROOT / room).rglob(f"*.{ending}")
    )
    unused = [
        f"{_module(file)}: {name}"
        for file in files
        for name in _members(file)
        if name not in names | BY_NAME and f".{name}" not in templates
    ]
    assert unused == []
