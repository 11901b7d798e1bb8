"""Freins et préconisations: where do the six barriers and three recommendations stand?"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from method.wording import NBSP
from observatory.opinion.opinion import load_opinion
from ui import filters
from ui.opinion import barriers, measures


def main() -> None:
    opinion = load_opinion()
    with filters.bar():
        as_of = filters.month()
    st.markdown(
        f"[{plain(opinion.title)}]({opinion.url}){NBSP}: "
        f"{plain(opinion.nature.lower())} du {plain(opinion.author)}, "
        f"{plain(opinion.date_label)}."
    )
    st.caption(plain(opinion.reading))
    barriers.show(as_of)
    measures.show(as_of)


main()
