"""Blocks about projects: leverage over time, themes offered and asked for, the list to search."""

from __future__ import annotations

from datetime import date

import streamlit as st

from observatory import project_charts
from observatory.catalog import load_catalog
from observatory.wording import fr_term, plural, source
from ui import data, empty, figure, filters, table

THEMES = (
    table.Column("name", "Thème"),
    table.Column("actions", "Actions", "count"),
    table.Column("value", "Part des actions", "%"),
    table.Column("attendees", "Participants", "count"),
    table.Column("projects", "Projets", "count"),
    table.Column("project_share", "Part des projets", "%"),
)
PROJECTS = (
    table.Column("title", "Projet"),
    table.Column("network", "Réseau"),
    table.Column("programme", "Programme"),
    table.Column("theme_words", "Thème"),
    table.Column("status_words", "État"),
    table.Column("dated_on", "Date"),
    table.Column("total_budget_eur", "Budget", "€"),
    table.Column("public_aid_eur", "Aide publique", "€"),
    table.Column("european", "Européen"),
)
LONGEST = 80


def leverage(as_of: date, scope: str, subject: str) -> None:
    """Budget for a euro of public aid, month after month, with what is published elsewhere."""
    title = "L’effet de levier des projets financés"
    if not figure.over_time(title, "leverage", as_of, scope, subject, key="levier"):
        return
    for benchmark in load_catalog().indicators["leverage"].benchmarks:
        st.caption(f"Ailleurs : {benchmark.label} ({benchmark.scope}). {benchmark.source}")


def themes(as_of: date, scope: str, subject: str) -> None:
    """Offer against demand, theme by theme."""
    if not data.can_read("marts.theme_balance"):
        return
    indicator = load_catalog().indicators["hr_action_share"]
    rows = data.query("theme_balance", as_of=as_of, network_id=scope)
    if rows.empty or rows["value"].isna().all():
        return
    rows["name"] = rows["theme"].map(fr_term)
    figure.show(
        "Les thèmes : l’offre des réseaux et la demande",
        project_charts.themes(rows, indicator, source(indicator, data.build())),
        rows,
        THEMES,
        project_charts.themes_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="themes",
    )
    st.caption(
        "La demande est lue dans les projets déposés. La taille des entreprises qui viennent aux "
        "actions n’est dans aucun fichier : elle ne peut pas être montrée."
    )


def found(as_of: date, scope: str) -> None:
    """The list of projects and its search."""
    st.header("Les projets", anchor="projets")
    sought = filters.text(
        "cherche", "Chercher un projet, un programme, un réseau", "", is_valid=_is_short
    )
    rows = data.query(
        "projects_found", as_of=as_of, network_id=scope, sought=sought.strip().lower()
    )
    if rows.empty:
        empty.show("Les projets", "aucun projet ne répond à ce choix.", ("projets",))
        return
    shown = rows.assign(
        theme_words=rows["theme"].map(fr_term),
        status_words=rows["status"].map(fr_term),
        european=rows["is_european"].map({True: "oui", False: "non"}),
    )
    table.show(shown, PROJECTS, plural(len(rows), "projet"))


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST
