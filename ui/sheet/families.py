"""Headline figures of a network, family by family, and the curve or table that goes with them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import fr_list, fr_term, note, source
from observatory.figures import charts
from observatory.sheet.network import HEADLINES
from ui import cards, data, figure, table
from ui import territories as map
from ui.treasury import network as treasury

PROJECTS = (
    table.Column("title", "Projet"),
    table.Column("programme", "Programme"),
    table.Column("status_words", "État"),
    table.Column("dated_on", "Labellisation"),
    table.Column("total_budget_eur", "Budget", "€"),
    table.Column("public_aid_eur", "Aides publiques", "€"),
)
GRANTS = (
    table.Column("funder_name", "Financeur"),
    table.Column("purpose", "Objet"),
    table.Column("signed_on", "Signée le"),
    table.Column("amount_eur", "Montant", "€"),
    table.Column("ended_on", "Fin"),
)
TEAM = (
    table.Column("role_words", "Fonction"),
    table.Column("contract_words", "Contrat"),
    table.Column("posts", "Postes", "count"),
    table.Column("fte", "ETP", "FTE", 1),
    table.Column("first_on", "Depuis"),
)
CURVE = "companies_active"


def show(as_of: date, network_id: str, name: str) -> None:
    """Draw every family of which the reader may see something."""
    catalog = load_catalog()
    labels: dict[str, str] = {family.id: family.label for family in catalog.families}
    unknown: list[str] = []
    wanted = [indicator for ids in HEADLINES.values() for indicator in ids]
    now = data.query(
        "indicator_headlines", as_of=as_of, network_id=network_id, indicators=wanted
    ).set_index("indicator_id")
    past = data.query("indicator_series", until=as_of, networks=[network_id], indicators=wanted)
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
        _more(family, as_of, network_id, name, past)
    if unknown:
        st.info(
            f"Pas encore de chiffres calculés pour {plain(name)} : {plain(fr_list(unknown))}. "
            "« Données manquantes », plus bas, dit quels fichiers les donneraient."
        )


def _more(family: str, as_of: date, network_id: str, name: str, past: pd.DataFrame) -> None:
    if family == "membership":
        _members(past[past["indicator_id"] == CURVE], name)
    elif family == "territory":
        _places(as_of, network_id)
    elif family == "treasury" and data.can_read("core.cash_month"):
        treasury.curve(as_of, network_id, name)
    elif family == "people" and data.can_read("core.staff_contract"):
        _team(as_of, network_id, name)
    elif family == "projects":
        _projects(as_of, network_id, name)


def _members(rows: pd.DataFrame, name: str) -> None:
    if rows["value"].isna().all():
        return
    indicator, build = load_catalog().indicators[CURVE], data.build()
    figure.show(
        f"Les entreprises adhérentes de {name}",
        charts.line(rows, indicator, source(indicator, build), height=260),
        rows,
        (table.Column("as_of", "Mois"), table.of(indicator)),
        note(indicator, rows.iloc[-1], name, build),
        indicator,
        key="adherents",
    )


def _places(as_of: date, network_id: str) -> None:
    seats = data.query("territory_seats", network_id=network_id)
    reach = data.query("sheet_reach", network_id=network_id)["department_code"].tolist()
    members = None
    if data.can_read("core.establishment"):
        members = data.query("territory_members", as_of=as_of, network_id=network_id)
    if seats.empty and not reach and (members is None or members.empty):
        return
    map.seats_map(seats, key="carte_fiche", members=members, influence=reach)


def _team(as_of: date, network_id: str, name: str) -> None:
    rows = data.query("sheet_team", as_of=as_of, network_id=network_id)
    if rows.empty:
        return
    named = rows.assign(
        role_words=rows["role"].map(fr_term), contract_words=rows["contract_type"].map(fr_term)
    )
    table.show(named, TEAM, f"Postes de {name}, sans les personnes")


def _projects(as_of: date, network_id: str, name: str) -> None:
    projects = data.query("sheet_projects", as_of=as_of, network_id=network_id)
    if not projects.empty:
        named = projects.assign(status_words=projects["status"].map(fr_term))
        table.show(named, PROJECTS, f"Projets de {name} sur 24 mois")
    grants = data.query("sheet_grants", as_of=as_of, network_id=network_id)
    if not grants.empty:
        table.show(grants, GRANTS, f"Subventions signées pour {name} sur 24 mois")
