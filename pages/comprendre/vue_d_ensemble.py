"""Vue d'ensemble: how is the ecosystem doing?"""

from __future__ import annotations

import streamlit as st

from method.wording import is_missing
from observatory.figures.figure import View
from observatory.opinion import standing
from observatory.opinion.words import verdict
from observatory.overview import figures as overview
from observatory.overview import words
from ui import answer, doors, filters, views
from ui.figure import draw
from ui.fragility import day
from ui.overview import barriers, changes, first_visit, moments, places, send
from ui.tabs import Tab, show


def main() -> None:
    top = st.container()
    with filters.bar():
        view = views.of(filters.month())
        first_visit.show(view)
    facts = view.query("overview_facts").iloc[0]
    with top:
        day.show(view)
    if is_missing(facts["companies_active"]):
        with top:
            answer.say(words.listed(facts), words.labels_ending(view.query("labels_ending")))
            send.buttons(view)
        with_declared_figures(view)
    else:
        with top:
            answer.say(words.gathered(facts), verdict(standing.headlines(view)))
        with_members(view)
    doors.show()


def with_members(view: View) -> None:
    barriers.cards(view)
    moments.strip(view)
    show(
        Tab("mois", "Ce qui a changé", lambda: changes.show(view)),
        Tab("carte", "Où sont-ils", lambda: places.members(view)),
        Tab("reseaux", "Les réseaux", lambda: draw(overview.networks, view)),
        Tab("freins", "Les six freins, à citer", lambda: draw(overview.barriers, view)),
        Tab("chiffres", "Ce qu’ils déclarent", lambda: draw(overview.declared.all_networks, view)),
    )


def with_declared_figures(view: View) -> None:
    draw(overview.declared.members, view)
    show(
        Tab("histoire", "Leur histoire", lambda: draw(overview.history.lives, view)),
        Tab("carte", "Où agissent-ils", lambda: places.action(view)),
        Tab("freins", "Ce qui mesurerait les freins", lambda: draw(overview.meter, view)),
        Tab("chiffres", "Tous les chiffres publiés", lambda: all_figures(view)),
        Tab("reseaux", "Les réseaux", lambda: draw(overview.networks, view)),
    )


def all_figures(view: View) -> None:
    draw(overview.declared.all_networks, view)
    draw(overview.region, view)


main()
