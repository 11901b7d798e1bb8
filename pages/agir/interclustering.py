"""Interclustering: who could work with whom?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from method.catalog import load_catalog
from observatory.figures.figure import Empty, View
from observatory.figures.registry import Make
from observatory.interclustering import figures as interclustering
from observatory.interclustering import pairs
from ui import answer, data, filters, tabs, view
from ui.figure import draw

FILES = ("adhesions", "partenaires", "projets", "actions")


def main() -> None:
    top = st.container()
    everyone = interclustering.every(view.of(data.build().as_of))
    if everyone.empty or (everyone["member_status"] == "no_data").all():
        reason = "il faut la liste des adhérents d’au moins deux réseaux."
        draw(Empty("Ce que les réseaux ont en commun", reason, FILES))
        return
    with filters.bar():
        network = filters.network()
        states = {"": "Toutes les paires", **pairs.ACTIONS}
        state = filters.choice(interclustering.STATE, "Action commune", states, "")
    asked = view.of(data.build().as_of, network, **{interclustering.STATE: state})
    with top:
        part = load_catalog().indicators[interclustering.PART]
        answer.say(*pairs.summary(interclustering.chosen(asked), part))
    items = [
        tab("paires", "Qui partage le plus", interclustering.ranked, asked),
        tab("matrice", "Toutes les paires", interclustering.matrix, asked),
        tab("graphe", "Dix entreprises ou plus", interclustering.links, asked),
    ]
    if data.can_read("core.membership_month"):
        items.insert(1, tabs.Tab("entreprises", "Quelles entreprises", partial(names, asked)))
    tabs.show(*items)


def tab(word: str, label: str, make: Make, asked: View) -> tabs.Tab:
    return tabs.Tab(word, label, partial(one, make, asked))


def one(make: Make, asked: View) -> None:
    draw(make, asked)


def names(asked: View) -> None:
    shared = interclustering.shared(asked)
    if shared.empty:
        return
    labels = dict(zip(shared["id"], shared["pair"], strict=True))
    pair = filters.choice(interclustering.CHOSEN, "Paire", labels, width=420)
    draw(interclustering.companies, asked.having(**{interclustering.CHOSEN: pair}))


main()
