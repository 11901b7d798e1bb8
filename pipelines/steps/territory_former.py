"""Territory figures of a month that were hidden when it was shown: an input of its next mask.

If different cells were hidden in two builds, comparing the builds could reveal cells that neither
shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from method.relations import Mask
from method.secrecy import MIN_UNITS

INPUTS = ("indicators.network_changed", "reference.shown")
OUTPUTS = ("indicators.territory_moved", "indicators.territory_former")

CELL = ["level", "territory_code", "network_id"]
# Marks cells whose number of companies is shown, in the column of the blocks.
VISIBLE = "visible"
# Blocks that hide a cell without a row.
WITHOUT_ROW = ("is_stock_secret", "is_split_secret")
# One indicator for each block, secret wherever the block is, if the cell has rows.
SIGNS = {
    "is_stock_secret": "companies_active",
    "is_split_secret": "tpe_pme_share",
    "is_small_secret": "tpe_share",
    "is_large_secret": "eti_share",
    "is_flow_secret": "joins_12m",
}
# If fewer than three networks changed, the month stays as shown, whatever its mask today.
MOVED = """
    select as_of, state, network_id
    from indicators.network_changed
    where scope = 'territories'
    qualify count(*) over (partition by as_of, state) >= ?
"""
FORMER = "as_of date, level varchar, territory_code varchar, network_id varchar, block varchar"
HIDDEN = """
    insert into indicators.territory_former
    select v.as_of, v.level, v.territory_code, v.network_id, s.block
    from read_parquet(?) as v
    inner join (select unnest(?) as block, unnest(?) as indicator_id, unnest(?) as is_secret) as s
        on v.indicator_id = s.indicator_id and (v.status = 'secret') = s.is_secret
    where v.as_of in (select as_of from indicators.territory_moved)
"""


@dataclass(frozen=True)
class Past:
    """Earlier states of the months: networks changed since, and masks at that time."""

    moved: dict[date, set[frozenset[str]]]
    masks: dict[date, dict[str, Mask]]

    def mask(self, as_of: date, block: str, never: Mask) -> Mask:
        """Cells of a block that were hidden, or `never` if the month was not shown."""
        return self.masks.get(as_of, {}).get(block, never)


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS`: networks that changed since each state shown, if they are
    enough for the month to be shown again, and the hidden and the visible cells of these months.

    Both are empty if there is no such month: the masks then depend on no earlier state.
    """
    connection.execute(f"create or replace table {OUTPUTS[0]} as {MOVED}", [MIN_UNITS])
    connection.execute(f"create or replace table {OUTPUTS[1]} ({FORMER})")
    path = connection.execute(
        "select path from reference.shown where table_name = 'territory_values'"
    ).fetchone()
    if path and connection.execute(f"from {OUTPUTS[0]} limit 1").fetchone():
        blocks, signs = [*SIGNS, VISIBLE], [*SIGNS.values(), SIGNS["is_stock_secret"]]
        connection.execute(HIDDEN, [path[0], blocks, signs, [block != VISIBLE for block in blocks]])


def changed_sets(connection: duckdb.DuckDBPyConnection) -> dict[date, set[frozenset[str]]]:
    """Networks that changed since each state of a month shown, by month."""
    rows = connection.execute(
        "select as_of, state, list(network_id) from indicators.territory_moved group by all"
    ).fetchall()
    by_month: dict[date, set[frozenset[str]]] = {}
    for as_of, _, networks in rows:
        by_month.setdefault(as_of, set()).add(frozenset(networks))
    return by_month


def placed(connection: duckdb.DuckDBPyConnection, table: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table with `cell`, their position in the order of the cells.

    Args:
        connection: the build's.
        table: with the columns of `CELL`, at most one row for each month and cell.
        cells: `CELL` columns; rows of the table outside these cells are left out.
    """
    connection.register("places", cells.assign(cell=np.arange(len(cells))))
    rows = connection.execute(
        f"select c.cell, t.* exclude ({', '.join(CELL)}) from {table} as t "  # noqa: S608 — ours
        f"inner join places as c using ({', '.join(CELL)})"
    ).df()
    connection.unregister("places")
    return rows


def former_masks(
    connection: duckdb.DuckDBPyConnection, cells: pd.DataFrame
) -> dict[date, dict[str, Mask]]:
    """Masks of the cells as they were shown, by month and block; a month without any is absent.

    Args:
        connection: the build's, with `indicators.territory_former`.
        cells: `CELL` columns, in the order of the masks.
    """
    months: dict[date, dict[str, Mask]] = {}
    former = placed(connection, "indicators.territory_former", cells)
    for _, rows in former.groupby("as_of"):
        masks = {name: np.zeros(len(cells), dtype=bool) for name in (*SIGNS, VISIBLE)}
        for block, of_block in rows.groupby("block"):
            masks[str(block)][of_block["cell"]] = True
        visible = masks.pop(VISIBLE)
        known = cells.loc[rows["cell"].unique()]
        in_region = known.loc[known["level"] == "region", "network_id"]
        is_hidden = cells["network_id"].isin(in_region).to_numpy() & ~visible
        for block in WITHOUT_ROW:
            masks[block] |= is_hidden
        months[rows["as_of"].iloc[0].date()] = masks
    return months
