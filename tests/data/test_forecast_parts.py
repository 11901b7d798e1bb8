"""The forecast made again after a deposit: only what the deposit can have moved, and all of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from pipelines.steps import apart, forecast, forecast_months
from pipelines.steps.forecast_months import Months
from tests.data import few_networks

TABLES = [table for table, *_ in forecast.STORED.values()]


@pytest.fixture
def work(demo_db: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A working database with the inputs of a few networks, forecast once."""
    with duckdb.connect() as con:
        few_networks.lay_out(con, demo_db)
        forecast.run(con)
        yield con


def again(
    work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[date], list[tuple[date, str]]]:
    """Month ends forecast and foresights drawn by a second run, which equals one from nothing."""
    months, foresights = [], []
    publish, foresight = Months.publish, forecast_months._Month.foresight
    with monkeypatch.context() as patch:
        patch.setattr(
            Months,
            "publish",
            lambda of, as_of, *more: (months.append(as_of), publish(of, as_of, *more))[1],
        )
        patch.setattr(
            forecast_months._Month,
            "foresight",
            lambda month, of: (foresights.append((month.as_of, of)), foresight(month, of))[1],
        )
        patch.setattr(forecast, "APART_FROM", np.inf)
        forecast.run(work)
    remembered = {table: work.execute(f"from {table} order by all").fetchall() for table in TABLES}
    for table in forecast.OUTPUTS:
        work.execute(f"drop table {table}")
    forecast.run(work)
    for table in TABLES:
        assert work.execute(f"from {table} order by all").fetchall() == remembered[table], table
    return months, foresights


def test_processes_apart_forecast_as_one_does(
    work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole panel, then what a deposit moves: some months whole, of others a foresight."""
    started: list[apart._Apart] = []
    begin = apart._Apart.__init__
    monkeypatch.setattr(apart.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(
        apart._Apart, "__init__", lambda of, *told: (started.append(of), begin(of, *told))[1]
    )
    alone = made(work, monkeypatch, apart_from=np.inf)
    assert not started
    assert made(work, monkeypatch, apart_from=1) == alone
    assert len(started) == 4
    assert all(of._process.returncode is not None for of in started)


def made(
    work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, apart_from: float
) -> list[list[tuple]]:
    """Rows of every table in the order written, from nothing, then without the last agreement."""
    monkeypatch.setattr(forecast, "APART_FROM", apart_from)
    rows = []
    work.execute("create or replace temp table whole as from core.instalment")
    for table in forecast.OUTPUTS:
        work.execute(f"drop table {table}")
    for _ in range(2):
        forecast.run(work)
        rows += [work.execute(f"from {table}").fetchall() for table in forecast.OUTPUTS]
        work.execute(
            "delete from core.instalment where signed_on = (select max(signed_on) from "
            "core.instalment where signed_on < (select max(as_of) from core.month))"
        )
    work.execute("create or replace table core.instalment as from whole")
    return rows


def test_nothing_is_forecast_again_for_accounts(
    work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.execute(
        "delete from core.annual_account where network_id = (select min(network_id) from chosen)"
    )
    assert again(work, monkeypatch) == ([], [])


def test_an_agreement_moves_no_forecast_made_before_its_signature(
    work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, reference, signed, due = work.execute(
        'select g.network_id, reference, g.signed_on, min(due_on) from core."grant" as g '
        "inner join core.instalment as i using (reference) "
        "where g.signed_on < (select max(as_of) - interval 6 month from core.month) "
        "group by all order by 3 desc, 1, 2 limit 1"
    ).fetchall()[0]
    for table in ('core."grant"', "core.instalment"):
        work.execute(f"delete from {table} where reference = ?", [reference])
    months, foresights = again(work, monkeypatch)
    assert min(months) >= signed
    before = [(as_of, of) for as_of, of in foresights if as_of < signed]
    assert before and {of for _, of in before} == {network}
    # It may be paid some months before it is due, by the record of all networks.
    assert (due - min(as_of for as_of, _ in before)).days < 366 + 366
