"""What the forecast reads of a few networks of the demonstration, in a working database."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.steps import forecast

NETWORKS = 3
SCHEMAS = ("core", "indicators", "marts", "keys")


def lay_out(con: duckdb.DuckDBPyConnection, demo_db: Path) -> None:
    """Copy the inputs of the networks that have all their months; `chosen` has their names."""
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
