"""Every published value of an indicator: month after month, network by network, one file each."""

from __future__ import annotations

from collections.abc import Sequence

from method.catalog import Indicator, load_catalog
from method.wording import NBSP
from observatory.edition.model import Shown, shown
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, View, column, make

FOLDER = "indicateurs"


def every(view: View, networks: Sequence[str]) -> list[Shown]:
    """Indicators of which the public reads at least one value, in the order of the catalogue.

    Args:
        view: of all networks, at the last month end.
        networks: ids, whose values stand beside those of all together.
    """
    found = (_one(view, one, networks) for one in load_catalog().indicators.values())
    return [one for one in found if one is not None]


def _one(view: View, indicator: Indicator, networks: Sequence[str]) -> Shown | None:
    rows = view.ask(
        "indicator_series", until=view.as_of, networks=[ALL, *networks], indicators=[indicator.id]
    )
    if rows["value"].isna().all():
        return None
    unit, decimals = indicator.unit, indicator.decimals
    columns = (
        Column("as_of", "Mois"),
        Column("network_id", "Identifiant du réseau"),
        Column("name", "Réseau"),
        column(indicator.id),
        Column("numerator", "Numérateur", "count", 2, "status"),
        Column("denominator", "Dénominateur", "count", 2, "status"),
        Column("n", "Unités comptées", "count", 0, "status"),
        Column("status", "Statut"),
        Column("low", f"Borne basse à 95{NBSP}%", unit, decimals, "status"),
        Column("high", f"Borne haute à 95{NBSP}%", unit, decimals, "status"),
    )
    title = f"{indicator.label}{NBSP}: tous les mois, tous les réseaux"
    figure = make(view, f"{FOLDER}.{indicator.id}", title, indicator.id, rows, columns)
    return shown(figure, view.build, f"{FOLDER}/{indicator.id}")
