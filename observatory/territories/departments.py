"""An indicator by département, as printed in the yearly overview."""

from __future__ import annotations

from functools import partial

from method.catalog import load_catalog
from observatory.figures import charts
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, Figure, View, column, make
from observatory.territories.measures import is_count
from observatory.territories.words import of_place

NAMES = ("companies_active", "tpe_pme_share")


def departments(view: View, indicator_id: str) -> Figure | None:
    """An indicator by département."""
    indicator = load_catalog().indicators[indicator_id]
    rows = view.query(
        "territory_map",
        level="departement",
        network_id=ALL,
        indicator_id=indicator_id,
        is_count=is_count(indicator),
    )
    if rows.empty or rows["value"].isna().all():
        return None
    # The first bar that is drawn: a secret has none.
    first = rows.dropna(subset=["value"]).iloc[0]
    return make(
        view.of_all(),
        f"territoires.{indicator_id}.departements",
        f"{indicator.label}, par département",
        indicator_id,
        rows,
        (Column("name", "Département"), column(indicator_id)),
        charts.bar(rows, indicator),
        lecture=of_place(indicator, first, "departement"),
    )


FIGURES = {
    f"territoires.{name}.departements": partial(departments, indicator_id=name) for name in NAMES
}
