"""Espace réseau: where does my network stand, and what is expected of it?"""

from __future__ import annotations

import streamlit as st

from observatory.own import figures as own
from observatory.sheet import words
from ui import answer, audit, filters, kept, tabs, views
from ui import links as links_to
from ui.desk.door import open_network_desk
from ui.own import copy, deposit, exchange, whose
from ui.tabs import Tab


def main() -> None:
    head = st.container()
    with filters.bar():
        network = whose.network()
        view = views.of(filters.month(), network)
    desk = open_network_desk(network)
    with head:
        said = (*kept.of(words.answer, view), *kept.of(own.expected_answer, view))
        answer.say(*said, about=view.subject)
        audit.drawn_values(own.HEADLINE_INDICATORS)  # some of them are in the answer
        st.page_link(
            "pages/agir/fiche.py",
            label="Toute la fiche du réseau",
            icon=":material/arrow_forward:",
            query_params={**links_to.carried(), "reseau": network},
        )
    deposit.notices(desk)
    tabs.show(
        tabs.of_figures("attendu", "Ce qui est attendu", view, own.expected),
        Tab("deposer", "Déposer un fichier", lambda: deposit.show(desk)),
        tabs.of_figures("place", "Parmi les autres réseaux", view, own.place),
        tabs.of_figures("prevision", "Ce qui vient", view, own.forecast, own.instalments),
        Tab("historique", "Ce qui a été déposé", lambda: deposit.history(desk)),
        Tab("siret", "Adhérents par SIRET", lambda: exchange.show(view, desk)),
        Tab("copie", "Copie de vos données", lambda: copy.show(view, desk)),
    )


main()
