"""A build on a cluster that loses a worker publishes what a build on DuckDB publishes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from method.settings import ROOT
from pipelines.__main__ import main
from pipelines.build import progress
from pipelines.build.progress import Progress
from pipelines.build.run import build_workspace
from tests import kept_builds
from tests.spark.cluster import Cluster, cluster
from tests.spark.compare import differences

if TYPE_CHECKING:
    from pyspark import SparkContext

pytestmark = pytest.mark.spark


@pytest.fixture
def two_workers(tmp_path: Path) -> Generator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(folder) as made:
        yield made


def test_the_real_region(
    two_workers: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsent = shutil.ignore_patterns("_history", "_releases", "_matching", "_fetch")
    raw = shutil.copytree(ROOT / "data" / "raw" / "cvl", tmp_path / "raw", ignore=unsent)
    assert_same_with_a_worker_lost(raw, two_workers, tmp_path, monkeypatch)


@pytest.mark.deep
def test_the_demonstration(
    two_workers: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = kept_builds.raw_demo(tmp_path / "raw")
    assert_same_with_a_worker_lost(raw, two_workers, tmp_path, monkeypatch)


def assert_same_with_a_worker_lost(
    raw: Path, workers: Cluster, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Build on DuckDB, then by the command on the cluster, and compare all that is published.

    The first worker is taken away in the middle, while it works; each build has its own copy of
    what was sent, the ledger of what was shown with it.
    """
    ours = build_workspace(shutil.copytree(raw, place / "duckdb" / "raw"), place / "duckdb" / "c")
    sent, curated = shutil.copytree(raw, place / "spark" / "raw"), place / "spark" / "c"
    lost: list[str] = []
    monkeypatch.setattr(progress, "to_stderr", lambda: killing(workers, lost))
    asked = ["build", "--raw", str(sent), "--curated", str(curated)]
    assert main([*asked, "--engine", "spark", "--master", workers.master]) == 0
    assert lost
    assert workers.workers[0].poll() is not None
    assert [w for w in (0, 1) if not workers.executors(w)] == [], "a worker was given nothing"
    assert differences(ours, (curated / "observatory.duckdb").resolve()) == []


def killing(workers: Cluster, lost: list[str]) -> Progress:
    """Progress of a build that takes its first worker away at half, while jobs run on both."""

    def told(label: str, done: int, whole: int) -> None:
        if lost or whole <= 10 or done < whole // 2:
            return
        from pyspark import SparkContext

        context = SparkContext.getOrCreate()
        _until(lambda: executors(context) == 2)
        _until(lambda: context.statusTracker().getActiveJobsIds())
        workers.kill(0)
        lost.append(label)

    return told


def executors(context: SparkContext) -> int:
    """How many executors an application has; the driver is counted with them."""
    return context._jsc.sc().getExecutorMemoryStatus().size() - 1


def _until(told: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not told():
        assert time.monotonic() < end
        time.sleep(0.01)
