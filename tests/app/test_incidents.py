"""Whatever stops a page: a sentence, a number, a line of the log, and nothing of the data."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest
from structlog.testing import capture_logs

from method.errors import NoMemory, ReaderError
from observatory.pages import load_pages
from tests.app.conftest import html_of
from ui.server import incidents

SECRET = "Aérolinde doit 12 000 euros"


def _raised(error: Exception) -> tuple[str, dict[str, Any]]:
    """What the reader is shown of an error, and the line of the log."""

    def told() -> None:
        import streamlit as st

        from ui.server import incidents

        incidents.report(st.session_state["error"])

    at = AppTest.from_function(told)
    at.session_state["error"] = error
    with capture_logs() as lines:
        (shown,) = at.run(timeout=30).error
    (line,) = lines
    return shown.value, dict(line)


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        (MemoryError, "memory_lacking"),
        (duckdb.OutOfMemoryException, "memory_lacking"),
        (lambda _: RuntimeError("can't start new thread"), "memory_lacking"),
        (lambda _: NoMemory(), "memory_lacking"),
        (KeyError, "page_failed"),
    ],
)
def test_readers_are_told_a_sentence_and_a_number(
    kind: Callable[[str], Exception], event: str
) -> None:
    shown, line = _raised(kind(SECRET))
    assert line["event"] == event and line["log_level"] == "error"
    assert re.fullmatch(r"[0-9a-f]{8}", line["incident"])
    assert shown.endswith(f"Incident\u00a0: {line['incident']}.")
    assert ("mémoire" in shown) is (event == "memory_lacking")
    assert SECRET not in f"{shown} {line}"


def test_a_refusal_says_itself() -> None:
    shown, line = _raised(ReaderError("Ce mois n’est pas publié."))
    assert shown == "Ce mois n’est pas publié."
    assert line["event"] == "page_refused"


def test_what_no_script_caught_is_told_the_same_way() -> None:
    mask = os.umask(0)
    try:
        server = importlib.import_module("asgi")
    finally:
        os.umask(mask)
    assert server.app._on_script_error is incidents.report


def test_a_page_without_memory_keeps_its_frame(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    def lack(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("ui.server.turns.count", lack)
    with capture_logs() as lines:
        at = open_app(espace="demo")
    assert not at.exception
    (line,) = [line for line in lines if line["event"] == "memory_lacking"]
    assert line["page"] == load_pages()[0].id
    assert "obs-footer" in html_of(at)
    assert re.search(r"mémoire.*Incident\u00a0: [0-9a-f]{8}\.", at.error[0].value)
