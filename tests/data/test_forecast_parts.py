"""The forecast made again after a deposit: only what the deposit can have moved, and all of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.steps import forecast

NETWORKS = 3
SCHEMAS = ("core", "indicators", "marts", "keys")
TABLES = [table for table, *_ in forecast.STORED.values()]


@pytest.fixture
def work(demo_db: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A working database with the inputs of a few networks, forecast once."""
    with duckdb.connect() as con:
        con.execute(f"attach '{demo_db}' as demo (read_only)")
        for schema in SCHEMAS:
            con.execute(f"create schema {schema}")
        for table in forecast.INPUTS:
            con.execute(f"create table {table} as from demo.{table}")
        con.execute(
            "create table chosen as select network_id from core.cash_month group by all "
            "having count(*) > 48 order by network_id limit ?",
            [NETWORKS],
        )
        for table in forecast.INPUTS:
            columns = [name for name, *_ in con.execute(f"describe {table}").fetchall()]
            if "network_id" in columns:
                con.execute(f"delete from {table} where network_id not in (from chosen)")
        forecast.run(con)
        yield con


def again(
    work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[date], list[tuple[date, str]]]:
    """Month ends forecast and foresights drawn by a second run, which equals one from nothing."""
    months, foresights = [], []
    of_month, foresight = forecast._forecast_month, forecast._Known.foresight
    with monkeypatch.context() as patch:
        patch.setattr(
            forecast,
            "_forecast_month",
            lambda known, *more: (months.append(known.as_of), of_month(known, *more)),
        )
        patch.setattr(
            forecast._Known,
            "foresight",
            lambda known, of: (foresights.append((known.as_of, of)), foresight(known, of))[1],
        )
        forecast.run(work)
    remembered = {table: work.execute(f"from {table} order by all").fetchall() for table in TABLES}
    for table in forecast.OUTPUTS:
        work.execute(f"drop table {table}")
    forecast.run(work)
    for table in TABLES:
        assert work.execute(f"from {table} order by all").fetchall() == remembered[table], table
    return months, foresights


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
