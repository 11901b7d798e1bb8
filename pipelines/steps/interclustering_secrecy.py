"""Which counts of companies common to two networks are secret (`marts.network_pair`).

The number of companies of a network that are also in another one is published
(`shared_members_share`): the pairs of a network are protected against this total. With companies in
three networks, it is less than the sum of the pairs; treating it as the sum hides no less.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from method.bands import bands

INPUTS = ("indicators.pair_network",)
OUTPUTS = ("indicators.pair_network_secret",)

TABLE = "network_id varchar, other_id varchar, band varchar"


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `indicators.pair_network_secret`: one row per hidden pair, with its band."""
    pairs = connection.execute(
        "select network_id, other_id, shared_members from indicators.pair_network "
        "where has_members order by network_id, other_id"
    ).df()
    connection.execute(f"create or replace table {OUTPUTS[0]} ({TABLE})")
    if pairs.empty:
        return
    found = pairs[["network_id", "other_id"]].assign(band=band_of(pairs)).dropna(subset=["band"])
    connection.register("found", found)
    connection.execute(f"insert into {OUTPUTS[0]} by name from found")
    connection.unregister("found")


def band_of(pairs: pd.DataFrame) -> list[str | None]:
    """Band of each pair, None if the count may be published.

    Args:
        pairs: `network_id`, `other_id`, `shared_members`, once each.
    """
    size = len(pairs)
    both = pairs[["network_id", "other_id"]].to_numpy(dtype=str).T.ravel()
    names, network = np.unique(both, return_inverse=True)
    counts = pairs["shared_members"].to_numpy(dtype=float)
    totals = np.bincount(network, np.tile(counts, 2), len(names))
    all_bands = bands(
        np.concatenate([counts, totals]),
        size + np.arange(len(names)),
        network.astype(np.int64),
        np.tile(np.arange(size), 2),
        np.zeros(size + len(names), dtype=bool),
    )
    return all_bands[:size].tolist()
