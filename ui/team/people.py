"""Blocks about the teams: the networks side by side, flows, how long people stay, who was there."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.wording import (
    ALL_NETWORKS,
    Note,
    champ,
    fr_interval,
    fr_short_date,
    fr_term,
    note,
    source,
)
from observatory.figures import survival as survival_charts
from observatory.figures.wide import by_network
from observatory.team import charts as team_charts
from ui import data, figure, table, view

NAME = table.Column("name", "Réseau")
TEAM = (
    "headcount",
    "team_entries_12m",
    "team_exits_12m",
    "team_exits_chosen_12m",
    "team_exit_share_12m",
    "team_turnover_36m",
    "key_person_share",
)
FLOWS = (
    table.Column("contract", "Contrat"),
    table.Column("agents", "En poste", "count"),
    table.Column("entries_12m", "Entrées, 12 mois", "count"),
    table.Column("exits_12m", "Sorties, 12 mois", "count"),
    table.Column("entries_36m", "Entrées, 36 mois", "count"),
    table.Column("exits_36m", "Sorties, 36 mois", "count"),
)
SURVIVAL = (
    table.Column("time_months", "Mois depuis l’entrée", "count"),
    table.Column("value", "Encore dans l’équipe", "%"),
    table.Column("low", "Borne basse à 95 %", "%"),
    table.Column("high", "Borne haute à 95 %", "%"),
    table.Column("at_risk", "Suivies", "count"),
    table.Column("events", "Départs du mois", "count"),
)
PRESENCE = (
    table.Column("agent_id", "Pseudonyme"),
    table.Column("role_words", "Fonction"),
    table.Column("contract_words", "Contrat"),
    table.Column("fte", "Temps", "FTE", 1),
    table.Column("from_text", "Depuis"),
    table.Column("to_text", "Jusqu’au"),
)
CLASSES = (NAME, table.Column("class_words", "Rotation sur trois ans"))


def networks(as_of: date) -> None:
    """Counts first: a rate on a team of three is one person."""
    rows = by_network(view.of(as_of), TEAM)
    if rows.empty:
        return
    indicators = load_catalog().indicators
    first = indicators["team_turnover_36m"]
    shown = rows.assign(
        interval=[
            fr_interval(low, high)
            for low, high in zip(
                rows["team_exit_share_12m_low"], rows["team_exit_share_12m_high"], strict=True
            )
        ]
    ).sort_values("team_exits_12m", ascending=False, kind="stable")
    columns = [
        table.Column(f"{name}_words", indicators[name].label)
        if indicators[name].small_team
        else table.of(indicators[name], name, f"{name}_status")
        for name in TEAM
    ]
    figure.show(
        "Les équipes, réseau par réseau",
        None,
        shown,
        (NAME, *columns[:5], table.Column("interval", "Intervalle à 95 %"), *columns[5:]),
        note(first, data.headline(first.id, as_of, "*"), ALL_NETWORKS, data.build()),
        first,
        key="equipes",
    )
    st.caption(
        "Bien des équipes ont moins de cinq personnes : lisez entrées et sorties avant les taux. "
        "Un départ choisi est une démission ou une mobilité ; le motif est facultatif dans le "
        "fichier des équipes, et le nombre n’est pas donné quand aucun motif n’est dit."
    )


def flows(as_of: date, scope: str, subject: str) -> None:
    """Who came and left, by type of contract."""
    rows = data.query("team_flow", as_of=as_of, network_id=scope)
    if rows.empty:
        return
    indicator = load_catalog().indicators["team_exits_12m"]
    figure.show(
        "Qui entre et qui sort, par contrat",
        None,
        rows.assign(contract=rows["contract_type"].map(fr_term)),
        FLOWS,
        note(indicator, data.headline(indicator.id, as_of, scope), subject, data.build()),
        indicator,
        key="contrats",
    )


def survival(scope: str, subject: str) -> None:
    """How long people stay, wherever five of them at least can be followed."""
    rows = data.query("team_survival", network_id=scope)
    if rows.empty:
        return
    indicator = load_catalog().indicators["team_survival"]
    build = data.build()
    figure.show(
        "Combien de temps les personnes restent",
        survival_charts.curves(
            {"Toutes les personnes": rows}, "encore dans l’équipe"
        ).update_layout(meta={"indicator": indicator.id, "source": source(indicator, build)}),
        rows,
        SURVIVAL,
        Note(
            survival_charts.lecture(rows, "des personnes sont encore dans l’équipe", subject),
            champ(indicator, subject),
            source(indicator, build),
        ),
        indicator,
        key="anciennete",
    )
    st.caption(
        "Estimation de Kaplan-Meier, arrêtée au dernier mois publié. Un contrat renouvelé dans les "
        "31 jours prolonge la présence. La courbe s’arrête quand moins de cinq personnes sont "
        "suivies."
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


def classes(as_of: date) -> None:
    """All that may be said of a team to those who may not read its figures."""
    rows = data.query("team_classes", as_of=as_of)
    if (rows["status"] != "ok").all():
        return
    indicator = load_catalog().indicators["team_turnover_36m"]
    figure.show(
        "La rotation des équipes sur trois ans, en classes",
        None,
        rows.assign(class_words=team_charts.class_words(rows, indicator)),
        CLASSES,
        team_charts.classes_note(rows, as_of, indicator, data.build()),
        indicator,
        key="classes",
    )
