"""Équipes et gouvernance: are the people holding?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import View, nothing_sent
from observatory.team import figures as team
from observatory.team import words, workload
from ui import answer, cards, data, filters, kept, tabs, views
from ui.figure import draw

HEADS = (team.vacancies, team.heads, team.board)
STAYS = (team.teams, team.stays, team.contracts)
HEADLINES = ("fte", "team_exits_12m", "requests_per_director_month", "board_turnover_12m")
CLOSED = (
    "Les directions, les effectifs, les conseils et la charge de chaque réseau sont réservés à "
    "l’équipe Dév’Up : une équipe de moins de cinq personnes se reconnaîtrait."
)


def main() -> None:
    reads_networks = data.can_read("core.staff_contract")
    top = st.container()
    with filters.bar():
        as_of = filters.month()
        view = views.of(as_of, filters.network() if reads_networks else filters.EVERYONE)
    with top:
        answer.say(*kept.of(words.answer, view))
    chart = st.container()
    if not cards.headlines(HEADLINES, view.as_of, view.scope):
        reason = "aucune équipe ni aucun conseil n’est encore transmis à cette date."
        draw(nothing_sent(view, "Les équipes et la gouvernance", reason, "team_exits_12m"))
        return
    if not reads_networks:
        with chart:
            draw(team.classes, view)
        draw(team.stays, view)
        st.info(CLOSED)
        return
    with chart:
        draw(team.directions if view.scope == filters.EVERYONE else team.presence, view)
    tabs.show(
        tabs.of_figures("dirige", "Qui dirige", view, *HEADS),
        tabs.of_figures("reste", "Qui reste", view, *STAYS),
        tabs.Tab("charge", "Ce qui pèse sur elles", lambda: _load(view)),
    )


def _load(view: View) -> None:
    draw(workload.requests, view)
    cost = filters.hourly_cost("Coût chargé d’une heure (€), pour la dernière colonne")
    draw(workload.paperwork, view.having(**{workload.HOURLY_COST: cost}))


main()
