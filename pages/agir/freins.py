"""Freins et préconisations: where do the six barriers and three recommendations stand?"""

from __future__ import annotations

import streamlit as st

from method.wording import NBSP
from observatory.opinion.opinion import load_opinion
from ui import filters
from ui.opinion import barriers, measures


def main() -> None:
    opinion = load_opinion()
    with filters.bar():
        as_of = filters.month()
    st.markdown(
        f"[{opinion.title}]({opinion.url}){NBSP}: {opinion.nature.lower()} du {opinion.author}, "
        f"{opinion.date_label}."
    )
    st.caption(opinion.reading)
    barriers.show(as_of)
    measures.show(as_of)


main()
