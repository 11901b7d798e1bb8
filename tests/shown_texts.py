"""Every text that may be shown to a reader, with its location, for tests of wording."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from method.settings import ROOT
from tests.architecture import source

PROGRAMS = ("ui", "pages", "observatory", "method")
TEXTS = ("ui/templates", "observatory/pages.yaml", "method/indicators.yaml")
# Keys with texts by others, formulas, and definitions in specialists' words.
LEFT = ("benchmarks", "source", "formula", "definition")
# Keys, columns, SQL.
_NOT_SAID = re.compile(r"[a-z0-9_.*]+|\s*(create|select|insert|with)\b.*", re.DOTALL)


def shown() -> Iterator[tuple[str, str]]:
    """Location and content of each text that may be shown to a reader."""
    for file in source.files(*PROGRAMS):
        yield from _strings(file)
    for name in TEXTS:
        path = ROOT / name
        files = sorted(path.rglob("*.html")) if path.is_dir() else [path]
        for file in files:
            text = file.read_text(encoding="utf-8")
            parts = _leaves(yaml.safe_load(text)) if file.suffix == ".yaml" else [text]
            for part in parts:
                yield str(file.relative_to(ROOT)), part


def _strings(file: Path) -> Iterator[tuple[str, str]]:
    docstrings = {
        id(node.body[0].value)
        for node in source.nodes(file)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in source.nodes(file):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str) and not _NOT_SAID.fullmatch(node.value):
            yield f"{source.name(file)}:{node.lineno}", node.value


def _leaves(part: object) -> Iterator[str]:
    if isinstance(part, str) and not _NOT_SAID.fullmatch(part):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in LEFT:
                yield from _leaves(value)
    elif isinstance(part, list):
        for value in part:
            yield from _leaves(value)
