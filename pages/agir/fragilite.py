"""Fragilité: which networks need help first, and why?"""

from __future__ import annotations

import streamlit as st

from method.catalog import load_catalog
from observatory.fragility.board import make_board
from ui import data, empty, filters
from ui.fragility import alerts, detail, ranking, weights


def main() -> None:
    rules = load_catalog().fragility
    with filters.bar():
        as_of = filters.month()
        networks = data.query("fragility_networks", as_of=as_of)
        names = dict(zip(networks["network_id"], networks["name"], strict=True))
        first = networks.sort_values("stated_rank")["network_id"].iloc[0]
        network = filters.choice("reseau", "Réseau détaillé", names, first)
    rows = data.query("fragility_indicators", as_of=as_of)
    moments = {name: rows[rows["moment"] == name] for name in ("now", "before")}
    if moments["now"]["score"].isna().all():
        empty.show(
            "Le score de fragilité",
            "aucun réseau n’a transmis les fichiers qui le nourrissent.",
            load_catalog().indicators["fragility_score"].files,
        )
        alerts.show()
        return
    st.caption(
        "Le score aide à savoir à qui parler d’abord. Il ne décide de rien, et ses poids sont une "
        "convention : l’intervalle dit ce que le rang doit à ce choix. "
        "Plus bas : [le réseau choisi](#reseau), [les alertes à traiter](#alertes)."
    )
    chosen, is_stated = weights.choose()
    board = make_board(moments["now"], networks, chosen, rules)
    if board.ranking["score"].isna().all():
        empty.show(
            "Le classement",
            "à ces poids, aucun réseau n’a assez d’indicateurs connus.",
        )
    else:
        ranking.show(board, as_of, is_stated=is_stated)
    detail.show(board, moments, network, chosen, as_of)
    alerts.show()


main()
