"""Blocks about people: the networks side by side, who was there when, the board."""

from __future__ import annotations

from datetime import date

import streamlit as st

from observatory import team_charts
from observatory.catalog import load_catalog
from observatory.wording import ALL_NETWORKS, fr_short_date, fr_term, note, source
from ui import data, figure, table

NAME = table.Column("name", "Réseau")
COUNTS = ("headcount", "team_entries_12m", "team_exits_12m", "team_exit_share_12m")
RATES = ("team_turnover_36m", "key_person_share", "director_vacant_days_12m", "board_turnover_12m")
PRESENCE = (
    table.Column("agent_id", "Pseudonyme"),
    table.Column("role_words", "Fonction"),
    table.Column("contract_words", "Contrat"),
    table.Column("fte", "Temps", "FTE", 1),
    table.Column("from_text", "Depuis"),
    table.Column("to_text", "Jusqu’au"),
)
BOARD = (
    table.Column("college_words", "Collège"),
    table.Column("seats", "Sièges", "count"),
    table.Column("value", "Part des sièges", "%"),
    table.Column("members", "Adhérents", "count"),
    table.Column("member_share", "Part des adhérents", "%"),
    table.Column("ending", "Mandats finis dans six mois", "count"),
)


def networks(as_of: date) -> None:
    """Counts first: a rate on a team of three is one person."""
    rows = data.query("team_table", as_of=as_of)
    if rows.empty:
        return
    indicators = load_catalog().indicators
    first = indicators["team_turnover_36m"]
    head = data.headline(first.id, as_of, "*")
    counted = [table.of(indicators[name], name, f"{name}_status") for name in COUNTS]
    bounds = [
        table.Column("exit_low", "Borne basse à 95 %", "%"),
        table.Column("exit_high", "Borne haute à 95 %", "%"),
    ]
    rated = [table.of(indicators[name], name, f"{name}_status") for name in RATES]
    figure.show(
        "Les équipes, réseau par réseau",
        None,
        rows,
        (NAME, *counted, *bounds, *rated, table.Column("double_break", "Double rupture")),
        note(first, head, ALL_NETWORKS, data.build()),
        first,
        key="equipes",
    )
    st.caption(
        "Bien des équipes ont moins de cinq personnes : lisez entrées et sorties avant les taux. "
        "La double rupture est le changement de direction et de présidence à moins de six mois. Le "
        "fichier des équipes ne dit pas pourquoi une personne part."
    )


def presence(as_of: date, scope: str, subject: str) -> None:
    """Who was there when, under pseudonym."""
    rows = data.query("team_presence", as_of=as_of, network_id=scope)
    if rows.empty:
        return
    indicator = load_catalog().indicators["staff_tenure_median"]
    shown = rows.assign(
        role_words=rows["role"].map(fr_term),
        contract_words=rows["contract_type"].map(fr_term),
        from_text=rows["contract_from"].map(fr_short_date),
        to_text=[
            "en cours" if day is None or day != day else fr_short_date(day)
            for day in rows["contract_to"]
        ],
    )
    figure.show(
        "Qui était là, et quand",
        team_charts.presence(rows, indicator, source(indicator, data.build())),
        shown,
        PRESENCE,
        team_charts.presence_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="presences",
    )


def board(as_of: date, scope: str, subject: str) -> None:
    """Colleges on the board beside the members."""
    rows = data.query("board_colleges", as_of=as_of, network_id=scope)
    if rows.empty or not rows["seats"].sum():
        return
    indicator = load_catalog().indicators["board_company_share"]
    head = data.headline(indicator.id, as_of, scope)
    figure.show(
        "Le conseil et les adhérents, par collège",
        None,
        rows.assign(college_words=rows["college"].map(fr_term)),
        BOARD,
        note(indicator, head, subject, data.build()),
        indicator,
        key="conseil",
    )
