"""A real server over the built workspaces, spoken to without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import serve
from tests.server.reader import Reader


@pytest.fixture(scope="session")
def published(demo_curated: Path, cvl_curated: Path, curated_root: Path) -> Path:
    """Root of the published workspaces, both built."""
    return curated_root


@pytest.fixture(scope="session")
def free_server(published: Path, raw_root: Path) -> Iterator[str]:
    """A server where anybody takes any role on fictional data."""
    with serve(published, raw=raw_root) as address:
        yield address


@pytest.fixture
def reader() -> Iterator[Callable[[str], Reader]]:
    """Make readers of a server, who leave at the end."""
    made: list[Reader] = []

    def new(address: str) -> Reader:
        made.append(Reader(address))
        return made[-1]

    yield new
    for one in made:
        one.close()
