"""Vue d'ensemble: how is the ecosystem doing?"""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import ALL_NETWORKS, fr_term, note
from observatory.figures.declared import declared_labels
from observatory.overview import summary
from ui import cards, data, doors, empty, figure, filters, links, table
from ui import territories as map

HEADLINES = (
    "companies_active",
    "tpe_pme_share",
    "growth_12m",
    "churn_12m",
    "epci_reached_share",
    "cash_days",
)
IDENTITY = (
    table.Column("name", "Réseau", link="sheet"),
    table.Column("type", "Type"),
    table.Column("sector", "Filière"),
    table.Column("seat", "Siège"),
    table.Column("declared", "Stade déclaré"),
    table.Column("state", "Statut"),
)
LEVELS = (
    table.Column("level_name", "Niveau"),
    table.Column("stage_name", "Stade calculé"),
)
FIGURES = ("companies_active", "tpe_pme_share", "growth_12m")
DECLARED = (
    table.Column("name", "Réseau"),
    table.Column("indicator", "Chiffre publié"),
    table.Column("year", "Année"),
    table.Column("value", "Valeur déclarée", "count"),
    table.Column("unit", "Unité"),
    table.Column("source", "Source", link="source_url"),
)


def main() -> None:
    indicators = load_catalog().indicators
    with filters.bar():
        as_of = filters.month()
    facts = data.query("overview_facts", as_of=as_of).iloc[0]
    st.markdown(plain(summary.overview(facts, as_of)))

    has_figures = cards.headlines(HEADLINES, as_of, "*")
    if has_figures:
        companies(as_of)
    else:
        empty.show(
            "Les chiffres calculés",
            "aucun réseau n’a encore transmis la liste de ses adhérents.",
            indicators["tpe_pme_share"].files,
        )
    changes(as_of)
    doors.show()
    places(as_of)
    networks(as_of, has_figures=has_figures)
    declared(data.query("public_figures"))


def changes(as_of: date) -> None:
    said = summary.network_moves(data.query("network_moves", as_of=as_of))
    said += summary.month_changes(data.query("month_changes", as_of=as_of))
    said += summary.share_change(
        data.query("indicator_series", until=as_of, networks=["*"], indicators=["tpe_pme_share"])
    )
    if data.can_read("marts.fragility"):
        said += summary.level_changes(data.query("level_changes", as_of=as_of))
        said += summary.new_alerts(data.query("new_alerts", as_of=as_of))
    coverage = data.query("coverage")
    if not said and coverage.empty:
        return
    st.header("Depuis le mois précédent", anchor="changements")
    for sentence in said:
        st.markdown(f"- {plain(sentence)}")
    st.caption(f"Fraîcheur des données : {plain(summary.freshness(coverage, data.file_titles()))}")


def companies(as_of: date) -> None:
    figure.over_time(
        "Entreprises adhérentes, tous réseaux",
        "companies_active",
        as_of,
        "*",
        ALL_NETWORKS,
        key="entreprises",
    )


def places(as_of: date) -> None:
    seats = data.query("territory_seats", network_id="*")
    members = None
    if data.can_read("core.establishment"):
        members = data.query("territory_members", as_of=as_of, network_id="*")
    has_members = members is not None and not members.empty
    whose = "Les sièges des réseaux"
    st.header(f"{whose} et leurs adhérents" if has_members else whose, anchor="carte")
    map.seats_map(seats, key="carte_sieges", members=members)
    by_commune = table.Column("name", "Réseau"), table.Column("commune", "Commune du siège")
    with st.expander("Voir les données"):
        table.show(seats, by_commune, "Sièges des réseaux en activité")


def networks(as_of: date, *, has_figures: bool) -> None:
    rows = data.query("networks", as_of=as_of)
    columns = [*IDENTITY]
    indicators = load_catalog().indicators
    if has_figures:
        columns[1:1] = [table.of(indicators[name], name, f"{name}_status") for name in FIGURES]
    codes = {"type": "network_type", "declared": "declared_stage", "state": "status"}
    if data.can_read("marts.fragility"):
        rows = rows.merge(data.query("network_levels", as_of=as_of), how="left", on="network_id")
        columns[1:1] = LEVELS
        codes |= {"level_name": "level", "stage_name": "stage"}
    named = rows.assign(
        **{name: rows[code].map(fr_term) for name, code in codes.items()},
        sheet=rows["network_id"].map(links.sheet),
    )
    if not has_figures:
        st.header("Les réseaux", anchor="reseaux")
        table.show(named, columns, "Réseaux suivis, en activité puis passés")
        return
    first = indicators[FIGURES[0]]
    figure.show(
        "Les réseaux",
        None,
        named,
        columns,
        note(first, data.headline(first.id, as_of, "*"), ALL_NETWORKS, data.build()),
        first,
        key="reseaux",
    )


def declared(rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    labels = declared_labels()
    st.header("Chiffres publiés, déclarés par les réseaux ou la presse", anchor="declares")
    st.caption("Ces chiffres sont cités tels que publiés ; ils n’entrent dans aucun calcul.")
    named = rows.assign(
        source="Consulter", indicator=rows["indicator"].map(lambda code: labels.get(code, code))
    )
    table.show(named, DECLARED, "Chiffres déclarés, année et source")


main()
