"""Blocks about projects: leverage over time, themes offered and asked for, the list to search."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import fr, fr_term, note, plural, source
from observatory.figures import charts
from observatory.funding import charts as project_charts
from ui import data, empty, figure, filters, table

THEMES = (
    table.Column("name", "Thème"),
    table.Column("actions", "Actions", "count"),
    table.Column("value", "Part des actions", "%"),
    table.Column("attendees", "Participants", "count"),
    table.Column("sme_share", "Dont TPE et PME", "%"),
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
STATES = {name: fr_term(name) for name in ("depose", "labellise", "finance", "acheve", "refuse")}
STAGES = (
    table.Column("name", "Thème"),
    table.Column("value", "Projets", "count"),
    *(table.Column(state, words, "count") for state, words in STATES.items()),
    table.Column("budget_eur", "Budget", "€"),
)
THEME_SHARES = ("hr_action_share", "transition_action_share")
LONGEST = 80


def leverage(as_of: date, scope: str) -> None:
    """Budget for a euro of public aid, month after month, with what is published elsewhere."""
    title = "L’effet de levier des projets financés"
    indicator = load_catalog().indicators["leverage"]
    if not figure.over_time(title, "leverage", as_of, scope, key="levier"):
        return
    for benchmark in indicator.benchmarks:
        value = fr(benchmark.value, indicator.unit, indicator.decimals)
        st.caption(
            f"Ailleurs : {plain(value)}, {plain(benchmark.label)} ({plain(benchmark.scope)}). "
            f"{plain(benchmark.source)}"
        )


def success(as_of: date, scope: str) -> None:
    """Applications granted among those decided, with the interval of each month."""
    figure.over_time(
        "Le succès des dossiers, et son intervalle",
        "success_rate_24m",
        as_of,
        scope,
        key="succes",
    )


def stages(as_of: date, scope: str, subject: str) -> None:
    """Projects by theme and by state."""
    rows = data.query("project_stages", as_of=as_of, network_id=scope)
    if rows.empty:
        return
    indicator = load_catalog().indicators["projects_by_stage"]
    rows["name"] = rows["theme"].map(fr_term)
    figure.show(
        "Les projets, par thème et par état",
        charts.stacked(rows, STATES, "count", indicator, source(indicator, data.build())),
        rows,
        STAGES,
        project_charts.stages_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="etats",
    )


def theme_shares(as_of: date, scope: str, subject: str) -> None:
    """Actions on employment and on the ecological transition, month after month."""
    indicators = load_catalog().indicators
    first = indicators[THEME_SHARES[0]]
    rows = data.query("indicator_series", until=as_of, networks=[scope], indicators=[*THEME_SHARES])
    if rows["value"].isna().all():
        return
    rows["theme"] = [indicators[name].label for name in rows["indicator_id"]]
    figure.show(
        "Ressources humaines et transition dans les actions, au fil des mois",
        charts.line(rows, first, source(first, data.build()), series="theme"),
        rows,
        (
            table.Column("theme", "Indicateur"),
            table.Column("as_of", "Mois"),
            table.of(first, label="Part des actions"),
        ),
        note(first, data.headline(first.id, as_of, scope), subject, data.build()),
        first,
        key="themes_mois",
    )


def themes(as_of: date, scope: str, subject: str) -> None:
    """Offer against demand, theme by theme."""
    if not data.can_read("marts.theme_balance"):
        return
    indicator = load_catalog().indicators["hr_action_share"]
    rows = data.query("theme_balance", as_of=as_of, network_id=scope)
    if rows.empty or rows["value"].isna().all():
        return
    rows["name"] = rows["theme"].map(fr_term)
    is_whole = data.can_read("core.application")
    demand = "projets déposés" if is_whole else "projets labellisés, financés ou achevés"
    figure.show(
        "Les thèmes : l’offre des réseaux et la demande",
        project_charts.themes(rows, indicator, source(indicator, data.build()), demand),
        rows,
        THEMES,
        project_charts.themes_note(rows, as_of, indicator, subject, data.build(), demand),
        indicator,
        key="themes",
    )
    st.caption(
        f"La demande est lue dans les {plain(demand)}. La part des TPE et PME est celle des "
        "participants des actions dont le réseau l’a notée."
    )


def found(as_of: date, scope: str, subject: str) -> None:
    """The list of projects and its search."""
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
    indicator = load_catalog().indicators["projects_by_stage"]
    figure.show(
        f"La liste des projets ({plural(len(rows), 'projet')})",
        None,
        shown,
        PROJECTS,
        project_charts.found_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="projets",
    )


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST
