"""A first visit: three steps per reader profile, one click away."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from method.wording import fr
from observatory.figures.figure import View
from observatory.overview.first_visit import Step, steps
from observatory.pages import READERS, entry_of
from ui import links


def show(view: View) -> None:
    """A popover in the filter row: the reader profile, then three steps; closing it skips them."""
    with st.popover("Première visite"):
        st.markdown("Trois étapes, deux minutes. Fermez cette fenêtre pour vous en passer.")
        chosen = st.selectbox(
            "Vous êtes",
            list(READERS),
            format_func=lambda key: READERS[key].name,
            key="first_visit_reader",
        )
        for rank, step in enumerate(steps(chosen, view), start=1):
            _step(rank, step)


def _step(rank: int, step: Step) -> None:
    page = entry_of(step.page)
    st.markdown(f"**{fr(rank)}.** {plain(step.text)}")
    st.page_link(
        page.file, label=plain(step.link), query_params={**links.carried(), **step.address}
    )
