"""Adhésions TPE/PME: who joins, who stays, whom do we miss?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import nothing
from observatory.membership import figures as membership
from ui import cards, filters, view
from ui.figure import draw

HEADLINES = (
    "tpe_pme_share",
    "tpe_pme_penetration",
    "companies_active",
    "joins_12m",
    "leaves_12m",
    "churn_12m",
)


def main() -> None:
    with filters.bar():
        asked = view.of(filters.month(), filters.network())
    if not cards.headlines(HEADLINES, asked.as_of, asked.scope):
        whose = () if asked.scope == filters.EVERYONE else (asked.subject,)
        reason = "aucune liste d’adhérents n’a été transmise pour ce mois."
        draw(nothing("Les adhésions", reason, "tpe_pme_share", *whose))
        return
    for make in membership.FIGURES.values():
        draw(make, asked)
    st.caption(
        "La taille d’une entreprise est estimée d’après SIRENE (décret 2008-1354) ; celles dont la "
        "taille est inconnue sortent du dénominateur des parts ; leur poids se lit dans la table."
    )


main()
