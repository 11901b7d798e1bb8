"""Inputs of the page Détection: thresholds, the map of leads, the list that expands."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from method.catalog import load_catalog
from method.naf import division_label
from method.plain_text import plain
from method.wording import fr, fr_date, plural
from observatory.detection import figures as detection
from observatory.detection import leads
from observatory.figures.figure import View
from observatory.territories import maps
from observatory.territories.names import with_proper_names
from observatory.territories.place import PLACE
from ui import data, filters, kept
from ui import territories as map
from ui.territories import controls
from ui.territories.drawn import source

EVERYWHERE, EVERY_ACTIVITY = "", ""
# Leads shown as expanders; the table has them all.
LISTED = 12


def chosen(view: View) -> View | None:
    """The view with territory, activity and thresholds; None when no economic fabric was sent."""
    offered = data.of_build(_offered)
    if offered is None:
        return None
    places, divisions = offered
    with filters.bar():
        place = filters.choice(PLACE, "Intercommunalité", places, EVERYWHERE, width=300)
        division = filters.choice(
            detection.DIVISION, "Activité", divisions, EVERY_ACTIVITY, width=340
        )
    with st.expander("Réglages"), st.container(horizontal=True):
        thresholds = _thresholds()
    return view.having(**{PLACE: place, detection.DIVISION: division, **thresholds})


def leads_map(view: View) -> None:
    """Leads as dots in the colour of their family, or the specialisation of each EPCI in one."""
    painting, legend = detection.map_of(view)
    division = str(view.options[detection.DIVISION])
    name = detection.QUOTIENT if division else detection.TRACKS
    indicator = load_catalog().indicators[name]
    with st.container(key="carte_pistes"):
        map.territories(
            painting,
            "epci",
            maps.summary(painting, indicator, "epci", fr_date(view.as_of)),
            layers=map.Layers(),
            key="carte_detection",
            legend=legend,
            selected=str(view.options[PLACE]).removeprefix("epci-"),
            on_choice=partial(controls.choose, "epci"),
        )
    where = "" if division else "Les pastilles d’une intercommunalité sont côte à côte. "
    st.caption(plain(f"{where}{source(indicator, view)}"))


def opened(view: View) -> None:
    """Draw the first leads, each with its companies by size."""
    listed, left = kept.of(_listed, view)
    with st.container(key="pistes"):
        for headline, details in listed:
            with st.expander(headline):
                st.markdown(details)
    if left:
        more = plural(left, "autre piste", "autres pistes")
        st.caption(
            f"{more} dans le tableau de l’onglet « Les plus spécialisées » ; choisissez un "
            "territoire ou une activité pour en ouvrir ici."
        )


def _listed(view: View) -> tuple[list[tuple[str, str]], int]:
    """Heading and details of the first leads, in Markdown, and how many others there are."""
    pairs = detection.leads_found(view)
    quotient = load_catalog().indicators[detection.QUOTIENT]
    listed = [
        (
            leads.headline(pair, quotient),
            "\n".join(f"- {plain(line)}" for line in leads.details(pair, quotient)),
        )
        for pair in pairs.head(LISTED).to_dict("records")
    ]
    return listed, len(pairs) - len(listed)


def _offered(view: View) -> tuple[dict[str, str], dict[str, str]] | None:
    """Labels of the places and of the activities, by id; None without an economic fabric."""
    options = view.ask("detection_options")
    if options.empty:
        return None
    rows = with_proper_names(options[options["kind"] == "epci"]).to_dict("records")
    codes = options.loc[options["kind"] == "division", "code"]
    return (
        {EVERYWHERE: "Toute la région"} | {f"epci-{row['code']}": row["name"] for row in rows},
        {EVERY_ACTIVITY: "Toutes les activités"}
        | {code: f"{code} {division_label(code)}" for code in codes},
    )


def _thresholds() -> dict[str, Any]:
    rules = load_catalog().detection
    bounds = {bound: _bound(bound) for bound in leads.QUOTIENTS}
    return {
        "specialisation": filters.choice(
            "specialisation", "Spécialisation", bounds, f"{rules.quotient_min:g}", width=260
        ),
        "entreprises": filters.number(
            "entreprises", "TPE et PME, au moins", 5, 100, rules.companies_min, step=5, width=180
        ),
        "couverture": filters.number(
            "couverture",
            "Déjà dans un réseau, au plus (%)",
            0,
            100,
            round(rules.coverage_max * 100),
            step=5,
            width=220,
        ),
    }


def _bound(bound: str) -> str:
    if bound == leads.EVERY_QUOTIENT:
        return "Sans seuil"
    decimals = 2 if bound == "1.25" else 1
    return f"Au moins {fr(float(bound), decimals=decimals)} fois le poids régional"
