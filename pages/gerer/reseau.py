"""Espace réseau: where does my network stand, and what is expected of it?"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.figures.figure import View
from observatory.own import figures as own
from observatory.sheet import words
from ui import answer, audit, filters, kept, tabs, view
from ui import links as links_to
from ui.desk.door import open_network_desk
from ui.figure import draw
from ui.own import copy, deposit, exchange, whose
from ui.tabs import Tab


def main() -> None:
    head = st.container()
    with filters.bar():
        network = whose.network()
        asked = view.of(filters.month(), network)
    desk = open_network_desk(network)
    with head:
        st.header(plain(asked.subject), anchor="reseau")
        answer.say(*kept.of(words.answer, asked), *kept.of(own.expected_answer, asked))
        audit.drawn_values(own.HEADLINE_INDICATORS)  # some of them are in the answer
        st.page_link(
            "pages/agir/fiche.py",
            label="Toute la fiche du réseau",
            icon=":material/arrow_forward:",
            query_params={**links_to.kept(), "reseau": network},
        )
    deposit.notices(desk)
    tabs.show(
        Tab("attendu", "Ce qui est attendu", lambda: draw(own.expected, asked)),
        Tab("deposer", "Déposer un fichier", lambda: deposit.show(desk)),
        Tab("place", "Parmi les autres réseaux", lambda: place(asked)),
        Tab("prevision", "Ce qui vient", lambda: ahead(asked)),
        Tab("historique", "Ce qui a été déposé", lambda: deposit.history(desk)),
        Tab("siret", "Adhérents par SIRET", lambda: exchange.show(asked, desk)),
        Tab("copie", "Copie de vos données", lambda: copy.show(asked, desk)),
    )


def place(asked: View) -> None:
    draw(own.place, asked)


def ahead(asked: View) -> None:
    draw(own.forecast, asked)
    draw(own.instalments, asked)


main()
