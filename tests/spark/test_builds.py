"""A build on a cluster publishes what a build on DuckDB publishes, to the row and the column."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from method.settings import ROOT
from pipelines.__main__ import main
from pipelines.build.engine import Engine, Opening, in_place
from pipelines.build.run import build_workspace
from pipelines.spark.engine import SparkEngine, on_spark
from tests import kept_builds
from tests.spark.cluster import Cluster, cluster
from tests.spark.compare import differences

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both workspaces as they are received."""
    root = tmp_path_factory.mktemp("raw")
    kept_builds.raw_demo(root / "demo")
    unsent = shutil.ignore_patterns("_history", "_releases", "_matching", "_fetch")
    shutil.copytree(ROOT / "data" / "raw" / "cvl", root / "cvl", ignore=unsent)
    return root


@pytest.fixture
def two_workers(tmp_path: Path) -> Generator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(folder) as made:
        yield made


def built(raw: Path, place: Path, engine: Opening = in_place) -> Path:
    """Database of a build of its own: the ledger of what was shown stays in its copy."""
    sent = shutil.copytree(raw, place / "raw")
    return build_workspace(sent, place / "curated", engine=engine)


def test_the_real_region_by_the_command(raw: Path, two_workers: Cluster, tmp_path: Path) -> None:
    ours = built(raw / "cvl", tmp_path / "duckdb")
    sent = shutil.copytree(raw / "cvl", tmp_path / "spark" / "raw")
    curated = tmp_path / "spark" / "curated"
    asked = ["build", "--raw", str(sent), "--curated", str(curated), "--engine", "spark"]
    assert main([*asked, "--master", two_workers.master]) == 0
    assert differences(ours, (curated / "observatory.duckdb").resolve()) == []
    assert [w for w in (0, 1) if not two_workers.executors(w)] == [], "a worker was given nothing"


def test_the_demonstration_with_a_worker_lost_in_the_middle(
    raw: Path, two_workers: Cluster, tmp_path: Path
) -> None:
    ours = built(raw / "demo", tmp_path / "duckdb")
    engines: list[SparkEngine] = []

    @contextmanager
    def watched(folder: Path) -> Generator[Engine]:
        with on_spark(two_workers.master)(folder) as engine:
            assert isinstance(engine, SparkEngine)
            engines.append(engine)
            yield engine

    lost: list[str] = []

    def kill_at_half(label: str, done: int, whole: int) -> None:
        if not lost and whole > 10 and done >= whole // 2:
            _wait_for_two(engines[0])
            _wait_for_a_job(engines[0])
            two_workers.kill(0)
            lost.append(label)

    sent = shutil.copytree(raw / "demo", tmp_path / "spark" / "raw")
    theirs = build_workspace(
        sent, tmp_path / "spark" / "curated", engine=watched, progress=kill_at_half
    )
    assert lost
    assert two_workers.workers[0].poll() is not None
    assert differences(ours, theirs) == []


def _wait_for_two(engine: SparkEngine) -> None:
    """Both workers have an executor, the driver being counted with them."""
    _until(lambda: engine.spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 3)


def _wait_for_a_job(engine: SparkEngine) -> None:
    _until(lambda: engine.spark.sparkContext.statusTracker().getActiveJobsIds())


def _until(told: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not told():
        assert time.monotonic() < end
        time.sleep(0.01)
