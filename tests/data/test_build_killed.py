"""A build killed at any moment leaves the published data unchanged and readable."""

from __future__ import annotations

import errno
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from method.settings import ROOT
from pipelines.build import memory
from pipelines.build import run as build
from pipelines.build.graph import Node
from pipelines.build.publish import POINTER, WORK, builds, current_build
from pipelines.build.room import NoRoom
from tests import kept_builds

# The workspace that builds fastest: the content does not matter here.
RAW = ROOT / "data" / "raw" / "cvl"
KILLED_AT = (0.3, 0.6, 0.8, 0.9, 0.95)
# What the command `build` calls, without the imports of the other commands.
BUILD = """
import sys
from pathlib import Path
from pipelines.build.run import build_workspace
build_workspace(Path(sys.argv[1]), Path(sys.argv[2]), is_fresh=sys.argv[3] == "fresh")
"""


def start_build(curated: Path, how: str = "fresh") -> subprocess.Popen[bytes]:
    """Start a full build, unless the memory is allowed: without changes there is no build."""
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(RAW), str(curated), how],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A separate published folder, and the duration of its build."""
    curated = tmp_path_factory.mktemp("killed") / "cvl"
    begin = time.monotonic()
    assert start_build(curated).wait() == 0
    return curated, time.monotonic() - begin


@pytest.fixture(scope="module")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A separate published folder with its memory."""
    curated = kept_builds.build(RAW, tmp_path_factory.mktemp("full") / "cvl")
    kept_builds.remember("cvl", curated)
    return curated


@pytest.mark.deep
@pytest.mark.parametrize("share", KILLED_AT)
def test_a_killed_build_changes_nothing(share: float, published: tuple[Path, float]) -> None:
    curated, duration = published
    before = current_build(curated)
    process = start_build(curated)
    time.sleep(duration * share)
    process.kill()
    is_done = process.wait() == 0
    # Killed after the rename, the new build is complete; killed before, the old one is published.
    assert current_build(curated) in (
        {builds(curated)[-1]} if is_done else {before, builds(curated)[-1]}
    )
    with duckdb.connect(str((curated / POINTER).resolve()), read_only=True) as reader:
        rows = reader.execute("select count(*) from marts.indicator_values").fetchone()
    assert rows is not None
    assert rows[0] > 0


@pytest.mark.deep
def test_the_next_build_cleans_and_publishes(published: tuple[Path, float]) -> None:
    curated, _ = published
    before = current_build(curated)
    assert start_build(curated).wait() == 0
    assert current_build(curated) != before
    assert not list(curated.glob("*.part"))


@pytest.mark.deep
def test_what_a_killed_build_leaves_is_no_memory(published: tuple[Path, float]) -> None:
    curated, _ = published
    (file,) = memory.files(curated)
    process = start_build(curated)
    while process.poll() is None and not any(curated.glob(f"{WORK}*/*")):
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert memory.files(curated) == [file]
    before = current_build(curated)
    assert start_build(curated, "remembered").wait() == 0
    assert current_build(curated) == before


@pytest.mark.parametrize(
    "error",
    [
        duckdb.OutOfMemoryException("Out of Memory Error"),
        duckdb.IOException("Could not write file: No space left on device"),
        duckdb.TransactionException("Failed to commit: No space left on device"),
        OSError(errno.ENOSPC, "No space left on device"),
        MemoryError("Unable to allocate 7 TiB"),
        pa.ArrowMemoryError("malloc"),
        RuntimeError("can't start new thread"),
        SystemError("error return without exception set"),
        pa.ArrowException("Failed to launch worker thread: Resource temporarily unavailable"),
    ],
)
def test_a_build_without_room_says_so(
    error: Exception, remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: duckdb.DuckDBPyConnection) -> None:
        raise error

    before = current_build(remembered)
    node = Node("marts.trop_grand", ("marts.trop_grand",), frozenset(), fail)
    monkeypatch.setattr(build, "load_nodes", lambda: [node])
    with pytest.raises(NoRoom, match="place disque a manqué"):
        build.build_workspace(RAW, remembered)
    assert current_build(remembered) == before
