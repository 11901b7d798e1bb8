"""Who may import what, read from the source: the layers hold because this says so."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from method.settings import ROOT


def _files(*names: str) -> list[Path]:
    found: list[Path] = []
    for name in names:
        place = ROOT / name
        found.extend(sorted(place.rglob("*.py")) if place.is_dir() else [place])
    return found


def _imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def _imports(file: Path, package: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for name in _imported(file))


# (who, what it must not import)
FORBIDDEN = [
    ("observatory", "streamlit"),
    ("observatory", "ui"),
    ("observatory", "pages"),
    ("pipelines", "streamlit"),
    ("pipelines", "ui"),
    ("pages", "duckdb"),
    ("pages", "observatory.gate.store"),
    ("pages", "pipelines"),
    ("ui", "duckdb"),
    ("app.py", "duckdb"),
    ("asgi.py", "duckdb"),
    ("pages", "plotly.express"),
    ("ui", "plotly.express"),
    ("observatory", "plotly.express"),
]


def test_no_layer_reaches_where_it_must_not() -> None:
    faults = [
        f"{file.relative_to(ROOT)} imports {what}"
        for who, what in FORBIDDEN
        for file in _files(who)
        if _imports(file, what)
    ]
    assert faults == []


def test_only_the_gate_opens_a_published_database() -> None:
    users = {
        str(file.relative_to(ROOT))
        for file in _files("observatory", "ui", "pages", "app.py", "asgi.py")
        if _imports(file, "duckdb")
    }
    assert users == {"observatory/gate/store.py"}


@pytest.mark.parametrize(
    "module", ["observatory.gate.store", "observatory.figures.charts", "pipelines.build.run"]
)
def test_streamlit_is_not_loaded_by_another_way(module: str) -> None:
    code = f"import sys, {module}; sys.exit('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_no_sql_outside_sql_files() -> None:
    select = re.compile(r"^\s*(select|with\s+\w+\s+as|from\s+\w+\.\w+)\b", re.IGNORECASE)
    faults = [
        f"{file.relative_to(ROOT)}: {node.value[:60]}"
        for file in _files("ui", "pages", "app.py", "asgi.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and select.match(node.value)
    ]
    assert faults == []
