"""Territoires: where are the members, where are the gaps?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from observatory.figures.figure import View
from observatory.figures.registry import Make
from observatory.territories import answers, place, sheet_figures
from observatory.territories import figures as territories
from ui import answer, tabs
from ui.figure import draw
from ui.territories import controls, drawn, sheet


def main() -> None:
    with st.container(key="lieu"):
        chosen = controls.place()
    top = st.container()
    asked, layers = controls.settings(chosen)
    here = place.chosen(asked)
    with top:
        answer.say(*answers.answer(asked, here)[:2])
    if here is None:
        drawn.the_map(asked, layers, key="carte")
        tabs.show(*the_region(asked))
        return
    left, right = st.columns(2)
    with left:
        drawn.the_map(asked, layers, key="carte_lieu")
    with right:
        sheet.one_page(here, asked.as_of)
        draw(sheet_figures.compared(asked) or sheet_figures.public_facts(asked))
    tabs.show(*the_place(asked))


def the_region(asked: View) -> list[tabs.Tab]:
    has_members = answers.has_members(asked)
    label = "Où sont les manques" if has_members else "Les chiffres publics"
    figures = [tab("liste", label, territories.map_table, asked)]
    if has_members:
        figures.append(tab("departements", "Par département", territories.departments, asked))
    return [*figures, tab("sieges", "Où sont les réseaux", territories.seats, asked)]


def the_place(asked: View) -> list[tabs.Tab]:
    to_call = tab("reseaux", "Quels réseaux contacter", sheet_figures.contacts, asked)
    near = tab("voisins", "Et autour", territories.around, asked)
    whole = tab("liste", "Tous les territoires", territories.map_table, asked)
    if not answers.has_members(asked):
        return [to_call, near, whole]
    return [
        tab("manques", "Où sont les manques", sheet_figures.gaps, asked),
        to_call,
        tab("chiffres", "Tous les chiffres", sheet_figures.everything, asked),
        near,
        whole,
    ]


def tab(word: str, label: str, make: Make, asked: View) -> tabs.Tab:
    return tabs.Tab(word, label, partial(one, make, asked))


def one(make: Make, asked: View) -> None:
    draw(make, asked)


main()
