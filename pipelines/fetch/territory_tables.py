"""Tables of the snapshot: names, contents and measures of each territory."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from pipelines.fetch.territory_geometry import area_km2, centres
from pipelines.fetch.territory_sources import Cog, Wheel

ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L’"}
OF_NAME = {0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’"}
# INSEE's « canton-ou-ville »: a whole town or commune nouvelle that several cantons share.
WHOLE_TOWN_KINDS = frozenset({"V", "N"})
# A canton made of a fraction of a town and of whole communes: its outline covers only the latter.
REST_OF_CANTON = frozenset({"2", "3"})
DEGREE_DECIMALS = 5
COMMUNE_COLUMNS = [
    "code",
    "name",
    "population",
    "department_code",
    "epci_code",
    "canton_code",
    "circonscription_code",
    "postal_codes",
    "former_codes",
    "longitude",
    "latitude",
    "area_km2",
    "geometry",
]
FRANCE_COLUMNS = [
    "code",
    "name",
    "department_code",
    "region_code",
    "longitude",
    "latitude",
    "is_current",
    "successor_code",
]
ZONE_COLUMNS = [
    "code",
    "name",
    "department_code",
    "is_partial",
    "population",
    "commune_count",
    "commune_count_total",
    "area_km2",
    "longitude",
    "latitude",
    "geometry",
]


def commune_table(
    cog: Cog, region: str, shapes: gpd.GeoDataFrame, canton: pd.Series, circo: pd.Series
) -> gpd.GeoDataFrame:
    """`communes.parquet`: one row per commune of the region, sorted by code.

    Args:
        cog: the COG lists.
        region: INSEE code of the region.
        shapes: `code`, `geometry` (WGS 84).
        canton: canton code by commune code.
        circo: constituency code by commune code, missing where several share the town.
    """
    epci_of = {m["code"]: e["code"] for e in cog.epci for m in e["membres"]}
    rows = pd.DataFrame(
        {
            "code": commune["code"],
            "name": commune["nom"],
            "population": commune.get("population"),
            "department_code": commune["departement"],
            "epci_code": epci_of.get(commune["code"]),
            "postal_codes": "|".join(commune.get("codesPostaux", [])),
            "former_codes": "|".join(commune.get("anciensCodes", [])),
        }
        for commune in current_communes(cog)
        if commune["region"] == region
    )
    rows["canton_code"] = rows["code"].map(canton)
    rows["circonscription_code"] = rows["code"].map(circo)
    table = _measured(gpd.GeoDataFrame(shapes.merge(rows, on="code", validate="one_to_one")))
    return table[COMMUNE_COLUMNS]


def zone_table(
    names: dict[str, str],
    shapes: gpd.GeoDataFrame,
    members: pd.DataFrame,
    communes: pd.DataFrame,
    totals: dict[str, int] | None = None,
) -> gpd.GeoDataFrame:
    """One of the zone files: `epci`, `cantons`, `circonscriptions`, `departements`, `region`.

    Args:
        names: name by zone code.
        shapes: `code`, `geometry` (WGS 84).
        members: `commune_code`, `code`; a commune shared by several zones has one row for each.
        communes: the commune table.
        totals: number of communes of each zone in France, if zones may cross the region's border.

    Returns:
        `ZONE_COLUMNS`. `population` is missing where a town is shared, since nobody publishes
        the population of its parts; `department_code` is missing where there are several.
    """
    joined = members.merge(communes, left_on="commune_code", right_on="code", suffixes=("", "_c"))
    shared = joined["commune_code"].duplicated(keep=False)
    joined["population"] = joined["population"].where(~shared)
    zones = joined.groupby("code").agg(
        department_code=("department_code", _only),
        population=("population", lambda values: values.sum(skipna=False)),
        commune_count=("commune_code", "size"),
    )
    table = _measured(gpd.GeoDataFrame(shapes.merge(zones, left_on="code", right_index=True)))
    table["population"] = table["population"].astype("Int64")
    table["name"] = table["code"].map(names)
    table["commune_count_total"] = table["code"].map(totals) if totals else table["commune_count"]
    table["is_partial"] = table["commune_count_total"] > table["commune_count"]
    return table[ZONE_COLUMNS]


def france_table(cog: Cog, wheel: Wheel) -> pd.DataFrame:
    """`communes_france.parquet`: every code of the COG, in force or not, with its successor.

    Municipal districts of Paris, Lyon and Marseille count as codes in force: SIRENE uses them.
    A former code has the name of its commune déléguée or associée where it kept one.
    """
    in_force = [
        entry
        for entry in cog.communes
        if entry["type"] in ("commune-actuelle", "arrondissement-municipal")
    ]
    codes = {entry["code"] for entry in in_force}
    kept_names = {entry["code"]: entry["nom"] for entry in cog.communes if "chefLieu" in entry}
    successors = {entry["code"]: entry["chefLieu"] for entry in cog.communes if "chefLieu" in entry}
    successors |= {
        former: entry["code"] for entry in in_force for former in entry.get("anciensCodes", [])
    }
    by_code = {entry["code"]: entry for entry in in_force}
    rows = [_france_row(entry["code"], entry["nom"], entry, None) for entry in in_force]
    rows += [
        _france_row(former, kept_names.get(former), by_code[successor], successor)
        for former, successor in successors.items()
        if former not in codes and successor in codes
    ]
    table = pd.DataFrame(rows).sort_values("code", ignore_index=True)
    placed = wheel.communes[
        wheel.communes["kind"].isin(["COM", "ARM", "COMD", "COMA"])
        & wheel.communes.geometry.notna()
    ].drop_duplicates("code")
    points = centres(placed.geometry)
    table["longitude"] = table["code"].map(dict(zip(placed["code"], points.x, strict=True)))
    table["latitude"] = table["code"].map(dict(zip(placed["code"], points.y, strict=True)))
    return table.round({"longitude": DEGREE_DECIMALS, "latitude": DEGREE_DECIMALS})[FRANCE_COLUMNS]


def current_communes(cog: Cog) -> list[dict[str, Any]]:
    """Current communes, without districts, déléguées and associées; all have a region key."""
    return [
        {"region": None} | entry for entry in cog.communes if entry["type"] == "commune-actuelle"
    ]


def canton_names(wheel: Wheel) -> dict[str, str]:
    """Name by canton code, with a note when the outline is a whole town or the rest of a canton."""
    cantons = wheel.cantons.drop(columns="geometry").to_dict("records")
    return {
        canton["code"]: ARTICLES.get(canton["name_kind"], "")
        + canton["name"]
        + _canton_note(canton)
        for canton in cantons
    }


def circonscription_names(codes: pd.Series, cog: Cog) -> dict[str, str]:
    """`18-01` → « 1re circonscription du Cher »."""
    departments = {d["code"]: OF_NAME[d["typeLiaison"]] + d["nom"] for d in cog.departements}
    names = {}
    for code in codes:
        department, number = code.split("-")
        rank = "1re" if int(number) == 1 else f"{int(number)}e"
        names[code] = f"{rank} circonscription {departments[department]}"
    return names


def _canton_note(canton: dict[Any, Any]) -> str:
    if canton["canton_kind"] in WHOLE_TOWN_KINDS:
        return " (ville entière)" if canton["canton_kind"] == "V" else " (commune entière)"
    return " (hors partie de ville)" if canton["composition"] in REST_OF_CANTON else ""


def _france_row(
    code: str, name: str | None, entry: dict[str, Any], successor: str | None
) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "department_code": entry.get("departement"),
        "region_code": entry.get("region"),
        "is_current": successor is None,
        "successor_code": successor,
    }


def _measured(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    points = centres(table.geometry)
    table["longitude"] = points.x.round(DEGREE_DECIMALS)
    table["latitude"] = points.y.round(DEGREE_DECIMALS)
    table["area_km2"] = area_km2(table.geometry).round(3)
    return table


def _only(values: pd.Series) -> str | None:
    return values.iloc[0] if values.nunique() == 1 else None
