"""Of whom a page of an owner speaks: of herself; staff choose, and read all in any case."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.funders.words import ALL_FUNDERS
from observatory.gate.roles import NETWORK
from observatory.own.words import who_may_open
from ui import data, filters


def network() -> str:
    """The network of who reads, or the one that staff choose: the page speaks of it from here."""
    role = data.reader().role
    if role.kind == NETWORK:
        chosen = role.subject
    else:
        names = dict(data.query("network_names").itertuples(index=False))
        chosen = filters.choice("reseau", "Réseau", names)
    data.speak_of(chosen)
    return chosen


def funder() -> str:
    """Name of the funder that staff choose; `*` for a funder, who reads its own alone."""
    role = data.reader().role
    if role.is_owner:
        data.speak_of(role.subject)
        return ALL_FUNDERS
    names = {name: name for name in data.query("own_funders")["funder_name"]}
    return filters.choice("financeur", "Financeur", names or {ALL_FUNDERS: "Tous les financeurs"})


def told(name: str) -> None:
    """Tell staff where the funder that they chose cannot open this page, or reads it in part."""
    known = data.query("own_funders").set_index("funder_name")
    if data.reader().role.is_owner or name not in known.index:
        return
    said = who_may_open(*map(int, known.loc[name, ["agreements", "identified"]]))
    if said:
        st.info(plain(said), icon=":material/lock:")
