"""Whose data an owner's page is about: the owner's own; staff choose, and may read everything."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.funders.words import ALL_FUNDERS
from observatory.gate.roles import NETWORK
from observatory.own.words import who_may_open
from ui import data, filters


def network() -> str:
    """The reader's network, or the one that staff choose; the rest of the page is about it."""
    role = data.reader().role
    if role.kind == NETWORK:
        chosen = role.subject
    else:
        names = dict(data.query("network_names").itertuples(index=False))
        chosen = filters.choice("reseau", "Réseau", names)
    data.speak_of(chosen)
    return chosen


def funder() -> str:
    """Name of the funder that staff choose; `*` for a funder, who reads only its own rows."""
    role = data.reader().role
    if role.is_owner:
        data.speak_of(role.subject)
        return ALL_FUNDERS
    names = {name: name for name in data.query("own_funders")["funder_name"]}
    return filters.choice("financeur", "Financeur", names or {ALL_FUNDERS: "Tous les financeurs"})


def explain_access(name: str) -> None:
    """Tell staff when the funder they chose cannot open this page, or reads only part of it."""
    funders = data.query("own_funders").set_index("funder_name")
    if data.reader().role.is_owner or name not in funders.index:
        return
    message = who_may_open(*map(int, funders.loc[name, ["agreements", "identified"]]))
    if message:
        st.info(plain(message), icon=":material/lock:")
