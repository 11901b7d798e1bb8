"""What a server refuses, interrupts, publishes or loses leaves one structured line."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from method.errors import ReaderError
from method.settings import ROOT
from observatory.gate import store as gates
from observatory.gate.store import Store
from pipelines.build import journal


@pytest.fixture
def session(curated_root: Path, cvl_curated: Path) -> gates.Session:
    return Store(curated_root).session("cvl", "public")


def test_a_query_that_the_role_may_not_ask(session: gates.Session) -> None:
    with capture_logs() as lines, pytest.raises(ReaderError):
        session.query("alert_events")
    assert [(line["event"], line["query"]) for line in lines] == [("query_refused", "alert_events")]


def test_a_query_that_runs_too_long(
    session: gates.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "TIMEOUT_SECONDS", 0.2)
    endless = "select count(*) from range(1000000000) as a, range(1000) as b"
    with (
        capture_logs() as lines,
        pytest.raises(ReaderError),
        session._store.cursor(session._gate, "endless") as cursor,
    ):
        cursor.execute(endless).fetchall()
    assert [(line["event"], line["query"]) for line in lines] == [("query_interrupted", "endless")]


def test_a_build_that_ends_and_one_that_fails() -> None:
    with capture_logs() as lines, journal.logged("essai"):
        pass
    assert [line["event"] for line in lines] == ["build_started", "build_published"]
    with capture_logs() as lines, pytest.raises(KeyboardInterrupt), journal.logged("essai"):
        raise KeyboardInterrupt
    assert [line["event"] for line in lines] == ["build_started", "build_failed"]
    assert lines[1]["reason"] == "KeyboardInterrupt"


def test_a_line_is_one_object_of_json_on_standard_error() -> None:
    code = "from method.log import log; log.info('essai', workspace='démo')"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout == ""
    line = json.loads(result.stderr)
    assert (line["event"], line["level"], line["workspace"]) == ("essai", "info", "démo")


def test_every_error_shown_to_a_reader_has_one_base() -> None:
    """Catching the base class is enough: no refusal is then reported as a program error."""
    astray = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for folder in ("method", "pipelines", "observatory", "ui")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        and {ast.unparse(base) for base in node.bases} & {"Exception", "ValueError", "LookupError"}
        and "French" in (ast.get_docstring(node) or "")
        and node.name != ReaderError.__name__
    ]
    assert astray == []
