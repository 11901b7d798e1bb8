"""Which counts of members by EPCI and division are secret (`marts.detection`).

The number of TPE and PME members of an EPCI is published by `marts.territory_values`: its divisions
are protected against this total, so that no count of one or two can be found by subtraction.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from method.bands import bands

INPUTS = ("indicators.pair_fabric", "indicators.pair_member", "indicators.territory_secret")
OUTPUTS = ("indicators.pair_secret",)

PAIR = ["epci_code", "naf_division"]
TABLE = "epci_code varchar, naf_division varchar, band varchar"
CELLS = """
    select
        coalesce(f.epci_code, m.epci_code) as epci_code,
        coalesce(f.naf_division, m.naf_division) as naf_division,
        coalesce(m.companies, 0) as companies
    from indicators.pair_fabric as f
    full join indicators.pair_member as m
        on f.epci_code = m.epci_code and f.naf_division = m.naf_division
    order by 1, 2
"""
HIDDEN = """
    select territory_code
    from indicators.territory_secret
    where level = 'epci' and network_id = '*' and is_split_secret
        and as_of = (select max(as_of) from indicators.territory_secret)
"""


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `indicators.pair_secret`: one row per pair whose count is hidden, with its band."""
    cells = connection.execute(CELLS).df()
    hidden = {code for (code,) in connection.execute(HIDDEN).fetchall()}
    connection.execute(f"create or replace table {OUTPUTS[0]} ({TABLE})")
    if cells.empty:
        return
    found = cells[PAIR].assign(band=band_of(cells, hidden)).dropna(subset=["band"])
    connection.register("found", found)
    connection.execute(f"insert into {OUTPUTS[0]} by name from found")
    connection.unregister("found")


def band_of(cells: pd.DataFrame, hidden: set[str]) -> list[str | None]:
    """Band of each cell, None if the count may be published.

    Args:
        cells: `epci_code`, `naf_division`, `companies`; every division of an EPCI.
        hidden: EPCI whose total is already secret.
    """
    codes, epci = np.unique(cells["epci_code"].to_numpy(dtype=str), return_inverse=True)
    counts = cells["companies"].to_numpy(dtype=float)
    totals = np.bincount(epci, counts, len(codes))
    size = len(cells)
    is_hidden = np.concatenate([np.zeros(size, dtype=bool), np.isin(codes, sorted(hidden))])
    all_bands = bands(
        np.concatenate([counts, totals]),
        size + np.arange(len(codes)),
        epci.astype(np.int64),
        np.arange(size),
        is_hidden,
    )
    return all_bands[:size].tolist()
