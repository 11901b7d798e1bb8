"""Connections to the small France of `world.py`, and a file checker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.ingest import FileReport, check_file
from tests.ingest.desk_world import TWO_NETWORKS
from tests.ingest.world import TODAY, add_what_others_say, borrowed_france


@pytest.fixture
def france() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with `reference.commune_france` only."""
    with borrowed_france() as connection:
        yield connection


@pytest.fixture
def known_france() -> Iterator[duckdb.DuckDBPyConnection]:
    """The same, with the content of the other files that keys point to."""
    with borrowed_france(add_what_others_say) as connection:
        yield connection


@pytest.fixture
def check(
    known_france: duckdb.DuckDBPyConnection, tmp_path: Path
) -> Callable[[str, str, bytes], FileReport]:
    """Write a file and check it against the content of the other files."""

    def run(contract: str, name: str, content: bytes) -> FileReport:
        path = tmp_path / name
        path.write_bytes(content)
        return check_file(path, contract, known_france, TODAY)

    return run


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with two networks."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "workspace.toml").write_text('name = "essai"\n', encoding="utf-8")
    (folder / "reseaux.csv").write_text(TWO_NETWORKS, encoding="utf-8")
    return folder
