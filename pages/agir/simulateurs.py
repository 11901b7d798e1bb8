"""Simulateurs: what if?"""

from __future__ import annotations

import streamlit as st

from observatory.simulators.scenarios import EVERYONE
from ui import data, empty, filters
from ui.simulators import agreements, envelope, scenarios
from ui.simulators.draws import samples

SIMULATORS = {
    "retard": "Paiement en retard",
    "baisse": "Baisse des subventions",
    "adherents": "Adhérents perdus",
    "convention": "Convention annuelle ou triennale",
    "portefeuille": "Aide à plusieurs réseaux",
}


def main() -> None:
    with filters.bar():
        kind = filters.choice("simulateur", "Et si…", SIMULATORS)
        as_of = filters.month()
        drawn = samples(as_of)
        names = dict(data.query("network_names").itertuples(index=False))
        labels = {EVERYONE: filters.EVERYONE_LABEL, **names}
        offered = {name: label for name, label in labels.items() if name in drawn}
        if kind == "convention":
            offered.pop(EVERYONE, None)
        scope = EVERYONE
        if offered and kind != "portefeuille":
            scope = filters.choice("reseau", "Réseau", offered)
    if not offered:
        empty.show(
            "Les simulateurs",
            "aucun réseau n’a transmis assez de mois de trésorerie pour une prévision.",
            ("tresorerie", "versements", "subventions", "comptes"),
        )
        return
    st.caption(
        "2 000 tirages du passé du réseau, les mêmes avec et sans le scénario : seul ce que vous "
        "changez fait la différence. L’adresse de la page reproduit la simulation."
    )
    if kind == "convention":
        agreements.show(drawn[scope], offered[scope])
    elif kind == "portefeuille":
        envelope.show(drawn)
    else:
        scenarios.show(kind, drawn[scope], offered[scope])


main()
