"""Figures of the page Détection: leads on a map, and ranked by specialisation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from method.catalog import load_catalog
from method.naf import division_label
from method.wording import NBSP, NNBSP, fr, fr_date, lower_first, plural, upper_first
from observatory.detection import families, leads
from observatory.figures import fabric
from observatory.figures.chart import Postponed
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, column, make
from observatory.figures.kept import remembered
from observatory.territories import map_picture, maps
from observatory.territories.names import with_proper_names
from observatory.territories.place import PLACE

QUOTIENT, TRACKS = "pair_location_quotient", "detection_tracks"
DIVISION = "activite"
WHOLE = "intercommunalités de la région × divisions de la NAF"
# Radius of a dot in pixels, and distance between dots of one place in degrees of latitude.
RADIUS, STEP = 6.5, 0.055
WITHOUT, WITH = maps.Style("#ffffff"), maps.Style("#eef3f8")
COLUMNS = (
    Column("name", "Intercommunalité"),
    Column("activity", "Activité"),
    Column("family", "Famille"),
    column(QUOTIENT, label="Spécialisation"),
    Column("company_count", "TPE et PME", "count"),
    Column("tpe_count", "TPE", "count"),
    Column("pme_count", "PME", "count"),
    Column("eti_count", "ETI", "count"),
    Column("ge_count", "Grandes entreprises", "count"),
    Column("expected", "TPE et PME attendues", "count", 1),
    Column("density_100km2", "Pour 100 km²", "count", 1),
    Column("member_count", "Déjà dans un réseau", "count", status="member_status"),
    Column("coverage_most", "Part, au plus", "%"),
    Column("networks", "Réseaux de l’activité"),
)


def thresholds(view: View) -> dict[str, float]:
    """Thresholds chosen by the reader (`specialisation`, `entreprises`, `couverture`)."""
    rules, options = load_catalog().detection, view.options
    return {
        "quotient": float(options.get("specialisation", rules.quotient_min)),
        "companies": int(options.get("entreprises", rules.companies_min)),
        "coverage": float(options.get("couverture", round(rules.coverage_max * 100))) / 100,
    }


@remembered
def leads_found(view: View) -> pd.DataFrame:
    """Leads that pass the thresholds, the most specialised first, with their texts."""
    options = view.options
    rows = view.ask(
        "detection_pairs",
        epci=str(options.get(PLACE, "")).removeprefix("epci-"),
        division=str(options.get(DIVISION, "")),
        **thresholds(view),
    )
    return leads.with_texts(rows)


@remembered
def map_of(view: View) -> tuple[maps.Painting, str]:
    """The map and the heading of its legend: one dot per lead, or the values of one activity."""
    division = str(view.options.get(DIVISION, ""))
    rows = with_proper_names(view.ask("detection_map", division=division, **thresholds(view)))
    if not division:
        everywhere = leads_found(view.having(**{PLACE: ""}))
        return _dotted(rows, everywhere), f"Une pastille{NBSP}: une piste à vérifier"
    indicator = load_catalog().indicators[QUOTIENT]
    values = rows["value"].dropna().tolist()
    painting = maps.paint(rows, values, indicator, "fixe", bounds=maps.FIXED_BOUNDS["×"])
    return painting, f"{indicator.label}, {lower_first(division_label(division))}"


def _together(activities: pd.Series) -> str:
    """`Fabrication de textiles ; travail du bois, hors meubles`: some names contain commas."""
    return upper_first(f"{NNBSP}; ".join(map(lower_first, activities)))


def by_place(view: View) -> Figure | None:
    """Leads by EPCI, exported with the picture of the map."""
    rows = leads_found(view.having(**{PLACE: "", DIVISION: ""}))
    if rows.empty:
        return None
    by_epci = (
        rows.groupby("name")
        .agg(value=("id", "size"), activities=("activity", _together), as_of=("as_of", "first"))
        .reset_index()
        .sort_values(["value", "name"], ascending=[False, True], ignore_index=True)
        .assign(status="ok")
    )
    first = by_epci.iloc[0]
    indicator = load_catalog().indicators[TRACKS]
    figure = make(
        view,
        "detection.territoires",
        f"{plural(len(by_epci), 'intercommunalité a', 'intercommunalités ont')} au moins une piste",
        TRACKS,
        by_epci,
        (
            Column("name", "Intercommunalité"),
            column(TRACKS),
            Column("activities", "Activités"),
        ),
        lecture=(
            f"au {fr_date(first['as_of'])}, {first['name']}{NBSP}: "
            f"{plural(first['value'], 'piste')} ({lower_first(first['activities'])})."
        ),
        champ=WHOLE + ".",
    )
    painting, legend = map_of(view.having(**{DIVISION: ""}))
    vintage, source = view.build.territories_vintage, figure.note.source
    picture = partial(map_picture.chart, painting, vintage, "epci", indicator.id, source, legend)
    return replace(figure, picture=Postponed(picture))


def ranked(view: View) -> Figure | None:
    """The most specialised leads with their 95 % intervals; the table has all the leads."""
    rows = leads_found(view)
    if rows.empty:
        return None
    indicator = load_catalog().indicators[QUOTIENT]
    return make(
        view,
        "detection.pistes",
        leads.title(rows, indicator),
        QUOTIENT,
        rows,
        COLUMNS,
        leads.chart(rows, indicator),
        lecture=leads.lecture(rows, indicator),
        champ=WHOLE + ".",
        caption=(
            f"Les {fr(min(len(rows), leads.BARS))} premières sont dessinées. Le tissu économique "
            "compte des entreprises et non des emplois : un grand employeur y pèse autant qu’un "
            "artisan. Sous trois adhérentes, le nombre est couvert par le secret."
            f"{fabric.vintage(view)}"
        ),
    )


def _dotted(places: pd.DataFrame, rows: pd.DataFrame) -> maps.Painting:
    """Places coloured by whether they have a lead, and one dot per lead in its family's colour.

    Args:
        places: `detection_map`, with corrected names.
        rows: leads of the whole region.
    """
    counts = rows["epci_code"].value_counts()
    has_any = places["code"].isin(counts.index)
    entries = [
        maps.Entry("Intercommunalité sans piste", int((~has_any).sum()), WITHOUT),
        maps.Entry("Intercommunalité avec piste", int(has_any.sum()), WITH),
    ]
    entries += [
        maps.Entry(
            family.label, int((rows["family"] == family.label).sum()), maps.Style(family.colour),
            is_dot=True,
        )
        for family in families.every()
    ]  # fmt: skip
    return maps.Painting(
        places["code"].tolist(),
        has_any.astype(int).tolist(),
        [plural(counts.get(code, 0), "piste", "pistes") for code in places["code"]],
        tuple(entries),
        circles=_dots(places, rows),
    )


def _dots(places: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Dots of each place side by side around its centre, the most specialised in the middle."""
    centres = places.set_index("code")[["latitude", "longitude"]]
    at = centres.loc[rows["epci_code"]]
    rank = rows.groupby("epci_code").cumcount().to_numpy()
    turn = (rank - 1) * np.pi / 3
    ring = np.where(rank == 0, 0.0, STEP * (1 + (rank - 1) // 6))
    return pd.DataFrame(
        {
            "code": rows["epci_code"].to_numpy(),
            "latitude": at["latitude"].to_numpy() + ring * np.sin(turn),
            "longitude": at["longitude"].to_numpy()
            + ring * np.cos(turn) / np.cos(map_picture.MIDDLE_LATITUDE),
            "radius": RADIUS,
            "fill": [families.of(code).colour for code in rows["naf_division"]],
            "text": [
                f"{activity} ({plural(count, 'TPE ou PME', 'TPE et PME')})"
                for activity, count in zip(rows["activity"], rows["company_count"], strict=True)
            ],
        }
    )


FIGURES = {"detection.territoires": by_place, "detection.pistes": ranked}
