"""Of whom a page of an owner speaks: of herself; staff choose, and read all in any case."""

from __future__ import annotations

from observatory.funders.words import ALL_FUNDERS
from observatory.gate.roles import NETWORK
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
    known = data.store().owners(data.build().workspace)
    names = {name: name for one, name in known.items() if one.kind != NETWORK}
    return filters.choice("financeur", "Financeur", names or {ALL_FUNDERS: "Tous les financeurs"})
