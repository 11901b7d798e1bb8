"""Every published value, one file per indicator: by month and network, or by territory."""

from __future__ import annotations

from collections.abc import Sequence

from method.catalog import Indicator, load_catalog
from method.wording import NBSP, fr_date, lower_first
from observatory.edition.model import Shown, shown_figure
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, View, column, make, make_table
from observatory.territories import maps
from observatory.territories.mapped import offers, rows_of
from observatory.territories.measures import Shown as Measured
from observatory.territories.measures import entry_of, value_text

FOLDER = "indicateurs"


def every(view: View, networks: Sequence[str]) -> list[Shown]:
    """Indicators with at least one value that the public may read, in catalogue order.

    Args:
        view: of all networks, at the last month end.
        networks: ids of networks to include besides all networks together.
    """
    figures = (_series_of(view, one, networks) for one in load_catalog().indicators.values())
    return [one for one in figures if one is not None]


def _series_of(view: View, indicator: Indicator, networks: Sequence[str]) -> Shown | None:
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
    return shown_figure(figure, view.build, f"{FOLDER}/{indicator.id}")


def territories(view: View) -> list[Shown]:
    """The values on maps, one file per level and figure; a missing value has its reason."""
    return [
        _of_level(view, level, measured)
        for level, offered in offers(view).items()
        for measured in offered.values()
    ]


def _of_level(view: View, level: str, measured: Measured) -> Shown:
    rows = rows_of(view, measured, level)
    columns = (
        Column("code", "Code"),
        Column("name", "Territoire"),
        Column("value", measured.label, measured.unit, measured.decimals, "status"),
        Column("status", "Statut"),
    )
    key = f"territoires.{level}.{measured.id}"
    title = f"{measured.label}{NBSP}: {lower_first(maps.LEVELS[level])}"
    first = rows.iloc[0]
    lecture = f"{first['name']}{NBSP}: {value_text(measured, first)} au {fr_date(view.as_of)}."
    entry = entry_of(measured)
    if entry:
        figure = make(view, key, title, entry, rows, columns, lecture=lecture)
    else:
        lecture = f"{first['name']}{NBSP}: {value_text(measured, first)}."
        figure = make_table(view, key, title, ("reperes",), rows, columns, lecture=lecture)
    return shown_figure(figure, view.build, f"territoires/{level}/{measured.id}")
