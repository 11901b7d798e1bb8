"""Adhésions TPE/PME: who joins, who stays, whom do we miss?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import View, nothing_sent
from observatory.membership import figures as membership
from observatory.membership import words
from ui import answer, cards, filters, kept, tabs, view
from ui.figure import draw

HEADLINES = ("tpe_pme_share", "companies_active", "churn_12m", "tpe_pme_penetration")


def main() -> None:
    top = st.container()
    with filters.bar():
        asked = view.of(filters.month(), filters.network())
    with top:
        answer.say(*kept.of(words.answer, asked))
    chart = st.container()
    if not cards.headlines(HEADLINES, asked.as_of, asked.scope):
        reason = "aucune liste d’adhérents n’est encore transmise à cette date."
        draw(nothing_sent(asked, "Les adhésions", reason, "tpe_pme_share"))
        return
    with chart:
        draw(membership.share_by_network, asked)
    tabs.show(
        tabs.Tab("adhere", "Qui adhère", lambda: _joined(asked)),
        tabs.Tab("reste", "Qui reste", lambda: _stayed(asked)),
        tabs.Tab("manque", "Qui manque", lambda: _missing(asked)),
    )


def _joined(asked: View) -> None:
    draw(membership.sizes, asked)
    draw(membership.share_over_time, asked)
    draw(membership.fees, asked)


def _stayed(asked: View) -> None:
    draw(membership.stays, asked)
    draw(membership.flows, asked)
    draw(membership.reasons, asked)


def _missing(asked: View) -> None:
    draw(membership.penetration, asked)
    draw(membership.everything, asked)


main()
