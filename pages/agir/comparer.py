"""Comparer: two to six networks side by side, against the median of a group of peers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from observatory.comparison import figures as comparison
from observatory.comparison import peers
from observatory.figures.figure import View, nothing
from ui import data, filters, view
from ui.figure import draw

FEWEST = 2


def main() -> None:
    names = dict(data.query("network_names").itertuples(index=False))
    with filters.bar():
        as_of = filters.month()
        chosen = filters.networks(default=list(names)[:FEWEST], width=520)
    if len(chosen) < FEWEST:
        st.info("Choisissez deux à six réseaux à comparer.")
        return
    if len(chosen) > comparison.MOST:
        st.warning("Seuls les six premiers réseaux choisis sont comparés.", icon="⚠️")
    asked = view.of(as_of, reseaux=chosen[: comparison.MOST])
    draw(comparison.identities(asked))
    readable = asked.query("comparison_indicators")["indicator_id"].tolist()
    if not readable:
        reason = "aucun réseau n’a encore transmis ses fichiers."
        draw(nothing("Les chiffres à comparer", reason, "companies_active"))
        return
    group = against(asked, names)
    catalog = load_catalog()
    families = {
        comparison.ESSENTIAL: "L’essentiel",
        **peers.families_shown(readable, catalog),
    }
    family = filters.choice("famille", "Famille d’indicateurs", families)
    draw(comparison.numbers(asked.having(**group, famille=family)))
    labels = {name: i.label for name, i in catalog.indicators.items() if name in readable}
    followed = filters.choice(
        "indicateur", "Indicateur suivi dans le temps", labels, comparison.FIRST
    )
    draw(comparison.multiples(asked.having(**group, indicateur=followed)))


def against(asked: View, names: dict[str, str]) -> dict[str, Any]:
    groups = peers.peer_groups(asked.query("comparison_networks"))
    labels = {key: group.label for key, group in groups.items()}
    st.header("À qui on les compare", anchor="groupe")
    with st.container(horizontal=True, key="filtres_groupe"):
        key = filters.choice(
            "groupe", "Groupe de comparaison", {**labels, peers.CHOSEN: "Réseaux de mon choix"}
        )
        if key == peers.CHOSEN:
            members = filters.networks("pairs", "Réseaux du groupe", width=520)
            groups[key] = peers.Group("Réseaux choisis", tuple(members))
    st.caption(plain(peers.group_sentence(groups[key], names)))
    return {"libelle": groups[key].label, "pairs": groups[key].members}


main()
