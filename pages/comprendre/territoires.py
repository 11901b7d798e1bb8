"""Territoires: where are the members, where are the gaps?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import View
from observatory.territories import answers, fact_figures, place, sheet_figures
from observatory.territories import figures as territories
from ui import answer, tabs
from ui.figure import draw
from ui.territories import controls, drawn, sheet


def main() -> None:
    with st.container(key="lieu"):
        chosen = controls.place()
    top = st.container()
    view, layers = controls.settings(chosen)
    here = place.chosen(view)
    with top:
        answer.say(*answers.answer(view, here)[:2])
    if here is None:
        drawn.the_map(view, layers, key="carte")
        tabs.show(*the_region(view))
        return
    left, right = st.columns(2)
    with left:
        drawn.the_map(view, layers, key="carte_lieu")
    with right:
        sheet.one_page(here, view.as_of)
        draw(sheet_figures.compared(view) or fact_figures.public_facts(view))
    tabs.show(*the_place(view, here))


def the_region(view: View) -> list[tabs.Tab]:
    has_members = answers.has_members(view)
    label = "Où sont les manques" if has_members else "Les chiffres publics"
    figures = [tabs.of_figures("liste", label, view, territories.map_table)]
    if has_members:
        departments = territories.departments
        figures.append(tabs.of_figures("departements", "Par département", view, departments))
    return [*figures, tabs.of_figures("sieges", "Où sont les réseaux", view, territories.seats)]


def the_place(view: View, here: place.Place) -> list[tabs.Tab]:
    to_call = tabs.of_figures("reseaux", "Quels réseaux contacter", view, sheet_figures.contacts)
    near = tabs.of_figures("voisins", "Et autour", view, territories.around)
    whole = tabs.of_figures("liste", "Tous les territoires", view, territories.map_table)
    if not answers.has_members(view):
        return [to_call, near, whole]
    gaps = [tabs.of_figures("manques", "Où sont les manques", view, sheet_figures.gaps)]
    return [
        *(gaps if place.epci_of(view, here) else []),
        to_call,
        tabs.of_figures("chiffres", "Tous les chiffres", view, sheet_figures.everything),
        near,
        whole,
    ]


main()
