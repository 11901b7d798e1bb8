"""Freins et préconisations: where do the six barriers and three recommendations stand?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from method.settings import curated_root
from observatory.figures.figure import View
from observatory.opinion import figures as opinion
from observatory.opinion import standing, words
from observatory.opinion.follow_up import FollowUp
from observatory.opinion.opinion import load_opinion
from ui import answer, filters, views
from ui.figure import draw
from ui.opinion import follow_up, text
from ui.tabs import Tab, show


def main() -> None:
    # The answer and the two tables fit on one screen: the month is chosen below them.
    top, tables = st.container(), st.container()
    with filters.bar():
        view = views.of(filters.month())
    book = FollowUp(curated_root(), view.build.workspace, view.role)
    with top:
        answer.say(
            words.verdict(standing.headlines(view)),
            words.states(load_opinion().measures, book.steps()),
        )
    with tables:
        barriers, measures = st.columns([4, 3])
    with barriers:
        draw(opinion.six, view)
    with measures:
        draw(opinion.measures, view)
    show(
        Tab("frein", "Frein par frein", lambda: one_barrier(view)),
        Tab("mesures", "Suivi des mesures", lambda: followed(view, book)),
        Tab("avis", "Ce que dit l’avis", text.show),
    )


def one_barrier(view: View) -> None:
    names = {one.id: f"{one.number}. {one.title}" for one in load_opinion().barriers}
    chosen = filters.choice("frein", "Frein", names, width=520)
    text.barrier(chosen)
    if not draw(partial(opinion.barrier, barrier_id=chosen), view):
        text.missing(view, chosen)
        return
    draw(opinion.evolution, view.having(frein=chosen))


def followed(view: View, book: FollowUp) -> None:
    draw(opinion.followed, view)
    if book.may_write:
        follow_up.form(book)


main()
