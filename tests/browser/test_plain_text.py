"""Streamlit itself shows escaped texts unchanged."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from method.plain_text import seen
from method.settings import ROOT
from tests.hostile_texts import TEXTS

APP = Path(__file__).with_name("plain_texts.py")
DRAWN = '[data-testid="stApp"][data-test-script-state="notRunning"] h2'
MADE = (
    "a", "img", "strong", "em", "code", "del", ".katex", "h1", "blockquote", "table", "ol",
    '[data-testid="stMarkdownContainer"] [data-testid="stIconMaterial"]', '[style*="color"]',
    "[onclick]",
)  # fmt: skip


@pytest.fixture
def address() -> Iterator[str]:
    """A server for the page of texts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = (f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(APP), *options],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_streamlit_shows_each_text_as_it_is(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(DRAWN, timeout=60_000)
    # Emoji and formulas are rendered by parts of Streamlit that load after the page.
    page.wait_for_timeout(3_000)
    main = page.locator('[data-testid="stMain"]')
    assert {kind: main.locator(kind).count() for kind in MADE} == dict.fromkeys(MADE, 0)
    texts = main.locator("h2").all_inner_texts()
    visible = [" ".join(text.replace("\u2060", "").split()) for text in texts]
    given = [text for text in TEXTS.values() if len(text) < 1_000]
    assert visible == [" ".join(seen(text).split()) for text in given]
