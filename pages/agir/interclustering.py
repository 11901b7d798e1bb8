"""Interclustering: who could work with whom?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.wording import source
from observatory.interclustering import pairs as interclustering
from ui import data, empty, figure, filters, table

EVERY_ACTION = ""
PAIR = (
    table.Column("pair", "Réseaux"),
    table.Column("shared_members", "Entreprises communes", "count", status="member_status"),
    table.of(load_catalog().indicators["member_jaccard"], label="Part commune"),
    table.Column("shared_partners", "Partenaires communs", "count", status="partner_status"),
    table.Column("action", "Action commune"),
    table.Column("actions", "Actions déclarées par chacun"),
    table.Column("remark", "Remarque"),
)
MEMBERS = (
    table.Column("name", "Entreprise"),
    table.Column("siren", "SIREN"),
    table.Column("size_class", "Taille"),
    table.Column("activity", "Activité"),
)


def main() -> None:
    every = interclustering.named(data.query("interclustering_pairs", network_id=filters.EVERYONE))
    if every.empty or (every["member_status"] == "no_data").all():
        empty.show(
            "Ce que les réseaux ont en commun",
            "il faut la liste des adhérents d’au moins deux réseaux.",
            ("adhesions", "partenaires", "projets", "actions"),
        )
        return
    with filters.bar():
        network = filters.network()
        state = filters.choice(
            "action",
            "Action commune",
            {EVERY_ACTION: "Toutes les paires", **interclustering.ACTIONS},
            EVERY_ACTION,
        )
    chosen = interclustering.named(data.query("interclustering_pairs", network_id=network))
    if state != EVERY_ACTION:
        chosen = chosen[chosen["action_state"] == state]
    jaccard = load_catalog().indicators["member_jaccard"]
    st.markdown(interclustering.summary(chosen, jaccard))
    st.caption(
        "Sur 24 mois. « Oui, déclarée » : l’un des deux dit avoir tenu une action avec l’autre. "
        "« Aucune enregistrée » : l’un des deux n’en a noté aucune, ou dit avec qui il a tenu "
        "chacune des siennes. « À la même date » : les deux en ont noté une le même jour, sans "
        "dire avec qui. « Indéterminée » : à des dates différentes, sans dire avec qui."
    )
    _pairs(interclustering.shares_something(chosen))
    _members(interclustering.shares_something(chosen))
    networks = data.query("interclustering_networks")
    _graph(chosen, networks)
    _matrix(every, networks)


def _pairs(shared: pd.DataFrame) -> None:
    """The pairs that share something, and what is known of their common actions."""
    if shared.empty:
        return
    indicator = load_catalog().indicators["member_jaccard"]
    figure.show(
        "Les paires qui ont le plus en commun",
        interclustering.bars(shared, indicator, source(indicator, data.build())),
        shared,
        PAIR,
        interclustering.note(indicator, shared.iloc[0].to_dict(), data.build()),
        indicator,
        key="paires",
    )


def _members(shared: pd.DataFrame) -> None:
    """The companies of a pair by name, for who may read the lists of members."""
    if shared.empty or not data.can_read("core.membership_month"):
        return
    st.header("Les entreprises communes", anchor="entreprises")
    labels = dict(zip(shared["id"], shared["pair"], strict=True))
    pair = shared[shared["id"] == filters.choice("paire", "Paire", labels, width=420)].iloc[0]
    companies = data.query(
        "interclustering_members",
        as_of=pair["as_of"],
        network_id=pair["network_id"],
        other_id=pair["other_id"],
    )
    table.show(
        interclustering.members(companies),
        MEMBERS,
        f"{pair['pair']}, entreprises adhérentes des deux",
    )


def _graph(pairs: pd.DataFrame, networks: pd.DataFrame) -> None:
    indicator = load_catalog().indicators["shared_members"]
    drawn = interclustering.shares_something(pairs)
    if drawn.empty:
        return
    figure.show(
        "Qui partage avec qui",
        interclustering.graph(pairs, networks, indicator, source(indicator, data.build())),
        drawn,
        PAIR,
        interclustering.note(
            indicator,
            drawn.iloc[0].to_dict(),
            data.build(),
            "Deux réseaux proches partagent davantage. La taille du point suit le nombre "
            "d’entreprises ; pas de trait sous trois en commun.",
            key="shared_members",
        ),
        indicator,
        key="graphe",
    )


def _matrix(every: pd.DataFrame, networks: pd.DataFrame) -> None:
    indicator = load_catalog().indicators["member_jaccard"]
    figure.show(
        "La part commune de chaque paire",
        interclustering.matrix(every, networks, indicator, source(indicator, data.build())),
        every,
        PAIR,
        interclustering.note(
            indicator,
            every.iloc[0].to_dict(),
            data.build(),
            "Dans les cases, des pourcents ; case vide : moins de trois entreprises en commun, "
            "nombre secret ou liste non transmise.",
        ),
        indicator,
        key="matrice",
    )


main()
