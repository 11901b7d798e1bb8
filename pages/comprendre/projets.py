"""Projets et financements: what does the money make possible?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import View, nothing_sent
from observatory.funding import figures as funding
from observatory.funding import words
from ui import answer, cards, filters, kept, tabs, view
from ui.figure import draw

HEADLINES = ("projects_financed_24m", "success_rate_24m", "sme_project_share", "eu_share")
LONGEST = 80


def main() -> None:
    top = st.container()
    with filters.bar():
        asked = view.of(filters.month(), filters.network())
    with top:
        answer.say(*kept.of(words.answer, asked))
    chart = st.container()
    if not cards.headlines(HEADLINES, asked.as_of, asked.scope):
        reason = "aucun projet, dossier ni aide n’est encore transmis à cette date."
        draw(nothing_sent(asked, "Projets et financements", reason, "leverage"))
        return
    with chart:
        draw(funding.envelope, asked)
    tabs.show(
        tabs.Tab("finance", "Qui finance, jusqu’à quand", lambda: _money(asked)),
        tabs.Tab("permet", "Ce que l’argent permet", lambda: _outcome(asked)),
        tabs.Tab("themes", "Sur quels thèmes", lambda: _themes(asked)),
        tabs.Tab("liste", "La liste des projets", lambda: _list(asked)),
    )


def _money(asked: View) -> None:
    draw(funding.agreements, asked)
    draw(funding.flows, asked)
    draw(funding.first_payment, asked)


def _outcome(asked: View) -> None:
    draw(funding.leverage, asked)
    draw(funding.success, asked)
    draw(funding.stages, asked)


def _themes(asked: View) -> None:
    draw(funding.themes, asked)
    draw(funding.theme_shares, asked)


def _list(asked: View) -> None:
    search = filters.text(
        funding.SOUGHT,
        "Chercher un projet, un programme, un réseau",
        "",
        is_valid=lambda text: len(text) <= LONGEST,
    )
    draw(funding.found, asked.having(**{funding.SOUGHT: search}))
    st.caption("Un projet déposé ou refusé n’est montré qu’à l’équipe Dév’Up.")


main()
