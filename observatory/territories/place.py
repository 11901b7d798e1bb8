"""Figures of one territory, and of the départements: what its document holds.

The view's option `territoire` says which: `epci-200071587`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from method.catalog import load_catalog
from method.wording import NBSP, fr_cell, lower_first
from observatory.figures import charts
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, Figure, View, column, make
from observatory.territories import sheet
from observatory.territories.maps import is_count

SHOWN = "companies_active"
PLACES = {"territory": "Ici", "department": "Département", "region": "Région"}
NAME = Column("name", "Réseau", link="sheet")


def chosen(view: View) -> dict[str, Any] | None:
    """The territory that the view asks for, None without one or of an unknown one."""
    places = view.ask("territory_names")
    found = places[places["id"] == view.options.get("territoire")]
    return None if found.empty else found.iloc[0].to_dict()


def rows_of(view: View, place: Mapping[str, Any]) -> pd.DataFrame:
    """Rows of `territory_sheet` of a territory."""
    counts = [i.id for i in load_catalog().indicators.values() if is_count(i)]
    asked = {"level": place["level"], "code": place["code"], "network_id": ALL}
    return view.query("territory_sheet", counts=counts, **asked)


def sentences(view: View) -> list[str]:
    """The territory in four sentences."""
    place = chosen(view)
    if place is None:
        return []
    share = load_catalog().indicators["tpe_pme_share"]
    return sheet.sentences(place, rows_of(view, place), view.as_of, share)


def numbers(view: View) -> Figure | None:
    """Every indicator of the territory, against its département and the region."""
    place = chosen(view)
    if place is None:
        return None
    lines = _compared(rows_of(view, place))
    if lines.empty:
        return None
    first = lines.iloc[0]
    told = " et ".join(
        f"{first[key]} {words}"
        for key, words in (("department", "dans le département"), ("region", "dans la région"))
        if isinstance(first[key], str)
    )
    return make(
        view.of_all(),
        "territoires.chiffres",
        f"{place['name']}{NBSP}: les chiffres, comparés",
        SHOWN,
        lines,
        (Column("label", "Indicateur"), *(Column(k, v) for k, v in PLACES.items())),
        lecture=(
            f"{place['name']}, {lower_first(first['label'])}{NBSP}: {first['territory']}"
            f"{f', contre {told}' if told else ''}."
        ),
        champ=f"{place['name']}.",
    )


def present(view: View) -> Figure | None:
    """The networks that have a member there."""
    place = chosen(view)
    if place is None:
        return None
    rows = view.query("territory_networks", level=place["level"], code=place["code"])
    if rows.empty:
        return None
    first = rows.iloc[0]
    indicator = load_catalog().indicators[SHOWN]
    value = fr_cell(first["value"], indicator.unit, first["status"], indicator.decimals)
    return make(
        view.of_all(),
        "territoires.reseaux",
        f"Les réseaux présents, {place['name']}",
        SHOWN,
        rows.assign(sheet=rows["network_id"].map(view.sheet)),
        (NAME, Column("sector", "Filière"), column(SHOWN)),
        lecture=f"{first['name']} a {value} à {place['name']}{NBSP}: entreprises adhérentes.",
        champ=f"{place['name']}, réseaux en activité.",
    )


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
    return make(
        view.of_all(),
        f"territoires.{indicator_id}.departements",
        f"{indicator.label}, par département",
        indicator_id,
        rows,
        (Column("name", "Département"), column(indicator_id)),
        charts.bar(rows, indicator),
        lecture=(
            f"{rows.iloc[0]['name']}{NBSP}: "
            f"{fr_cell(rows.iloc[0]['value'], indicator.unit, rows.iloc[0]['status'])}."
        ),
    )


def _compared(rows: pd.DataFrame) -> pd.DataFrame:
    """One line an indicator in the order of the catalogue, one column a place, in words."""
    lines = []
    for name, indicator in load_catalog().indicators.items():
        own = rows[rows["indicator_id"] == name]
        if own.empty:
            continue
        cells = {
            row["place"]: fr_cell(row["value"], indicator.unit, row["status"], indicator.decimals)
            for row in own.to_dict("records")
        }
        lines.append({"label": indicator.label, **{place: cells.get(place) for place in PLACES}})
    return pd.DataFrame(lines)


FIGURES = {
    "territoires.chiffres": numbers,
    "territoires.reseaux": present,
    **{
        f"territoires.{name}.departements": partial(departments, indicator_id=name)
        for name in (SHOWN, "tpe_pme_share")
    },
}
