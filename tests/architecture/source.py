"""The source of the project, for architecture rules: every module is parsed once."""

from __future__ import annotations

import ast
import gc
from functools import cache
from pathlib import Path

from method.settings import ROOT

# Folders that are installed and run: neither tests nor benchmarks.
PRODUCT = ("app.py", "asgi.py", "pages", "ui", "operations", "observatory", "pipelines", "method")


@cache
def files(*names: str) -> tuple[Path, ...]:
    """Modules among these folders and files of the project, sorted."""
    places = [ROOT / name for name in names]
    return tuple(
        file
        for place in places
        for file in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    )


def name(file: Path) -> str:
    """Path of a file relative to the root of the project."""
    return str(file.relative_to(ROOT))


@cache
def text(file: Path) -> str:
    """Text of a file."""
    return file.read_text(encoding="utf-8")


@cache
def tree(file: Path) -> ast.Module:
    """Syntax tree of a module.

    Without the collector of cycles, which would take longer than the parser.
    """
    gc.disable()
    try:
        return ast.parse(text(file))
    finally:
        gc.enable()


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Every node of a module."""
    return tuple(walk(tree(file)))


def walk(node: ast.AST) -> list[ast.AST]:
    """A node and every node below it, in the order of `ast.walk`, in a third of its time."""
    found = [node]
    for one in found:  # it grows
        for value in vars(one).values():
            if isinstance(value, list):
                found += [part for part in value if isinstance(part, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


@cache
def imported(file: Path) -> frozenset[str]:
    """Names that a module imports: both `a.b` and `a.b.c` for `from a.b import c`."""
    names: set[str] = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return frozenset(names)
