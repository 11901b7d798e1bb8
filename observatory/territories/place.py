"""The territory chosen by a reader: what is known about it before any figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from observatory.figures.figure import View
from observatory.figures.kept import remembered_by_build
from observatory.territories import maps, names

Place = Mapping[str, Any]
PLACE, LEVEL, INDICATOR = "territoire", "niveau", "indicateur"
EPCI = "epci"


@remembered_by_build
def every(view: View) -> pd.DataFrame:
    """Every territory that may be chosen, with its name in correct French spelling."""
    return names.with_proper_names(view.ask("territory_names"))


def chosen(view: View) -> Place | None:
    """The territory of the view (`territoire`: `<level>-<code>`); None for the whole region."""
    place_id = view.options.get(PLACE)
    if not place_id:
        return None
    places = every(view)
    matches = places[places["id"] == place_id]
    return None if matches.empty else matches.iloc[0].to_dict()


def department_of(place: Place) -> str:
    """Code of its département, empty if it spans several."""
    if place["level"] == "departement":
        return str(place["code"])
    code = place["department_code"]
    return code if isinstance(code, str) else ""


def departments_of(view: View, place: Place) -> list[str]:
    """Codes of the départements that it lies in: several for an EPCI across their border."""
    code = department_of(place)
    if code:
        return [code]
    communes = every(view)
    inside = communes[(communes["level"] == "commune") & (communes["epci_code"] == place["code"])]
    return sorted(inside["department_code"].dropna().unique())


def epci_of(view: View, place: Place) -> Place | None:
    """The EPCI itself, or the EPCI of a commune; None for the other levels."""
    if place["level"] == EPCI:
        return place
    if place["level"] != "commune":
        return None
    places = every(view)
    matches = places[places["id"] == f"{EPCI}-{place['epci_code']}"]
    return None if matches.empty else matches.iloc[0].to_dict()


@remembered_by_build
def labels(view: View) -> dict[str, str]:
    """Labels offered in the search for a territory, by `<level>-<code>`."""
    return {row["id"]: label(row) for row in every(view).to_dict("records")}


def label(place: Place) -> str:
    """`Tours — commune, 37000, 37100`, `CC du Pays Houdanais — intercommunalité`."""
    codes = place["postal_codes"]
    partial = f", {names.PARTIAL}" if place["is_partial"] else ""
    postal = f", {codes}" if isinstance(codes, str) else ""
    return f"{place['name']} — {maps.LEVEL_NOUNS[place['level']]}{partial}{postal}"
