"""The application over the built workspaces, driven through `app.py` without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from method.settings import ROOT, curated_root
from observatory.gate.store import Store
from observatory.pages import PageEntry

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def gate(published: Path) -> Store:
    """The store that the application uses: pages are compared with its rows."""
    return Store(published)


@pytest.fixture(autouse=True)
def _published_here(
    published: Path,
    raw_root: Path,
    packages_scanned_once: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(published))
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(raw_root))
    _read_here()


# The root from which the caches of the process were filled.
_read_from: list[Path] = []


def _read_here() -> None:
    """Keep the caches between tests of the same root, as a server does; otherwise clear them."""
    if _read_from != [curated_root()]:
        st.cache_data.clear()
        st.cache_resource.clear()
        _read_from[:] = [curated_root()]


@pytest.fixture
def open_app() -> Open:
    """Open `app.py` with an address, at a given page if any, like a link.

    `opened` names by key the parts that are computed only when opened: `definition_figure_part`,
    `data_part`, `quote_part`, `take_part` under the figure `part`.
    """

    def open_(
        page: PageEntry | None = None, *, opened: Sequence[str] = (), **address: str
    ) -> AppTest:
        _read_here()
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if page is not None:
            _go(at, page)
        at.query_params.update(address)
        for key in opened:
            at.session_state[key] = True
        return at.run()

    return open_


@pytest.fixture
def walk() -> Open:
    """Open the home page with an address, then go to a page from there."""

    def walk_(page: PageEntry, **address: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        at.query_params.update(address)
        at.run()
        _go(at, page)
        at.query_params.update(address)
        return at.run()

    return walk_


def _go(at: AppTest, page: PageEntry) -> None:
    at.switch_page(str(page.file.relative_to(ROOT)))


def plots(at: AppTest) -> list[dict[str, Any]]:
    """What the script of charts is sent for each chart of a page."""
    parts = [part.proto for part in at.get("bidi_component")]
    return [json.loads(part.bytes) for part in parts if part.component_name == "observatory_chart"]


def html_of(at: AppTest) -> str:
    """All the HTML fragments of a page, joined."""
    return "\n".join(element.value for element in at.html)
