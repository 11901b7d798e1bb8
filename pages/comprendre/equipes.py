"""Équipes et gouvernance: are the people holding?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import View, nothing_sent
from observatory.team import figures as team
from observatory.team import words, workload
from ui import answer, cards, data, filters, kept, tabs, view
from ui.figure import draw

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
        asked = view.of(as_of, filters.network() if reads_networks else filters.EVERYONE)
    with top:
        answer.say(*kept.of(words.answer, asked))
    chart = st.container()
    if not cards.headlines(HEADLINES, asked.as_of, asked.scope):
        reason = "aucune équipe ni aucun conseil n’est encore transmis à cette date."
        draw(nothing_sent(asked, "Les équipes et la gouvernance", reason, "team_exits_12m"))
        return
    if not reads_networks:
        with chart:
            draw(team.classes, asked)
        draw(team.stays, asked)
        st.info(CLOSED)
        return
    with chart:
        draw(team.directions if asked.scope == filters.EVERYONE else team.presence, asked)
    tabs.show(
        tabs.Tab("dirige", "Qui dirige", lambda: _heads(asked)),
        tabs.Tab("reste", "Qui reste", lambda: _stays(asked)),
        tabs.Tab("charge", "Ce qui pèse sur elles", lambda: _load(asked)),
    )


def _heads(asked: View) -> None:
    draw(team.vacancies, asked)
    draw(team.heads, asked)
    draw(team.board, asked)


def _stays(asked: View) -> None:
    draw(team.teams, asked)
    draw(team.stays, asked)
    draw(team.contracts, asked)


def _load(asked: View) -> None:
    draw(workload.requests, asked)
    cost = filters.hourly_cost("Coût chargé d’une heure (€), pour la dernière colonne")
    draw(workload.paperwork, asked.having(**{workload.HOURLY_COST: cost}))


main()
