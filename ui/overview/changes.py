"""What changed since the previous month: sentences, then the companies over time."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.figures.figure import View
from observatory.overview import changes, summary
from observatory.overview import figures as overview
from ui import data, kept
from ui.figure import draw


def show(view: View) -> None:
    """Draw the changes over the month and the year, and how recent the data is."""
    for sentence in kept.of(changes.sentences_of, view):
        st.markdown(f"- {plain(sentence)}")
    st.caption(f"Fraîcheur des données : {plain(data.of_build(_freshness))}")
    draw(overview.companies, view)


def _freshness(view: View) -> str:
    return summary.freshness(view.ask("coverage"), data.file_titles())
