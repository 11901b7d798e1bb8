"""A build that dies at any moment leaves what is published as it was, and readable."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipelines.publish import POINTER, builds, current_build

KILLED_AT = (0.1, 0.4, 0.6, 0.8, 0.9, 0.97)


def start_build(raw: Path, curated: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", "build", "--raw", str(raw), "--curated", str(curated)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def published(demo_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A published folder of its own, and how long a build of it takes."""
    curated = tmp_path_factory.mktemp("killed") / "demo"
    begin = time.monotonic()
    assert start_build(demo_raw, curated).wait() == 0
    return curated, time.monotonic() - begin


@pytest.mark.parametrize("share", KILLED_AT)
def test_a_killed_build_changes_nothing(
    share: float, demo_raw: Path, published: tuple[Path, float]
) -> None:
    curated, duration = published
    before = current_build(curated)
    process = start_build(demo_raw, curated)
    time.sleep(duration * share)
    killed = process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    after = current_build(curated)
    assert not killed or after == before or after == builds(curated)[-1]
    with duckdb.connect(str((curated / POINTER).resolve()), read_only=True) as reader:
        rows = reader.execute("select count(*) from marts.indicator_values").fetchone()
    assert rows is not None
    assert rows[0] > 0


def test_the_next_build_cleans_and_publishes(demo_raw: Path, published: tuple[Path, float]) -> None:
    curated, _ = published
    before = current_build(curated)
    assert start_build(demo_raw, curated).wait() == 0
    assert current_build(curated) != before
    assert not list(curated.glob("*.part"))
