"""Territoires: where are the members, where are the gaps?"""

from __future__ import annotations

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from method.catalog import Indicator, load_catalog
from method.wording import Note, fr, fr_date
from observatory.gate.access import may_open
from observatory.territories import map_picture, maps
from observatory.territories.map_file import Caption, standalone
from observatory.territories.words import EVERYONE, method_of
from observatory.territories.words import note as map_note
from ui import data, empty, figure, filters, table
from ui import territories as map
from ui.territories import controls, sheet

# Above this number of territories, the table leaves out those with nothing to say.
LONG_TABLE = 200


def main() -> None:
    places = data.query("territory_names")
    place = controls.place(places)
    with filters.bar():
        level = controls.level(places)
        network = filters.network(width=240)
        indicators = _indicators(network, level)
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
    blurred = maps.is_blurred(level, network)
    painting = maps.paint(
        rows, panel, indicator, drawing.method, drawing.count, drawing.bounds, blurred=blurred
    )
    title = f"{indicator.label} par {maps.LEVEL_NOUNS[level]}, {scope or EVERYONE}"
    left, right = st.columns([3, 2])
    figures = None if place is None else sheet.figures(place, as_of, network)
    with left:
        st.header("La carte", anchor="carte")
        is_here = place is not None and place["level"] == level
        selected = place["code"] if is_here else ""
        map.territories(
            painting,
            level,
            maps.summary(painting, indicator, level, fr_date(as_of)),
            layers=drawing.layers,
            key="carte",
            selected=selected,
            mark=None if is_here or place is None else (place["latitude"], place["longitude"]),
            on_choice=partial(controls.choose, level),
        )
        legend = f"{indicator.label}, {fr_date(as_of)}"
        method = method_of(painting, drawing.method, blurred=blurred)
        map.legend(painting, legend, method)
        map.key_of_points(drawing.layers)
        note = map_note(rows, indicator, level, scope, selected, data.build())
        caption = Caption(title, legend, method, note.source, data.build().is_fictional)
        st.download_button(
            "Télécharger la carte (HTML)",
            partial(standalone, painting, data.build().territories_vintage, level, caption),
            f"carte-{indicator.id}-{level}-{as_of:%Y-%m}.html",
            "text/html",
            type="tertiary",
        )
    with right:
        if figures is not None and place is not None:
            sheet.words(
                place, figures, as_of, scope, blurred=maps.is_blurred(place["level"], network)
            )
        _table(rows, painting, indicator, level, (title, legend), note, blurred=blurred)
    if figures is not None and place is not None:
        sheet.details(place, figures, as_of)
        if place["level"] == level:
            sheet.neighbours(place, rows, indicator, blurred=blurred)


def _indicators(network: str, level: str) -> list[Indicator]:
    """Indicators of the catalogue that have figures at that level and that the reader may see."""
    if not data.can_read("marts.territory_values"):
        return []
    published = set(
        data.query("territory_indicators", network_id=network, level=level)["indicator_id"]
    )
    role = data.session().role
    return [
        indicator
        for indicator in load_catalog().indicators.values()
        if indicator.id in published and may_open(indicator.viewer, role)
    ]


def _name_of(network: str) -> str:
    names = dict(data.query("network_names").itertuples(index=False))
    return names[network]


def _table(
    rows: pd.DataFrame,
    painting: maps.Painting,
    indicator: Indicator,
    level: str,
    titles: tuple[str, str],
    note: Note,
    *,
    blurred: bool,
) -> None:
    """The figures of the map, which leave with its picture; long lists skip what has no value.

    `titles` are that of the figure and that of the picture's legend.
    """
    title, legend = titles
    shown = rows[rows["status"] != maps.OUT_OF_SCOPE]
    if len(shown) > LONG_TABLE:
        shown = shown[shown["value"] > 0]
    shown = shown.sort_values("value", ascending=False, kind="stable")
    remarks = [maps.remark(indicator, row, blurred=blurred) for row in shown.to_dict("records")]
    columns = [
        table.Column("name", maps.LEVEL_NOUNS[level].capitalize()),
        table.of(indicator, label="Valeur"),
    ]
    if any(remarks):
        columns.append(table.Column("remark", "Remarque"))
    figure.show(
        title,
        None,
        shown.assign(remark=remarks),
        columns,
        note,
        indicator,
        key="chiffres",
        picture=map_picture.chart(
            painting, data.build().territories_vintage, level, indicator, note.source, legend
        ),
    )
    if len(shown) < len(rows):
        st.caption(
            f"{fr(len(rows) - len(shown))} territoires à zéro, secrets, sans donnée ou hors du "
            "périmètre ne sont pas listés ; la légende de la carte les compte."
        )


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
