"""Financeurs: who pays whom, when, and what is owed?"""

from __future__ import annotations

import streamlit as st

from observatory.exports.committee import committee_report
from observatory.exports.funder_book import quarterly_book
from observatory.figures.figure import View
from observatory.figures.registry import Make
from observatory.funders import figures as funders
from observatory.funders.quarter import quarter_of
from observatory.funders.words import ALL_FUNDERS
from observatory.treasury import money
from ui import answer, data, files, filters, kept, tabs, view
from ui.figure import draw

OWED = (funders.touched, funders.overdue)
AHEAD = (funders.calendar, funders.awaited)
PAYS = (funders.flows, money.delays)


def main() -> None:
    top = st.container()
    with filters.bar():
        month = filters.month()
        owing = data.query("funders_owed", as_of=month, funder=ALL_FUNDERS)["funder_name"]
        names = {ALL_FUNDERS: "Tous les financeurs", **{name: name for name in sorted(owing)}}
        asked = view.of(month, financeur=filters.choice("financeur", "Financeur", names))
    with top:
        answer.say(*kept.of(funders.answer, asked))
    if not draw(funders.funders, asked):
        return
    st.header("Dossier du comité", anchor="dossier")
    st.caption("Ce qui est dû, ce qui est à décider et qui peut tenir, au mois choisi.")
    # Read here: the document is written in another thread, which has no session.
    session, funder = data.session(), funders.funder(asked)
    with st.container(horizontal=True):
        files.buttons(lambda: committee_report(session, month, funder), "comite-financeurs")
        files.one(
            lambda: quarterly_book(session, month, funder),
            "trimestre-financeurs",
            "xlsx",
            f"Télécharger le classeur Excel, {quarter_of(month).title}",
        )
    tabs.show(
        tabs.Tab("du", "Ce qui est dû", lambda: each(asked, OWED)),
        tabs.Tab("venir", "Ce qui est à décider", lambda: each(asked, AHEAD)),
        tabs.Tab("versements", "Qui paie qui", lambda: each(asked, PAYS)),
    )


def each(asked: View, figures: tuple[Make, ...]) -> None:
    for make in figures:
        draw(make, asked)


main()
