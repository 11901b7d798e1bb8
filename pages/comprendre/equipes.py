"""Équipes et gouvernance: are the people holding?"""

from __future__ import annotations

import streamlit as st

from ui import cards, data, empty, filters
from ui.team import governance, people, workload

HEADLINES = (
    "fte",
    "team_entries_12m",
    "team_exits_12m",
    "team_turnover_36m",
    "director_vacant_days_12m",
    "board_turnover_12m",
    "requests_per_director_month",
    "request_hours_share",
    "annual_agreement_share",
)


def main() -> None:
    reads_networks = data.can_read("core.staff_contract")
    with filters.bar():
        as_of = filters.month()
        scope = filters.network() if reads_networks else filters.EVERYONE
    subject = filters.subject(scope)
    if not cards.headlines(HEADLINES, as_of, scope):
        empty.show(
            "Les équipes et la gouvernance",
            "aucune équipe ni aucun conseil n’a été transmis pour ce mois.",
            ("equipes", "gouvernance", "sollicitations"),
            () if scope == filters.EVERYONE else (subject,),
        )
        return
    if not reads_networks:
        people.classes(as_of)
        people.survival(scope, subject)
        workload.ahead(as_of, scope, subject)
        st.info(
            "Les effectifs, les conseils et la charge de chaque réseau sont réservés à l’équipe "
            "Dév’Up : une équipe de moins de cinq personnes se reconnaîtrait."
        )
        return
    people.networks(as_of)
    people.flows(as_of, scope, subject)
    people.survival(scope, subject)
    governance.heads(as_of)
    if scope != filters.EVERYONE:
        people.presence(as_of, scope, subject)
        governance.vacancies(as_of, scope, subject)
    governance.board(as_of, scope, subject)
    workload.requests(as_of, scope, subject)
    workload.paperwork(as_of, scope, subject)
    workload.ahead(as_of, scope, subject)


main()
