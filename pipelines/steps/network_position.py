"""Position of each network in the graph and the matrix, close to those it shares most with.

Only published values of `marts.network_pair` are read, so that positions reveal nothing secret.
"""

from __future__ import annotations

import duckdb
import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

INPUTS = ("marts.network_pair",)
OUTPUTS = ("marts.network_position",)

TABLE = "network_id varchar, x double, y double, rank bigint"
# Distance of the two networks that share most; networks that share nothing are at 1.
NEAREST = 0.35


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `marts.network_position`: `x`, `y` from −1 to 1, `rank` from 1."""
    pairs = connection.execute(
        "select network_id, other_id, jaccard from marts.network_pair order by network_id, other_id"
    ).df()
    connection.execute(f"create or replace table {OUTPUTS[0]} ({TABLE})")
    if pairs.empty:
        return
    connection.register("found", positions(pairs))
    connection.execute(f"insert into {OUTPUTS[0]} by name from found")
    connection.unregister("found")


def positions(pairs: pd.DataFrame) -> pd.DataFrame:
    """Kamada–Kawai layout from a circle, and leaf order of a hierarchy, both deterministic.

    Args:
        pairs: `network_id`, `other_id`, `jaccard` (NaN if not published).
    """
    names = sorted({*pairs["network_id"], *pairs["other_id"]})
    distance = _distances(pairs, names)
    graph = nx.complete_graph(len(names))
    apart = {i: dict(enumerate(row)) for i, row in enumerate(distance)}
    placed = nx.kamada_kawai_layout(graph, dist=apart)
    tree = linkage(squareform(distance), "average", optimal_ordering=True)
    rank = np.empty(len(names), dtype=int)
    rank[leaves_list(tree)] = np.arange(1, len(names) + 1)
    places = np.array([placed[i] for i in range(len(names))])
    return pd.DataFrame({"network_id": names, "x": places[:, 0], "y": places[:, 1], "rank": rank})


def _distances(pairs: pd.DataFrame, names: list[str]) -> NDArray[np.float64]:
    """Distances: 1 if nothing is known to be shared, `NEAREST` for the pair that shares most."""
    place = {name: i for i, name in enumerate(names)}
    shares = pairs["jaccard"].fillna(0.0).to_numpy(dtype=float)
    most = shares.max() or 1.0
    distance = 1.0 - np.eye(len(names))
    one, other = (pairs[column].map(place).to_numpy() for column in ("network_id", "other_id"))
    distance[one, other] = distance[other, one] = 1 - (1 - NEAREST) * shares / most
    return distance
