"""One network: what makes its score, a year ago beside, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.elision import of
from method.plain_text import plain
from method.wording import fr, fr_date, fr_month, source
from observatory.fragility import charts as fragility_charts
from observatory.fragility.board import Board, contributions, pairs, sensitivity
from observatory.fragility.schemes import load_schemes
from observatory.fragility.words import (
    aggregation_sentence,
    alarm_sentence,
    change_sentence,
    interval_text,
    level_with_worst,
    stage_rows,
    stage_sentence,
    waterfall_note,
)
from ui import data, empty, figure, table

POINTS = (
    table.Column("name", "Indicateur"),
    table.Column("dimension", "Dimension"),
    table.Column("points", "Points", "count", 1),
    table.Column("points_before", "Points un an plus tôt", "count", 1),
    table.Column("change", "Écart", "count", 1),
    table.Column("value_text", "Valeur"),
    table.Column("value_before_text", "Valeur un an plus tôt"),
    table.Column("critical_text", "Repère critique"),
)
DROPPED = (
    table.Column("name", "Sans l’indicateur"),
    table.Column("score", "Score", "count", 1),
    table.Column("rank", "Rang", "count"),
)
PAIRS = (
    table.Column("name", "Comparé à"),
    table.Column("rank", "Son rang", "count"),
    table.Column("probability", "Probabilité d’être plus fragile que lui", "%", 0),
    table.Column("words", "Lecture"),
)
STAGE = (
    table.Column("measure", "Mesure"),
    table.Column("value", "Valeur"),
    table.Column("launch", "Impulsion"),
    table.Column("growth", "Développement +"),
)
SCHEMES = (
    table.Column("title", "Piste", link="source_url"),
    table.Column("text", "Ce qu’elle apporte"),
    table.Column("status_words", "Statut"),
    table.Column("source", "Source"),
)


def show(
    board: Board,
    moments: Mapping[str, pd.DataFrame],
    network_id: str,
    weights: Mapping[str, float],
    as_of: date,
) -> None:
    """Draw everything on one network.

    Args:
        board: the ranking under the weights chosen.
        moments: rows of `fragility_indicators`, `now` and `before`.
        network_id: the network.
        weights: weight of each dimension.
        as_of: month end.
    """
    catalog = load_catalog()
    own = board.ranking.set_index("network_id", drop=False).loc[network_id].to_dict()
    if pd.isna(own["score"]):
        unscored(own, moments["now"])
        return
    rows = contributions(moments["now"], moments["before"], network_id, weights, catalog)
    interval = interval_text(own)
    moves = "" if interval == fr(own["rank"]) else f" ({interval})"
    st.header(f"{plain(own['name'])}\u00a0: rang {fr(own['rank'])}{plain(moves)}", anchor="reseau")
    st.markdown(
        f"**{plain(level_with_worst(own['level'], own['level_at_worst']))}.** "
        f"{plain(alarm_sentence(own, catalog))} {plain(change_sentence(rows, own['name']))}"
    )
    _points(rows, own, moments, as_of)
    next_steps(rows)
    stage(as_of, network_id)
    _robustness(board, own, weights)


def unscored(own: Mapping[str, object], now: pd.DataFrame) -> None:
    """Why a network has no score, and which files would give one."""
    indicators = load_catalog().indicators
    missing = now[(now["network_id"] == own["network_id"]) & now["score"].isna()]
    files = dict.fromkeys(f for name in missing["indicator_id"] for f in indicators[name].files)
    empty.show(
        f"Le score de {own['name']}",
        "moins de 60 % du poids des indicateurs est mesuré, ce qui ne permet ni score ni rang.",
        tuple(files),
        (str(own["name"]),),
    )


def stage(as_of: date, network_id: str) -> None:
    """The stage, computed and declared, and the rules that give it."""
    rules = data.query("fragility_stage", as_of=as_of, network_id=network_id)
    if rules.empty:
        return
    st.header("Stade du réseau", anchor="stade")
    st.markdown(stage_sentence(rules))
    with st.expander("Les règles du stade"):
        st.caption(
            "Impulsion : une des trois mesures est sous son seuil. Développement + : les trois "
            "sont atteintes. Pérennisation : tout le reste. Un stade change après deux mois de "
            "suite."
        )
        table.show(stage_rows(rules), STAGE, "Mesures et seuils du stade", is_sortable=False)


def next_steps(rows: pd.DataFrame) -> None:
    """What is known to help with the figures at their critical bound."""
    critical = rows[rows["is_critical"]]
    st.header("Par où commencer", anchor="pistes")
    if critical.empty:
        st.markdown("Aucun indicateur n’est à son repère critique.")
        return
    names = ", ".join(f"{row['name']} ({row['value_text']})" for row in critical.to_dict("records"))
    st.markdown(f"Au repère critique\u00a0: **{plain(names)}**. Pistes qui y répondent\u00a0:")
    schemes(load_schemes().for_indicators(critical["indicator_id"]))


def schemes(found: list) -> None:
    """A table of schemes, each with its source and whether it has been checked."""
    statuses = load_schemes().statuses
    rows = [{**scheme.model_dump(), "status_words": statuses[scheme.status]} for scheme in found]
    if rows:
        table.show(pd.DataFrame(rows), SCHEMES, "Pistes et dispositifs", is_sortable=False)


def _points(
    rows: pd.DataFrame, own: Mapping[str, object], moments: Mapping[str, pd.DataFrame], as_of: date
) -> None:
    catalog, build = load_catalog(), data.build()
    indicator = catalog.indicators["fragility_score"]
    before = moments["before"]["as_of"]
    earlier = before.iloc[0].date() if len(before) else as_of
    figure.show(
        f"Ce qui fait le score de {own['name']}",
        fragility_charts.waterfall(
            rows, indicator, source(indicator, build), (fr_month(as_of), fr_month(earlier))
        ),
        rows,
        POINTS,
        waterfall_note(rows, own, (as_of, earlier), catalog, build),
        indicator,
        key="points",
    )
    unknown = rows[rows["points"].isna()]
    if not unknown.empty:
        st.caption(f"Inconnus au {fr_date(as_of)}\u00a0: {plain(', '.join(unknown['name']))}.")


def _robustness(board: Board, own: Mapping[str, object], weights: Mapping[str, float]) -> None:
    st.header("Ce que d’autres choix donneraient", anchor="sensibilite")
    st.markdown(aggregation_sentence(own))
    network_id, name = str(own["network_id"]), str(own["name"])
    with st.expander("Sans un indicateur"):
        table.show(
            sensitivity(board, network_id, weights, load_catalog()),
            DROPPED,
            f"Score et rang {of(name)} si un indicateur n’avait pas été retenu",
        )
    with st.expander("Deux à deux"):
        table.show(pairs(board, network_id), PAIRS, f"{name} et chaque autre réseau")
