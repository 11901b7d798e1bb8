"""Financeurs: who pays whom, when, and what is owed?"""

from __future__ import annotations

import streamlit as st

from observatory.exports.committee import committee_report
from observatory.exports.funder_book import quarterly_book
from observatory.funders import figures as funders
from observatory.funders.quarter import quarter_of
from observatory.funders.words import ALL_FUNDERS
from observatory.treasury import money
from ui import answer, data, files, filters, kept, tabs, views
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
        view = views.of(month, financeur=filters.choice("financeur", "Financeur", names))
    with top:
        answer.say(*kept.of(funders.answer, view))
    if not draw(funders.funders, view):
        return
    st.header("Dossier du comité", anchor="dossier")
    st.caption("Ce qui est dû, ce qui est à décider et qui peut tenir, au mois choisi.")
    # Read here: the document is written in another thread, which has no session.
    session, funder = data.session(), funders.funder(view)
    with st.container(horizontal=True):
        name = files.of_month("comite-financeurs", month)
        files.buttons(lambda: committee_report(session, month, funder), name)
        files.one(
            lambda: quarterly_book(session, month, funder),
            files.of_month("trimestre-financeurs", month),
            "xlsx",
            f"Télécharger le classeur Excel, {quarter_of(month).title}",
        )
    tabs.show(
        tabs.of_figures("du", "Ce qui est dû", view, *OWED),
        tabs.of_figures("venir", "Ce qui est à décider", view, *AHEAD),
        tabs.of_figures("versements", "Qui paie qui", view, *PAYS),
    )


main()
