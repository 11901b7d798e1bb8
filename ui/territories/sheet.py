"""The sheet of a territory on the screen: its text beside a small map, and its one-page file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.plain_text import plain
from observatory.exports import territory_report
from observatory.exports.formats import FORMATS
from observatory.territories.place import Place
from ui import data, files, quote

LABELS = {"pdf": "Télécharger en PDF, une page", "docx": FORMATS["docx"].action}


def one_page(place: Place, as_of: date) -> None:
    """The one-page sheet with its map, to hand out: PDF first, then Word."""
    session = data.session()

    def make() -> territory_report.Document:
        return territory_report.sheet(session, place["level"], place["code"], as_of)

    with st.container(horizontal=True, key="une_page"):
        for name, label in LABELS.items():
            st.download_button(
                plain(label),
                quote.remembered(make, FORMATS[name].write),
                file_name=f"{files.of_month('territoire-' + place['id'], as_of)}.{name}",
                mime=FORMATS[name].mime,
                key=f"page_{name}",
                on_click="ignore",
                type="primary" if name == "pdf" else "secondary",
            )
