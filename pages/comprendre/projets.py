"""Projets et financements: what does the money make possible?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import View, nothing_sent
from observatory.funding import figures as funding
from observatory.funding import words
from ui import answer, cards, filters, kept, tabs, views
from ui.figure import draw

MONEY = (funding.agreements, funding.flows, funding.first_payment)
OUTCOME = (funding.leverage, funding.success, funding.stages)
THEMES = (funding.themes, funding.theme_shares)
HEADLINES = ("projects_financed_24m", "success_rate_24m", "sme_project_share", "eu_share")
# Known as soon as an agreement is, before any project.
SIGNED = ("annual_agreement_share", "main_funder_share", "regional_grant_12m")
LONGEST = 80


def main() -> None:
    top = st.container()
    with filters.bar():
        view = views.of(filters.month(), filters.network())
    with top:
        answer.say(*kept.of(words.answer, view))
    chart = st.container()
    is_signed = view.headlines(SIGNED)["status"].ne("no_data").any()
    if not cards.headlines(HEADLINES, view.as_of, view.scope) and not is_signed:
        reason = "aucun projet, dossier ni aide n’est encore transmis à cette date."
        draw(nothing_sent(view, "Projets et financements", reason, "leverage"))
        return
    with chart:
        draw(funding.envelope, view)
    tabs.show(
        tabs.of_figures("finance", "Qui finance, jusqu’à quand", view, *MONEY),
        tabs.of_figures("permet", "Ce que l’argent permet", view, *OUTCOME),
        tabs.of_figures("themes", "Sur quels thèmes", view, *THEMES),
        tabs.Tab("liste", "La liste des projets", lambda: _list(view)),
    )


def _list(view: View) -> None:
    search = filters.text(
        funding.SOUGHT,
        "Chercher un projet, un programme, un réseau",
        "",
        is_valid=lambda text: len(text) <= LONGEST,
    )
    draw(funding.projects_found, view.having(**{funding.SOUGHT: search}))
    st.caption("Un projet déposé ou refusé n’est montré qu’à l’équipe Dév’Up.")


main()
