"""`docs/vocabulary.md` holds: no text that a reader sees says a thing by another word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from method.settings import ROOT

TABLE = ROOT / "docs" / "vocabulary.md"
PROGRAMS = ("ui", "pages", "observatory", "method")
TEXTS = ("ui/templates", "observatory/pages.yaml", "method/indicators.yaml")
# What others wrote, what is arithmetic, and where specialists find their own word.
LEFT = ("benchmarks", "source", "formula", "definition")
# Keys, columns, SQL.
_NOT_SAID = re.compile(r"[a-z0-9_.*]+|\s*(create|select|insert|with)\b.*", re.DOTALL)
# A `|` of an expression is written `\|` in a table.
_CELL = re.compile(r"(?<!\\)\|")


def refused() -> dict[str, re.Pattern[str]]:
    """What is never said → how it is recognised."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [_CELL.split(line)[1:-1] for line in lines if line.startswith("| ")][1:]
    told = [word for row in rows for word in re.findall(r"`([^`]+)`", row[2])]
    told += re.findall(r"never `([^`]+)`", lines[-2] + lines[-1])
    return {word: re.compile(word.replace("\\|", "|"), re.IGNORECASE) for word in told}


def shown() -> Iterator[tuple[str, str]]:
    """Where a text stands, and the text: what a reader may be shown."""
    for folder in PROGRAMS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield from _strings(file)
    for name in TEXTS:
        path = ROOT / name
        files = sorted(path.rglob("*.html")) if path.is_dir() else [path]
        for file in files:
            text = file.read_text(encoding="utf-8")
            found = _leaves(yaml.safe_load(text)) if file.suffix == ".yaml" else [text]
            for part in found:
                yield str(file.relative_to(ROOT)), part


def _strings(file: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in told:
            continue
        if isinstance(node.value, str) and not _NOT_SAID.fullmatch(node.value):
            yield f"{file.relative_to(ROOT)}:{node.lineno}", node.value


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


def test_the_table_is_read() -> None:
    words = refused()
    assert len(words) > 25
    assert words["\\bsorties\\b"].search("Sorties en 12 mois")
    assert words["^niveau$"].search("Niveau")
    assert not words["^niveau$"].search("Niveau de fragilité")
    assert words["niveau (territorial\\|géographique)"].search("le niveau géographique")
    assert words["\\bn = \\d"].search("n = 12")


@pytest.mark.parametrize("word", refused())
def test_no_screen_says_it_otherwise(word: str) -> None:
    pattern = refused()[word]
    said = [f"{where}: {text.strip()[:80]}" for where, text in shown() if pattern.search(text)]
    assert said == []
