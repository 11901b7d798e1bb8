"""The ranking: rank with its interval, level in words, groups that cannot be told apart."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.wording import fr, fr_term, source
from observatory.fragility import charts as fragility_charts
from observatory.fragility.board import Board
from observatory.fragility.words import interval_text, level_with_worst, ranking_note
from ui import data, figure, links, table

COLUMNS = (
    table.Column("name", "Réseau", link="sheet"),
    table.Column("rank", "Rang", "count"),
    table.Column("interval", "Intervalle à 95 %"),
    table.Column("group", "Groupe", "count"),
    table.Column("score", "Score", "count"),
    table.Column("level_words", "Niveau"),
    table.Column("top_probability", "Parmi les cinq plus fragiles", "%", 0),
    table.Column("stage_name", "Stade calculé"),
    table.Column("coverage", "Poids mesuré", "%", 0),
    table.Column("known", "Indicateurs connus"),
    table.Column("geometric_rank", "Rang, moyenne géométrique", "count"),
)
MOVED = table.Column("stated_rank", "Rang publié", "count")


def show(board: Board, as_of: date, *, is_stated: bool) -> None:
    """Draw the ranking; with moved weights, the published rank stands beside."""
    indicator, rules = load_catalog().indicators["fragility_score"], load_catalog().fragility
    build = data.build()
    rows = _printed(board.ranking)
    scored = rows.dropna(subset=["score"])
    columns = COLUMNS if is_stated else (*COLUMNS[:2], MOVED, *COLUMNS[2:])
    figure.show(
        "Quels réseaux aider d’abord" if is_stated else "Quels réseaux aider d’abord, à vos poids",
        fragility_charts.ranking(scored, indicator, source(indicator, build)),
        rows,
        columns,
        ranking_note(board.ranking, as_of, indicator, rules, build),
        indicator,
        key="classement",
    )
    st.caption(
        "Deux réseaux d’un même groupe ne se distinguent pas : aucun n’est le plus fragile dans "
        "95 % des tirages. Le dernier d’un groupe et le premier du suivant peuvent être proches."
    )


def _printed(ranking: pd.DataFrame) -> pd.DataFrame:
    records = ranking.to_dict("records")
    return ranking.assign(
        sheet=ranking["network_id"].map(links.sheet),
        interval=[interval_text(row) for row in records],
        level_words=[level_with_worst(row["level"], row["level_at_worst"]) for row in records],
        stage_name=[fr_term(row["stage"]) for row in records],
        known=[
            f"{fr(row['indicators_known'])} sur {fr(row['indicators_expected'])}" for row in records
        ],
    )
