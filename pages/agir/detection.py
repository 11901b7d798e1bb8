"""Détection: where could a new network start?"""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.naf import division_label
from method.plain_text import plain
from method.wording import NBSP, fr, fr_date, lower_first, source
from observatory.detection import leads as detection
from observatory.territories import maps
from ui import data, empty, figure, filters, table
from ui import territories as map
from ui.definition import definition
from ui.territories import controls

EVERYWHERE, EVERY_ACTIVITY = "", ""
# Expanders of the list; the table below holds every pair.
LISTED = 8
COLUMNS = (
    table.Column("name", "Intercommunalité"),
    table.Column("activity", "Activité"),
    table.of(load_catalog().indicators["pair_location_quotient"], label="Spécialisation"),
    table.Column("company_count", "TPE et PME", "count"),
    table.Column("expected", "Attendues", "count", 1),
    table.Column("density_100km2", "Pour 100 km²", "count", 1),
    table.Column("member_count", "Déjà dans un réseau", "count", status="member_status"),
    table.Column("coverage_most", "Part, au plus", "%"),
    table.Column("networks", "Réseaux de l’activité"),
)


def main() -> None:
    options = data.query("detection_options")
    if options.empty:
        empty.show(
            "Les pistes",
            "aucun tissu économique n’a été transmis.",
            load_catalog().indicators["detection_tracks"].files,
        )
        return
    place, division, thresholds = _filters(options)
    quotient = load_catalog().indicators["pair_location_quotient"]
    epci = place.removeprefix("epci-")
    found = detection.named(
        data.query("detection_pairs", epci=epci, division=division, **thresholds)
    )
    st.markdown(detection.summary(found, quotient))
    st.caption(
        "Le tissu économique compte des entreprises et non des emplois : un grand employeur y pèse "
        "autant qu’un artisan. Le nombre d’adhérentes est secret sous trois."
    )
    left, right = st.columns([3, 2])
    with left:
        _map(epci, division, thresholds)
    with right:
        _list(found)
    if not found.empty:
        figure.show(
            "Les pistes, de la plus à la moins spécialisée",
            detection.chart(found, quotient, source(quotient, data.build())),
            found,
            COLUMNS,
            detection.note(found, quotient, data.build()),
            quotient,
            key="pistes",
        )


def _filters(options: pd.DataFrame) -> tuple[str, str, dict[str, float]]:
    """The territory, the activity, and the thresholds that the reader moves."""
    rules = load_catalog().detection
    places = options[options["kind"] == "epci"]
    divisions = options.loc[options["kind"] == "division", "code"]
    with filters.bar():
        place = filters.choice(
            controls.PLACE,
            "Intercommunalité",
            {EVERYWHERE: "Toute la région"}
            | {
                f"epci-{code}": name
                for code, name in zip(places["code"], places["name"], strict=True)
            },
            EVERYWHERE,
            width=230,
        )
        division = filters.choice(
            "activite",
            "Activité",
            {EVERY_ACTIVITY: "Toutes les activités"}
            | {code: f"{code} {division_label(code)}" for code in divisions},
            EVERY_ACTIVITY,
            width=230,
        )
        quotient = filters.choice(
            "specialisation",
            "Spécialisation d’au moins",
            {
                bound: fr(float(bound), "×", 2 if bound == "1.25" else 1)
                for bound in detection.QUOTIENTS
            },
            f"{rules.quotient_min:g}",
            width=165,
        )
        companies = filters.number(
            "entreprises", "TPE et PME, au moins", 5, 100, rules.companies_min, step=5, width=180
        )
        coverage = filters.number(
            "couverture",
            "Déjà dans un réseau, au plus (%)",
            0,
            100,
            round(rules.coverage_max * 100),
            step=5,
            width=210,
        )
    return (
        place,
        division,
        {"quotient": float(quotient), "companies": companies, "coverage": coverage / 100},
    )


def _map(epci: str, division: str, thresholds: dict[str, float]) -> None:
    """Tracks by EPCI as circles, or how specialised each is in the activity chosen."""
    name = "pair_location_quotient" if division else "detection_tracks"
    indicator = load_catalog().indicators[name]
    rows = data.query("detection_map", division=division, **thresholds)
    known = rows["value"].dropna().tolist()
    painting = maps.paint(rows, known, indicator, "fixe", bounds=maps.FIXED_BOUNDS["×"])
    words = f", {lower_first(division_label(division))}" if division else ""
    title = f"{indicator.label} par {maps.LEVEL_NOUNS['epci']}{words}"
    st.header("Où sont les pistes", anchor="carte")
    map.territories(
        painting,
        "epci",
        maps.summary(painting, indicator, "epci", fr_date(data.build().as_of)),
        layers=map.Layers(),
        key="carte_detection",
        selected=epci,
        on_choice=partial(controls.choose, "epci"),
    )
    method = f"Entre parenthèses{NBSP}: le nombre de territoires."
    map.legend(painting, title, method, has_hatches=False)
    definition(indicator)


def _list(found: pd.DataFrame) -> None:
    """The first pairs, each opening on its companies by size."""
    quotient = load_catalog().indicators["pair_location_quotient"]
    st.header("La liste", anchor="liste")
    for pair in found.head(LISTED).to_dict("records"):
        with st.expander(detection.headline(pair, quotient)):
            table.show(
                detection.sizes(pair),
                (table.Column("size", "Taille"), table.Column("count", "Entreprises", "count")),
                f"{pair['title']}, entreprises par taille",
                is_sortable=False,
            )
            st.markdown("\n".join(f"- {plain(line)}" for line in detection.details(pair, quotient)))
    if len(found) > LISTED:
        st.caption(
            f"Les {fr(len(found) - LISTED)} suivantes sont dans le tableau plus bas ; choisissez "
            "un territoire ou une activité pour les ouvrir ici."
        )


main()
