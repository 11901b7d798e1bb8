"""Headline figures of a network, family by family, and the curve or table that goes with them."""

from __future__ import annotations

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import fr_list
from observatory.figures.figure import View
from observatory.sheet import figures as sheet
from observatory.sheet.network import HEADLINES
from observatory.treasury import figures as treasury
from ui import cards
from ui import territories as map
from ui.figure import draw


def show(asked: View) -> None:
    """Draw every family of which the reader may see something."""
    catalog = load_catalog()
    labels: dict[str, str] = {family.id: family.label for family in catalog.families}
    unknown: list[str] = []
    wanted = [indicator for ids in HEADLINES.values() for indicator in ids]
    now = asked.of_scope("indicator_headlines", indicators=wanted).set_index("indicator_id")
    past = asked.series(*wanted)
    for family, ids in HEADLINES.items():
        label = labels[family]
        readable = [i for i in ids if i in now.index]
        if not readable:
            continue
        known = [i for i in readable if now.at[i, "status"] != "no_data"]
        if not known:
            unknown.append(label)
            if family != "territory":
                continue
        st.header(plain(label), anchor=f"famille-{family}")
        cards.show(
            [
                cards.Card(
                    catalog.indicators[i],
                    now.loc[i],
                    past.loc[past["indicator_id"] == i, "value"].tolist(),
                )
                for i in known
            ]
        )
        _more(family, asked)
    if unknown:
        st.info(
            f"Pas encore de chiffres calculés pour {plain(asked.subject)} : "
            f"{plain(fr_list(unknown))}. "
            "« Données manquantes », plus bas, dit quels fichiers les donneraient."
        )


def _more(family: str, asked: View) -> None:
    if family == "membership":
        draw(sheet.members(asked))
    elif family == "territory":
        _places(asked)
    elif family == "treasury" and asked.can_read("core.cash_month"):
        for make in (treasury.curve, treasury.accuracy, treasury.annuality):
            draw(make(asked))
    elif family == "people":
        draw(sheet.team(asked))
    elif family == "projects":
        draw(sheet.projects(asked))
        draw(sheet.grants(asked))


def _places(asked: View) -> None:
    seats = asked.ask("territory_seats", network_id=asked.scope)
    reach = asked.ask("sheet_reach", network_id=asked.scope)["department_code"].tolist()
    members = asked.of_scope("territory_members") if asked.can_read("core.establishment") else None
    if seats.empty and not reach and (members is None or members.empty):
        return
    map.seats_map(seats, key="carte_fiche", members=members, influence=reach)
