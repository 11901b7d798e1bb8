"""The application over the built workspaces, driven through `app.py` without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from method.settings import ROOT
from observatory.gate.store import Store
from observatory.pages import PageEntry

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def published(demo_curated: Path, cvl_curated: Path, curated_root: Path) -> Path:
    """Root of the published workspaces, both built."""
    return curated_root


@pytest.fixture(scope="session")
def gate(published: Path) -> Store:
    """The store that the application uses, for what the screen is compared with."""
    return Store(published)


@pytest.fixture(autouse=True)
def _published_here(
    published: Path, raw_root: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(published))
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(raw_root))
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def open_app() -> Open:
    """Open `app.py` with an address, then go to a page if one is given.

    What makes nothing until it is opened is named by its key: `definition_figure_part`,
    `data_part`, `quote_part`, `take_part` under the figure `part`.
    """

    def open_(
        page: PageEntry | None = None, *, opened: Sequence[str] = (), **address: str
    ) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        at.query_params.update(address)
        at.run()
        if page is not None:
            at.switch_page(str(page.file.relative_to(ROOT)))
            at.query_params.update(address)
            for key in opened:
                at.session_state[key] = True
            at.run()
        return at

    return open_


def html_of(at: AppTest) -> str:
    """All the HTML fragments of a page, one after the other."""
    return "\n".join(element.value for element in at.html)
