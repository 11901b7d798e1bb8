"""The maps of the first page: seats and members, or, without lists, territories of action."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from method.wording import plural
from observatory.figures.figure import Figure, View
from observatory.overview import figures as overview
from observatory.overview import reach
from ui import territories as map
from ui.figure import draw
from ui.territories import Layers


def members(asked: View) -> None:
    """Seats, and member points where the reader may see them."""
    rows = asked.of_scope("territory_members") if asked.can_read("core.establishment") else None
    has_members = rows is not None and not rows.empty
    whose = "Les sièges des réseaux"
    st.header(f"{whose} et leurs adhérents" if has_members else whose, anchor="carte")
    map.seats_map(asked.ask("territory_seats", network_id="*"), key="carte_sieges", members=rows)
    with st.expander("Données"):
        draw(overview.seats, asked)


def action(asked: View) -> None:
    """Départements shaded by the networks that act there, seats as points, who has none here."""
    figure = reach.departments(asked)
    if not isinstance(figure, Figure):
        return
    st.header(plain(figure.title), anchor="carte")
    painting = reach.painting(figure.rows)
    layers = Layers(map.seat_points(asked.ask("overview_seats")))
    label = (
        f"Carte de {plural(len(figure.rows), 'département')}, par nombre de réseaux qui y agissent"
    )
    map.territories(
        painting,
        "departement",
        label,
        layers=layers,
        key="carte_action",
        legend=reach.LEGEND,
        on_choice=lambda _: None,
    )
    st.markdown(plain(figure.caption))
    with st.expander("Données"):
        draw(figure)
