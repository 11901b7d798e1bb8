"""Who may import what, read from the source: these tests enforce the layers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture import source


def _imports(file: Path, package: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for name in source.imported(file))


# (module, what it must not import)
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
        f"{source.name(file)} imports {what}"
        for who, what in FORBIDDEN
        for file in source.files(who)
        if _imports(file, what)
    ]
    assert faults == []


def test_only_the_gate_opens_a_published_database() -> None:
    users = {
        source.name(file)
        for file in source.files("observatory", "ui", "pages", "app.py", "asgi.py")
        if _imports(file, "duckdb")
    }
    assert {Path(name).parent.as_posix() for name in users} == {"observatory/gate"}


def test_no_sql_outside_sql_files() -> None:
    select = re.compile(r"^\s*(select|with\s+\w+\s+as|from\s+\w+\.\w+)\b", re.IGNORECASE)
    faults = [
        f"{source.name(file)}: {node.value[:60]}"
        for file in source.files("ui", "pages", "app.py", "asgi.py")
        for node in source.nodes(file)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and select.match(node.value)
    ]
    assert faults == []
