"""Adhésions TPE/PME: who joins, who stays, whom do we miss?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import View, nothing_sent
from observatory.membership import figures as membership
from observatory.membership import words
from ui import answer, cards, filters, kept, tabs, views
from ui.figure import draw

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
        tabs.Tab("adhere", "Qui adhère", lambda: _members(view)),
        tabs.Tab("reste", "Qui reste", lambda: _stays(view)),
        tabs.Tab("manque", "Qui manque", lambda: _gaps(view)),
    )


def _members(view: View) -> None:
    draw(membership.sizes, view)
    draw(membership.share_over_time, view)
    draw(membership.fees, view)


def _stays(view: View) -> None:
    draw(membership.stays, view)
    draw(membership.flows, view)
    draw(membership.reasons, view)


def _gaps(view: View) -> None:
    draw(membership.penetration, view)
    draw(membership.everything, view)


main()
