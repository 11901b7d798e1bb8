"""Fragilité: which networks need help first, and why?"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from method.wording import lower_first
from observatory.figures.figure import View
from observatory.fragility import figures as fragility
from observatory.fragility import words, worth
from ui import answer, data, filters, tabs, views
from ui.figure import draw
from ui.fragility import alerts, detail, weights
from ui.tabs import Tab


def main() -> None:
    top = st.container()
    with filters.bar():
        as_of = filters.month()
        networks = data.query("fragility_networks", as_of=as_of)
        names = dict(zip(networks["network_id"], networks["name"], strict=True))
        first = networks.sort_values("stated_rank")["network_id"].iloc[0]
        view = views.of(as_of, filters.choice("reseau", "Réseau détaillé", names, first))
    view = weights.choose(view)
    board = fragility.board(view)
    with top:
        answer.say(*(words.answer(board.ranking) if board else [words.NO_SCORE]))
    tabs.show(
        Tab("qui", "Qui aider d’abord", lambda: ranking(view)),
        Tab("pourquoi", f"Pourquoi {names[view.scope]}", lambda: one_network(view)),
        Tab("sur", "Est-ce sûr ?", lambda: detail.sure(view)),
        Tab("alertes", "Alertes à traiter", lambda: alerts.show(view)),
    )


def ranking(view: View) -> None:
    if not draw(fragility.ranking, view):
        return
    if level := worth.level_sentence():
        st.caption(f"Ce que vaut ce niveau\u00a0: {plain(lower_first(level))}")


def one_network(view: View) -> None:
    """Draw everything on one network."""
    headline = detail.headline(view)
    if headline:
        st.markdown(f"**{plain(view.subject)}**\u00a0: {plain(headline)}.")
    detail.why(view)
    detail.stage(view)


main()
