"""Parts of Python steps are done by the workers, and give what they give in place."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
from structlog.testing import capture_logs

from method.forecast import Calibration, Ledger
from pipelines.spark.engine import on_spark
from pipelines.steps import forecast, forecast_months
from pipelines.steps.forecast_months import Months
from tests.data import few_networks
from tests.spark.cluster import cluster

pytestmark = [pytest.mark.spark, pytest.mark.deep]

MONTHS = 12


class Deadly(Months):
    """Takes away the worker that is first to publish a month end, in the middle of the panel."""

    fatal: date
    mark: Path

    def __init__(self, ledgers: dict[str, Ledger]) -> None:
        super().__init__(ledgers)
        # Those of a class do not travel with its objects.
        self.fatal, self.mark = Deadly.fatal, Deadly.mark

    def publish(self, as_of: date, calibration: Calibration) -> tuple[list[tuple], list[tuple]]:
        if as_of == self.fatal and not self.mark.exists():
            self.mark.touch()
            # A worker leads the session of all that it starts.
            os.killpg(os.getsid(0), signal.SIGKILL)
        return super().publish(as_of, calibration)


@pytest.fixture
def work(demo_db: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A working database with the inputs of the last months of a few networks."""
    with duckdb.connect() as con:
        few_networks.lay_out(con, demo_db)
        con.execute(
            "delete from core.month where as_of not in "
            "(select as_of from core.month order by as_of desc limit ?)",
            [MONTHS],
        )
        yield con


def test_the_forecast_is_drawn_by_workers_of_which_one_is_lost(
    work: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast, "APART_FROM", np.inf)
    forecast.run(work)
    alone = rows_of(work)
    ((fatal,),) = work.execute("select quantile_disc(as_of, 0.5) from core.month").fetchall()
    monkeypatch.setattr(Deadly, "fatal", fatal, raising=False)
    monkeypatch.setattr(Deadly, "mark", tmp_path / "lost", raising=False)
    monkeypatch.setattr(forecast, "Months", Deadly)
    monkeypatch.setattr(forecast, "APART_FROM", 1)
    monkeypatch.setattr(forecast_months, "sample", None)
    for table in forecast.OUTPUTS:
        work.execute(f"drop table {table}")
    with cluster(tmp_path) as made, on_spark(made.master)(tmp_path / "spark") as engine:
        with capture_logs() as logs:
            forecast.run(work, engine.workers)
        given = {str(folder) for which in (0, 1) for folder in made.executors(which)}
        assert Deadly.mark.exists()
        assert [one.poll() is None for one in made.workers].count(False) == 1
    assert rows_of(work) == alone
    drawn, published = [line for line in logs if line["event"] == "spark_mapped"]
    assert drawn["parts"] == published["parts"] == MONTHS
    places = {place.partition(":")[2] for line in (drawn, published) for place in line["places"]}
    assert places == given


def rows_of(work: duckdb.DuckDBPyConnection) -> list[str]:
    """Rows of every table in the order written, to the last digit."""
    return [repr(work.execute(f"from {table}").fetchall()) for table in forecast.OUTPUTS]
