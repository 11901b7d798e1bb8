"""Blocks about who leads: direction and presidency side by side, vacancies, the board."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.wording import ALL_NETWORKS, fr_short_date, fr_term, note
from observatory.figures.wide import by_network
from observatory.team import charts as team_charts
from ui import data, figure, table, view

HEADS = (
    "director_vacant_days_12m",
    "director_changes_36m",
    "president_changes_36m",
    "board_turnover_12m",
    "mandates_ending_6m_share",
)
VACANCIES = (
    table.Column("from_text", "Vacante depuis le"),
    table.Column("to_text", "Pourvue le"),
    table.Column("days", "Durée", "days"),
)
BOARD = (
    table.Column("college_words", "Collège"),
    table.Column("seats", "Sièges", "count"),
    table.Column("value", "Part des sièges", "%"),
    table.Column("members", "Adhérents", "count"),
    table.Column("member_share", "Part des adhérents", "%"),
    table.Column("ending", "Mandats finis dans six mois", "count"),
)


def heads(as_of: date) -> None:
    """Vacancies, changes at the head, mandates that end: a row a network."""
    rows = by_network(view.of(as_of), (*HEADS, "double_break_12m"))
    if rows.empty:
        return
    indicators = load_catalog().indicators
    first = indicators["director_vacant_days_12m"]
    shown = rows.assign(
        double_break=rows["double_break_12m"].map({0.0: "non", 1.0: "oui"})
    ).sort_values(first.id, ascending=False, kind="stable")
    columns = [table.of(indicators[name], name, f"{name}_status") for name in HEADS]
    figure.show(
        "Direction et présidence, réseau par réseau",
        None,
        shown,
        (table.Column("name", "Réseau"), *columns, table.Column("double_break", "Double rupture")),
        note(first, data.headline(first.id, as_of, "*"), ALL_NETWORKS, data.build()),
        first,
        key="direction",
    )
    st.caption(
        "La double rupture est le changement de direction et de présidence à moins de six mois "
        "d’écart, dans l’année."
    )


def vacancies(as_of: date, scope: str, subject: str) -> None:
    """When nobody led the team, over five years."""
    rows = data.query("direction_vacancy", as_of=as_of, network_id=scope)
    if rows.empty:
        return
    indicator = load_catalog().indicators["director_vacant_days_12m"]
    shown = rows.assign(
        from_text=rows["started_on"].map(fr_short_date),
        to_text=[
            "encore vacante" if day is None or day != day else fr_short_date(day)
            for day in rows["ended_on"]
        ],
    )
    figure.show(
        "Quand la direction est restée vacante",
        None,
        shown,
        VACANCIES,
        team_charts.vacancy_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="vacances",
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
