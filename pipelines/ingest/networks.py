"""Networks as people name them: by the name that they read everywhere, rather than by its id."""

from __future__ import annotations

import duckdb

from pipelines.ingest.headers import simplify


def spellings(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Id of each network of `raw.reseaux` by its id and its name, both simplified.

    A spelling that two networks share means neither of them.
    """
    rows = connection.execute("select id_reseau, nom from raw.reseaux").fetchall()
    meant: dict[str, set[str]] = {}
    for network, name in rows:
        for text in (network, name or ""):
            meant.setdefault(simplify(text), set()).add(network)
    return {text: min(ids) for text, ids in meant.items() if text and len(ids) == 1}
