"""What of a month's territory figures was hidden when it was shown: an input of its next mask.

Were a cell to hide for another build's reasons while those of the former one come back, the two
side by side would give cells that neither gives.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from method.secrecy import MIN_UNITS, Mask

CELL = ["level", "territory_code", "network_id"]
# An indicator of each block: it is secret where the block is.
SIGNS = {
    "is_stock_secret": "companies_active",
    "is_split_secret": "tpe_pme_share",
    "is_small_secret": "tpe_share",
    "is_large_secret": "eti_share",
    "is_flow_secret": "joins_12m",
}
HIDDEN = """
    select as_of, level, territory_code, network_id, indicator_id
    from read_parquet(?)
    where status = 'secret' and as_of in (select unnest(?)) and indicator_id in (select unnest(?))
"""


@dataclass(frozen=True)
class Past:
    """What was shown of a month before: networks that moved since, and the masks of then."""

    moved: dict[date, set[frozenset[str]]]
    masks: dict[date, dict[str, Mask]]

    def mask(self, as_of: date, block: str, never: Mask) -> Mask:
        """Cells of a block that were hidden, `never` where the month was not shown."""
        return self.masks.get(as_of, {}).get(block, never)


def changed_sets(connection: duckdb.DuckDBPyConnection) -> dict[date, set[frozenset[str]]]:
    """Networks that changed since each state of a month that was shown, by month.

    Fewer than three that changed: the month stays as it was shown, whatever its mask of today.
    """
    rows = connection.execute(
        "select as_of, state, list(network_id) from indicators.network_changed "
        "where scope = 'territories' group by as_of, state having count(*) >= ?",
        [MIN_UNITS],
    ).fetchall()
    found: dict[date, set[frozenset[str]]] = {}
    for as_of, _, networks in rows:
        found.setdefault(as_of, set()).add(frozenset(networks))
    return found


def former_masks(
    connection: duckdb.DuckDBPyConnection, cells: pd.DataFrame, months: Collection[date]
) -> dict[date, dict[str, Mask]]:
    """Masks of the cells as they were shown, by month and block; a month without any is absent.

    Args:
        connection: the build's, with `reference.shown`.
        cells: `CELL` columns, in the order of the masks.
        months: months that are shown anew.
    """
    path = connection.execute(
        "select path from reference.shown where table_name = 'territory_values'"
    ).fetchone()
    if not path or not months:
        return {}
    asked = [path[0], sorted(months), [*SIGNS.values()]]
    hidden = connection.execute(HIDDEN, asked).df()
    placed = hidden.merge(cells.assign(cell=np.arange(len(cells))), on=CELL)
    found: dict[date, dict[str, Mask]] = {}
    for as_of in sorted(months):
        rows = placed[placed["as_of"] == pd.Timestamp(as_of)]
        if rows.empty:
            continue
        masks = {block: np.zeros(len(cells), dtype=bool) for block in SIGNS}
        for block, sign in SIGNS.items():
            masks[block][rows.loc[rows["indicator_id"] == sign, "cell"]] = True
        found[as_of] = masks
    return found
