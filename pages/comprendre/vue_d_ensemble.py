"""Vue d'ensemble: how is the ecosystem doing?"""

from __future__ import annotations

import streamlit as st

from method.wording import is_missing
from observatory.figures.figure import View
from observatory.opinion import standing
from observatory.opinion.words import verdict
from observatory.overview import figures as overview
from observatory.overview import words
from ui import answer, doors, filters, view
from ui.figure import draw
from ui.fragility import day
from ui.overview import barriers, changes, first_visit, moments, places, send
from ui.tabs import Tab, show


def main() -> None:
    top = st.container()
    with filters.bar():
        asked = view.of(filters.month())
        first_visit.show(asked)
    facts = asked.query("overview_facts").iloc[0]
    if is_missing(facts["companies_active"]):
        with top:
            answer.say(words.listed(facts), words.labels_ending(asked.query("labels_ending")))
            send.buttons(asked)
        known(asked)
    else:
        with top:
            day.show(asked)
            answer.say(words.gathered(facts), verdict(standing.headlines(asked)))
        measured(asked)
    doors.show()


def measured(asked: View) -> None:
    barriers.cards(asked)
    moments.strip(asked)
    show(
        Tab("mois", "Ce qui a changé", lambda: changes.show(asked)),
        Tab("carte", "Où sont-ils", lambda: places.members(asked)),
        Tab("reseaux", "Les réseaux", lambda: draw(overview.networks, asked)),
        Tab("freins", "Les six freins, à citer", lambda: draw(overview.barriers, asked)),
        Tab("chiffres", "Ce qu’ils déclarent", lambda: draw(overview.declared.all_networks, asked)),
    )


def known(asked: View) -> None:
    draw(overview.declared.members, asked)
    show(
        Tab("histoire", "Leur histoire", lambda: draw(overview.history.lives, asked)),
        Tab("carte", "Où agissent-ils", lambda: places.action(asked)),
        Tab("freins", "Ce qui mesurerait les freins", lambda: draw(overview.meter, asked)),
        Tab("chiffres", "Tous les chiffres publiés", lambda: all_figures(asked)),
        Tab("reseaux", "Les réseaux", lambda: draw(overview.networks, asked)),
    )


def all_figures(asked: View) -> None:
    draw(overview.declared.all_networks, asked)
    draw(overview.region, asked)


main()
