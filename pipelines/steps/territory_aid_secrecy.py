"""Which amounts of aid to project partners are secret, by territory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np

from method.secrecy import Amount, Bounds, Search, is_dominated, is_small, protect
from pipelines.steps.territory_former import changed_sets
from pipelines.steps.territory_secrecy import Grid, Month, create, make_grid, read_places, store

INPUTS = (
    "indicators.territory_aid",
    "core.territory",
    "core.network_scope",
    "indicators.territory_moved",
)
OUTPUTS = ("indicators.territory_aid_secret",)


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table of `OUTPUTS`: one row per cell of the grid, with whether it is secret."""
    places = read_places(connection)
    create(connection, OUTPUTS[0], ("is_secret",))
    if connection.execute(f"from {INPUTS[0]} limit 1").fetchall():
        grid = make_grid(connection, places.zones, places.networks, INPUTS[0], "partners")
        store(connection, OUTPUTS[0], grid, _masks(grid, changed_sets(connection)))


def _masks(whole: Grid, changed: dict[date, set[frozenset[str]]]) -> Iterator[Month]:
    """Masks of amounts: fewer than three partners, or one with over 85 % of the amount."""
    search = Search()
    for as_of, value in whole.months().items():
        grid = whole.since(changed.get(as_of, ()))
        partners = value["partners"]
        amount = Amount(value["aid_eur"], value["largest_eur"])
        is_empty = grid.blurred(partners)
        least = np.where(grid.is_blurred, 0, 1)
        hidden = protect(
            is_small(partners) | is_dominated(amount) | is_empty,
            grid.relations,
            [partners],
            Bounds(partners <= least, np.zeros_like(is_empty), is_empty),
            base=is_empty,
            amount=amount,
            search=search,
        )
        yield as_of, {"is_secret": hidden}
