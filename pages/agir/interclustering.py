"""Interclustering: who could work with whom?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from method.catalog import load_catalog
from observatory.figures.figure import Empty, View
from observatory.interclustering import figures as interclustering
from observatory.interclustering import pairs
from ui import answer, data, filters, tabs, views
from ui.figure import draw

FILES = ("adhesions", "partenaires", "projets", "actions")


def main() -> None:
    top = st.container()
    everyone = interclustering.every(views.of(data.build().as_of))
    if everyone.empty or (everyone["member_status"] == "no_data").all():
        reason = "il faut la liste des adhérents d’au moins deux réseaux."
        draw(Empty("Ce que les réseaux ont en commun", reason, FILES))
        return
    with filters.bar():
        network = filters.network()
        states = {"": "Toutes les paires", **pairs.ACTIONS}
        state = filters.choice(interclustering.STATE, "Action commune", states, "")
    view = views.of(data.build().as_of, network, **{interclustering.STATE: state})
    with top:
        part = load_catalog().indicators[interclustering.PART]
        answer.say(*pairs.summary(interclustering.chosen(view), part))
    items = [
        tabs.of_figures("paires", "Qui partage le plus", view, interclustering.ranked),
        tabs.of_figures("matrice", "Toutes les paires", view, interclustering.matrix),
        tabs.of_figures("graphe", "Dix entreprises ou plus", view, interclustering.links),
    ]
    if data.can_read("core.membership_period"):
        items.insert(1, tabs.Tab("entreprises", "Quelles entreprises", partial(names, view)))
    tabs.show(*items)


def names(view: View) -> None:
    shared = interclustering.shared(view)
    if shared.empty:
        return
    labels = dict(zip(shared["id"], shared["pair"], strict=True))
    pair = filters.choice(interclustering.CHOSEN, "Paire", labels, width=420)
    draw(interclustering.companies, view.having(**{interclustering.CHOSEN: pair}))


main()
