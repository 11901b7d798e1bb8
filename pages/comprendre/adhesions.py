"""Adhésions TPE/PME: who joins, who stays, whom do we miss?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import nothing_sent
from observatory.membership import figures as membership
from observatory.membership import words
from ui import answer, cards, filters, kept, tabs, views
from ui.figure import draw

MEMBERS = (membership.sizes, membership.share_over_time, membership.fees)
STAYS = (membership.stays, membership.flows, membership.reasons)
GAPS = (membership.penetration, membership.everything)
HEADLINES = ("tpe_pme_share", "companies_active", "churn_12m", "tpe_pme_penetration")


def main() -> None:
    top = st.container()
    with filters.bar():
        view = views.of(filters.month(), filters.network())
    with top:
        answer.say(*kept.of(words.answer, view))
    chart = st.container()
    if not cards.headlines(HEADLINES, view.as_of, view.scope):
        reason = "aucune liste d’adhérents n’est encore transmise à cette date."
        draw(nothing_sent(view, "Les adhésions", reason, "tpe_pme_share"))
        return
    with chart:
        draw(membership.share_by_network, view)
    tabs.show(
        tabs.of_figures("adhere", "Qui adhère", view, *MEMBERS),
        tabs.of_figures("reste", "Qui reste", view, *STAYS),
        tabs.of_figures("manque", "Qui manque", view, *GAPS),
    )


main()
