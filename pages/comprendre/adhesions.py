"""Adhésions TPE/PME: who joins, who stays, whom do we miss?"""

from __future__ import annotations

import streamlit as st

from method.catalog import load_catalog
from ui import cards, empty, filters
from ui.membership import networks, scope

HEADLINES = (
    "tpe_pme_share",
    "tpe_pme_penetration",
    "companies_active",
    "joins_12m",
    "leaves_12m",
    "churn_12m",
)


def main() -> None:
    indicators = load_catalog().indicators
    with filters.bar():
        as_of = filters.month()
        chosen = filters.network()
    subject = filters.subject(chosen)
    if not cards.headlines(HEADLINES, as_of, chosen):
        empty.show(
            "Les adhésions",
            "aucune liste d’adhérents n’a été transmise pour ce mois.",
            indicators["tpe_pme_share"].files,
            () if chosen == filters.EVERYONE else (subject,),
        )
        return
    table = networks.table_of_all(as_of)
    networks.shares(as_of, "tpe_pme_share", "La part des TPE et PME, réseau par réseau", "part")
    scope.over_time(as_of, chosen, subject)
    networks.sizes(table, as_of)
    networks.shares(
        as_of,
        "tpe_pme_penetration",
        "Les TPE et PME visées que les réseaux touchent",
        "penetration",
    )
    networks.flows(table, as_of)
    scope.reasons(as_of, chosen, subject)
    scope.survival(chosen, subject)
    scope.fees(as_of, chosen, subject)
    networks.everything(table, as_of)
    st.caption(
        "La taille d’une entreprise est estimée d’après SIRENE (décret 2008-1354) ; celles dont la "
        "taille est inconnue sortent du dénominateur des parts ; leur poids se lit dans la table."
    )


main()
