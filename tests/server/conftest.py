"""A real server over the built workspaces, used without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.server.reader import Reader


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
