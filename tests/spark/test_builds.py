"""A build on a cluster that loses a worker publishes what a build on DuckDB publishes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from structlog.testing import capture_logs

from method.settings import ROOT
from pipelines.__main__ import main
from pipelines.build import progress
from pipelines.build.progress import Progress
from pipelines.build.run import build_workspace
from pipelines.ingest import run as ingest
from pipelines.steps import forecast_months
from tests import kept_builds
from tests.spark.cluster import Cluster, cluster
from tests.spark.compare import CLOSE, differences

if TYPE_CHECKING:
    from pyspark import SparkContext

pytestmark = pytest.mark.spark

MONTHS = 48
# Networks that are lent a treasury: enough month ends for workers to be asked.
LENT = 5


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
    lend_treasuries(kept_builds.raw_demo(tmp_path / "demo"), raw)
    assert_same_with_a_worker_lost(raw, two_workers, tmp_path, monkeypatch, close=0.0)


@pytest.mark.deep
def test_the_demonstration(
    two_workers: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = kept_builds.raw_demo(tmp_path / "raw")
    assert_same_with_a_worker_lost(raw, two_workers, tmp_path, monkeypatch)


def assert_same_with_a_worker_lost(
    raw: Path,
    workers: Cluster,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    close: float = CLOSE,
) -> None:
    """Build on DuckDB, then by the command on the cluster, and compare all that is published.

    Files are read and month ends forecast by the workers: nothing is drawn by the driver.

    The first worker is taken away in the middle, while it works; each build has its own copy of
    what was sent, the ledger of what was shown with it.
    """
    ours = build_workspace(shutil.copytree(raw, place / "duckdb" / "raw"), place / "duckdb" / "c")
    sent, curated = shutil.copytree(raw, place / "spark" / "raw"), place / "spark" / "c"
    lost: list[str] = []
    monkeypatch.setattr(progress, "to_stderr", lambda: killing(workers, lost))
    asked = ["build", "--raw", str(sent), "--curated", str(curated)]
    monkeypatch.setattr(forecast_months, "sample", None)
    monkeypatch.setattr(ingest, "read_table", None)
    with capture_logs() as logs:
        assert main([*asked, "--engine", "spark", "--master", workers.master]) == 0
    mapped = [line for line in logs if line["event"] == "spark_mapped"]
    assert [line["of"] for line in mapped] == ["Files", "Files", "Months", "Months"]
    files = len([*sent.glob("*.csv"), *sent.glob("*/*.csv")])
    assert [line["parts"] for line in mapped] == [1, files - 1, MONTHS, MONTHS]
    given = [folder for which in (0, 1) for folder in workers.executors(which)]
    places = {place.partition(":")[2] for line in mapped for place in line["places"]}
    assert places <= set(map(str, given))
    assert lost
    assert workers.workers[0].poll() is not None
    assert [w for w in (0, 1) if not workers.executors(w)] == [], "a worker was given nothing"
    assert differences(ours, (curated / "observatory.duckdb").resolve(), close) == []


def lend_treasuries(demo: Path, raw: Path) -> None:
    """Give some networks of a region treasuries of the demonstration, a file each.

    The real one has none, hence no forecast.
    """
    (raw / "tresorerie").mkdir()
    with duckdb.connect() as con:
        read = "read_csv(?, all_varchar = true, delim = ';')"
        lent = con.execute(
            f"select distinct id_reseau from {read} order by all limit ?",
            [str(demo / "tresorerie.csv"), LENT],
        ).fetchall()
        own = con.execute(
            f"select id_reseau from {read} order by all limit ?",
            [str(raw / "reseaux.csv"), LENT],
        ).fetchall()
        for (theirs,), (ours,) in zip(lent, own, strict=True):
            con.execute(
                f"copy (select * replace (? as id_reseau) from {read} where id_reseau = ?) "
                f"to '{raw}/tresorerie/{ours}.csv' (delim ';')",
                [ours, str(demo / "tresorerie.csv"), theirs],
            )


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
