"""A real server over the built workspaces, used without a browser."""

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
    """A server where anyone can take any role on fictional data."""
    with serve(published, raw=raw_root) as address:
        yield address


@pytest.fixture
def reader() -> Iterator[Callable[[str], Reader]]:
    """Create readers of a server, closed at the end."""
    readers: list[Reader] = []

    def new(address: str) -> Reader:
        readers.append(Reader(address))
        return readers[-1]

    yield new
    for one in readers:
        one.close()
