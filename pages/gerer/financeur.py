"""Espace financeur: what did we sign, what do we owe, and since when?"""

from __future__ import annotations

import streamlit as st

from observatory.exports.funder_book import quarterly_book
from observatory.funders import figures as funders
from observatory.funders.quarter import quarter_of
from observatory.own import figures as own
from ui import answer, data, files, filters, kept, tabs, views
from ui.own import whose

OWED = (own.agreements, own.overdue)
AHEAD = (own.calendar, own.awaited)


def main() -> None:
    top = st.container()
    with filters.bar():
        name = whose.funder()
        view = views.of(filters.month(), financeur=name)
    with top:
        answer.say(*kept.of(funders.answer, view))
    whose.explain_access(name)
    session = data.session()
    files.one(
        lambda: quarterly_book(session, view.as_of, name),
        files.of_month("trimestre", view.as_of),
        "xlsx",
        f"Télécharger le classeur Excel, {quarter_of(view.as_of).title}",
    )
    tabs.show(
        tabs.of_figures("du", "Ce qui est signé et dû", view, *OWED),
        tabs.of_figures("venir", "Ce qui vient", view, *AHEAD),
        tabs.of_figures("versements", "À qui il verse", view, own.flows),
    )


main()
