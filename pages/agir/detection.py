"""Détection: where could a new network start?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from method.catalog import load_catalog
from observatory.detection import figures as detection
from observatory.detection import leads
from observatory.figures.figure import nothing
from ui import answer, data, tabs, views
from ui.detection import chosen, leads_map, opened
from ui.figure import draw


def main() -> None:
    top = st.container()
    view = chosen(views.of(data.build().as_of))
    if view is None:
        reason = "aucun tissu économique n’a été transmis."
        draw(nothing("Les pistes", reason, detection.TRACKS))
        return
    quotient = load_catalog().indicators[detection.QUOTIENT]
    with top:
        answer.say(*leads.summary(detection.leads_found(view), quotient))
    leads_map(view)
    tabs.show(
        tabs.Tab("liste", "Quelles entreprises", partial(opened, view)),
        tabs.of_figures("pistes", "Les plus spécialisées", view, detection.ranked),
        tabs.of_figures("territoires", "Par territoire", view, detection.by_place),
    )


main()
