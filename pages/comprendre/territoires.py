"""Territoires: where are the members, where are the gaps?"""

from __future__ import annotations

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from observatory import maps
from observatory.access import may_open
from observatory.catalog import Indicator, load_catalog
from observatory.classes import METHODS
from observatory.map_file import Caption, standalone
from observatory.wording import NBSP, Note, champ, fr, fr_date, lecture, lower_first, source
from ui import data, empty, filters, html, map, table
from ui.definition import definition
from ui.map import controls, sheet

# Above this number of territories, the table leaves out those with nothing to say.
LONG_TABLE = 200


def main() -> None:
    places = data.query("territory_names")
    place = controls.place(places)
    with filters.bar():
        level = controls.level(places)
        network = filters.network(width=240)
        indicators = _indicators(network)
        if indicators:
            names = {indicator.id: indicator.label for indicator in indicators}
            chosen = filters.choice("indicateur", "Indicateur", names, "companies_active")
        as_of = filters.month()
    if not indicators:
        _nothing(network)
        return
    _territories(load_catalog().indicators[chosen], level, network, as_of, place)


def _territories(
    indicator: Indicator, level: str, network: str, as_of: date, place: pd.Series | None
) -> None:
    drawing = controls.drawing(indicator, network, as_of)
    scope = "" if network == filters.EVERYONE else _name_of(network)
    asked = {"level": level, "network_id": network, "indicator_id": indicator.id}
    rows = data.query("territory_map", as_of=as_of, is_count=maps.is_count(indicator), **asked)
    panel = data.query("territory_panel", **asked)["value"].tolist()
    painting = maps.paint(rows, panel, indicator, drawing.method, drawing.count, drawing.bounds)
    title = f"{indicator.label} par {maps.LEVEL_NOUNS[level]}, {scope or 'tous réseaux'}"
    st.header(title, anchor="carte")
    left, right = st.columns([3, 2])
    figures = None if place is None else sheet.figures(place, as_of, network)
    with left:
        is_here = place is not None and place["level"] == level
        map.territories(
            painting,
            level,
            maps.summary(painting, indicator, level, fr_date(as_of)),
            layers=drawing.layers,
            key="carte",
            selected=place["code"] if is_here else "",
            mark=None if is_here or place is None else (place["latitude"], place["longitude"]),
            on_choice=partial(controls.choose, level),
        )
        legend = f"{indicator.label}, {fr_date(as_of)}"
        method = _method(painting, drawing)
        map.legend(painting, legend, method)
        map.key_of_points(drawing.layers)
    with right:
        if figures is not None and place is not None:
            sheet.words(place, figures, as_of, scope)
        _table(rows, indicator, level, title)
    note = _note(rows, indicator, level, scope)
    html.show("note.html", note=note)
    with st.container(horizontal=True):
        definition(indicator)
        caption = Caption(title, legend, method, note.source)
        st.download_button(
            "Télécharger la carte (HTML)",
            partial(standalone, painting, data.build().territories_vintage, level, caption),
            f"carte-{indicator.id}-{level}-{as_of:%Y-%m}.html",
            "text/html",
            type="tertiary",
        )
    if figures is not None and place is not None:
        sheet.details(place, figures, as_of)
        if place["level"] == level:
            sheet.neighbours(place, rows, indicator)


def _indicators(network: str) -> list[Indicator]:
    """Indicators of the catalogue that have figures by territory and that the reader may see."""
    if not data.can_read("marts.territory_values"):
        return []
    published = set(data.query("territory_indicators", network_id=network)["indicator_id"])
    role = data.session().role
    return [
        indicator
        for indicator in load_catalog().indicators.values()
        if indicator.id in published and may_open(indicator.viewer, role)
    ]


def _name_of(network: str) -> str:
    names = dict(data.query("network_names").itertuples(index=False))
    return names[network]


def _method(painting: maps.Painting, drawing: controls.Drawing) -> str:
    """How the classes were found, as the legend says it."""
    if painting.classes is None:
        return "Même échelle à chaque mois ; entre parenthèses, le nombre de territoires."
    asked = "" if drawing.method == "fixe" else f", {len(painting.classes)} classes"
    fewer = " (moins que demandé : trop peu de valeurs différentes)"
    return (
        f"Découpage{NBSP}: {lower_first(METHODS[drawing.method])}{asked}"
        f"{fewer if painting.classes.is_reduced else ''}, sur tous les mois réunis : les classes "
        "ne changent pas d’un mois à l’autre. Entre parenthèses, le nombre de territoires."
    )


def _table(rows: pd.DataFrame, indicator: Indicator, level: str, title: str) -> None:
    shown = rows[rows["status"] != maps.OUT_OF_SCOPE]
    if len(shown) > LONG_TABLE:
        shown = shown[shown["value"] > 0]
    shown = shown.sort_values("value", ascending=False, kind="stable")
    remarks = [maps.remark(indicator, row) for row in shown.to_dict("records")]
    columns = [
        table.Column("name", maps.LEVEL_NOUNS[level].capitalize()),
        table.of(indicator, label="Valeur"),
    ]
    if any(remarks):
        columns.append(table.Column("remark", "Remarque"))
    table.show(shown.assign(remark=remarks), columns, title)
    if len(shown) < len(rows):
        st.caption(
            f"{fr(len(rows) - len(shown))} territoires à zéro, secrets, sans donnée ou hors du "
            "périmètre ne sont pas listés ; la légende de la carte les compte."
        )


def _note(rows: pd.DataFrame, indicator: Indicator, level: str, scope: str) -> Note:
    """Lecture of the highest figure, Champ and Source."""
    read = rows.sort_values("value", ascending=False, na_position="last").iloc[0]
    whom = f"{read['name']}, {scope or 'tous réseaux'}"
    build = data.build()
    field = f"{scope or 'tous réseaux'}, {lower_first(maps.LEVELS[level])} de la région"
    told = {
        **read.to_dict(),
        "status": "no_data" if read["status"] == maps.OUT_OF_SCOPE else read["status"],
    }
    return Note(lecture(indicator, told, whom), champ(indicator, field), source(indicator, build))


def _nothing(network: str) -> None:
    """No figure by territory: the seats are known all the same."""
    empty.show(
        "La carte des adhérents",
        "aucun réseau n’a encore transmis la liste de ses adhérents et de leurs établissements.",
        ("adhesions", "etablissements"),
    )
    st.header("Les sièges des réseaux", anchor="sieges")
    seats = data.query("territory_seats", network_id=network)
    map.seats_map(seats, key="carte_sieges")
    table.show(
        seats,
        (table.Column("name", "Réseau"), table.Column("commune", "Siège")),
        "Sièges des réseaux en activité",
    )


main()
