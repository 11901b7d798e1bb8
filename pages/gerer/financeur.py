"""Espace financeur: what did we sign, what do we owe, and since when?"""

from __future__ import annotations

import streamlit as st

from observatory.exports.funder_book import quarterly_book
from observatory.figures.figure import View
from observatory.figures.registry import Make
from observatory.funders import figures as funders
from observatory.funders.quarter import quarter_of
from observatory.own import figures as own
from ui import answer, data, files, filters, kept, tabs, view
from ui.figure import draw
from ui.own import whose
from ui.tabs import Tab

OWED = (own.agreements, own.overdue)
AHEAD = (own.calendar, own.awaited)


def main() -> None:
    top = st.container()
    with filters.bar():
        name = whose.funder()
        asked = view.of(filters.month(), financeur=name)
    with top:
        answer.say(*kept.of(funders.answer, asked))
    whose.told(name)
    session = data.session()
    files.one(
        lambda: quarterly_book(session, asked.as_of, name),
        "trimestre",
        "xlsx",
        f"Télécharger le classeur Excel, {quarter_of(asked.as_of).title}",
    )
    tabs.show(
        Tab("du", "Ce qui est signé et dû", lambda: each(asked, OWED)),
        Tab("venir", "Ce qui vient", lambda: each(asked, AHEAD)),
        Tab("versements", "À qui il verse", lambda: each(asked, (own.flows,))),
    )


def each(asked: View, figures: tuple[Make, ...]) -> None:
    for make in figures:
        draw(make, asked)


main()
