"""Comparer: two to six networks side by side, against the median of a group of peers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from observatory.comparison import figures as comparison
from observatory.comparison import peers
from observatory.figures.figure import View
from ui import answer, data, filters, kept, tabs, views
from ui.figure import draw
from ui.tabs import Tab

FEWEST = 2
NOTHING = "Aucun de ces réseaux n’a encore transmis ses listes : voici ce qu’ils déclarent."


def main() -> None:
    top = st.container()
    names = dict(data.query("network_names").itertuples(index=False))
    bar = filters.bar()
    with bar:
        as_of = filters.month()
        chosen = filters.networks(default=list(names)[:FEWEST], width=520)
    if len(chosen) < FEWEST:
        st.info("Choisissez deux à six réseaux à comparer.")
        return
    if len(chosen) > comparison.MOST:
        st.warning("Seuls les six premiers réseaux choisis sont comparés.", icon="⚠️")
    view = views.of(as_of, reseaux=chosen[: comparison.MOST])
    readable = view.query("comparison_indicators")["indicator_id"].tolist()
    if not readable:
        with top:
            answer.say(NOTHING)
        draw(comparison.declared, view)
        draw(comparison.identities, view)
        return
    with bar:
        view = compared_with(view, readable, names)
    with top:
        answer.say(kept.of(comparison.answer, view))
    draw(comparison.multiples, view)
    tabs.show(
        Tab("chiffres", "Tous leurs chiffres", lambda: numbers(view, readable)),
        tabs.of_figures("declares", "Ce qu’ils déclarent", view, comparison.declared),
        tabs.of_figures("identite", "Qui ils sont", view, comparison.identities),
    )


def compared_with(view: View, readable: Sequence[str], names: dict[str, str]) -> View:
    """Draw the choice of the followed indicator and of the peer group."""
    labels = {name: i.label for name, i in load_catalog().indicators.items() if name in readable}
    followed = filters.choice("indicateur", "Indicateur", labels, comparison.FIRST)
    groups = {k: g.label for k, g in peers.peer_groups(view.query("comparison_networks")).items()}
    mine = {peers.CHOSEN: "Réseaux de mon choix"}
    key = filters.choice("groupe", "Comparés à", {**groups, **mine})
    chosen = filters.networks("pairs", "Réseaux du groupe") if key == peers.CHOSEN else []
    against_peers = view.having(indicateur=followed, groupe=key, pairs=chosen)
    st.caption(plain(peers.group_sentence(comparison.group(against_peers), names)))
    return against_peers


def numbers(view: View, readable: Sequence[str]) -> None:
    families = {
        comparison.ESSENTIAL: "L’essentiel",
        **peers.families_shown(readable, load_catalog()),
    }
    family = filters.choice("famille", "Famille d’indicateurs", families)
    draw(comparison.numbers, view.having(famille=family))


main()
