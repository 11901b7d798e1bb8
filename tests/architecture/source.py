"""The text of the project as its rules read it: every module is parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from method.settings import ROOT

# What is installed and run: neither tests nor benchmarks.
PRODUCT = ("app.py", "asgi.py", "pages", "ui", "operations", "observatory", "pipelines", "method")


@cache
def files(*names: str) -> tuple[Path, ...]:
    """Modules of these folders and files of the project, sorted."""
    places = [ROOT / name for name in names]
    return tuple(
        file
        for place in places
        for file in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    )


def name(file: Path) -> str:
    """Path of a file from the root of the project."""
    return str(file.relative_to(ROOT))


@cache
def text(file: Path) -> str:
    """What a file says."""
    return file.read_text(encoding="utf-8")


@cache
def tree(file: Path) -> ast.Module:
    """A module, parsed."""
    return ast.parse(text(file))


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Every node of a module."""
    return tuple(ast.walk(tree(file)))


@cache
def imported(file: Path) -> frozenset[str]:
    """Names that a module imports, `a.b` and `a.b.c` both for `from a.b import c`."""
    names: set[str] = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return frozenset(names)
