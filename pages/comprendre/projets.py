"""Projets et financements: what does the money make possible?"""

from __future__ import annotations

import streamlit as st

from method.catalog import load_catalog
from ui import cards, empty, filters
from ui.funding import money, projects

HEADLINES = (
    "regional_grant_12m",
    "leverage",
    "success_rate_24m",
    "sme_project_share",
    "eu_share",
    "projects_financed_24m",
)


def main() -> None:
    indicators = load_catalog().indicators
    with filters.bar():
        as_of = filters.month()
        scope = filters.network()
    subject = filters.subject(scope)
    if not cards.headlines(HEADLINES, as_of, scope):
        empty.show(
            "Projets et financements",
            "aucun projet, dossier ni subvention n’a été transmis pour ce mois.",
            indicators["leverage"].files,
            () if scope == filters.EVERYONE else (subject,),
        )
        return
    money.flows(as_of)
    money.envelope(as_of)
    money.first_payment(as_of, scope, subject)
    projects.leverage(as_of, scope)
    projects.success(as_of, scope)
    projects.stages(as_of, scope, subject)
    projects.themes(as_of, scope, subject)
    projects.theme_shares(as_of, scope, subject)
    projects.found(as_of, scope, subject)
    st.caption(
        "Un projet déposé ou refusé n’est montré qu’à l’équipe Dév’Up. L’effet de levier compare "
        "budget total et aide publique : il ne dit pas ce que l’aide a fait naître."
    )


main()
