"""Détection: where could a new network start?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from method.catalog import load_catalog
from observatory.detection import figures as detection
from observatory.detection import leads
from observatory.figures.figure import View, nothing
from observatory.figures.registry import Make
from ui import answer, data, tabs, view
from ui.detection import chosen, leads_map, opened
from ui.figure import draw


def main() -> None:
    top = st.container()
    asked = chosen(view.of(data.build().as_of))
    if asked is None:
        reason = "aucun tissu économique n’a été transmis."
        draw(nothing("Les pistes", reason, detection.TRACKS))
        return
    quotient = load_catalog().indicators[detection.QUOTIENT]
    with top:
        answer.say(*leads.summary(detection.found(asked), quotient))
    leads_map(asked)
    tabs.show(
        tabs.Tab("liste", "Quelles entreprises", partial(opened, asked)),
        tabs.Tab("pistes", "Les plus spécialisées", partial(one, detection.ranked, asked)),
        tabs.Tab("territoires", "Par territoire", partial(one, detection.by_place, asked)),
    )


def one(make: Make, asked: View) -> None:
    draw(make, asked)


main()
