"""Espace financeur: what did we sign, what do we owe, and since when?"""

from __future__ import annotations

import streamlit as st

from method.wording import fr_date
from observatory.exports.formats import FORMATS
from observatory.figures.figure import View
from observatory.figures.registry import Make
from observatory.funders import figures as funders
from observatory.own import documents
from observatory.own import figures as own
from ui import answer, data, filters, kept, quote, tabs, view
from ui.figure import draw
from ui.own import whose
from ui.tabs import Tab

OWED = (own.agreements, own.overdue)
AHEAD = (own.calendar, own.awaited)


def main() -> None:
    said = st.container()
    with filters.bar():
        name = whose.funder()
        month = filters.month()
    asked = view.of(month, financeur=name)
    with said:
        answer.say(*kept.of(funders.answer, asked))
    workbook(asked, name)
    tabs.show(
        Tab("du", "Ce qui est signé et dû", lambda: each(asked, OWED)),
        Tab("venir", "Ce qui vient", lambda: each(asked, AHEAD)),
        Tab("versements", "À qui nous versons", lambda: each(asked, (own.flows,))),
    )


def workbook(asked: View, name: str) -> None:
    """The quarter's figures as a workbook."""
    months = data.query("months")["as_of"].dt.date.tolist()
    quarter, session = documents.quarter_end(months, asked.as_of), data.session()
    st.download_button(
        f"Classeur du trimestre, au {fr_date(quarter)} (XLSX)",
        quote.remembered(
            lambda: documents.funder_workbook(session, quarter, name), FORMATS["xlsx"].write
        ),
        file_name=f"conventions-{quarter:%Y-%m}.xlsx",
        mime=FORMATS["xlsx"].mime,
        on_click="ignore",
    )


def each(asked: View, figures: tuple[Make, ...]) -> None:
    for make in figures:
        draw(make, asked)


main()
