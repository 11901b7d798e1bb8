"""The three moments of the opinion, one dot per network: declared or computed stage."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from method.alerts import SCORE
from method.elision import the
from method.terms import fr_term
from method.wording import NBSP, fr, fr_list, lower_first, plural
from observatory.figures.chart import Chart, Postponed
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, make_table
from observatory.figures.kept import remembered
from observatory.figures.sources import read_for
from observatory.opinion.opinion import load_opinion
from observatory.overview import charts

COLUMNS = (
    Column("name", "Réseau", link="sheet"),
    Column("stage_name", "Moment"),
)
LEVEL = Column("level_name", "Niveau de fragilité")


def strip(view: View, key: str = "vue_d_ensemble.moments") -> Figure | None:
    """One row per network with a known stage, in the order of the moments."""
    rows = located(view)
    if rows.empty:
        return None
    has_levels = "level_name" in rows
    first = rows.iloc[0]
    figure = make_table(
        view.of_all(),
        key,
        title(rows),
        ("reseaux",),
        rows,
        (*COLUMNS, LEVEL) if has_levels else COLUMNS,
        lecture=(
            f"{the(first['name'])} est au moment «{NBSP}{lower_first(first['stage_name'])}{NBSP}»."
        ),
        caption=(
            "Étape calculée par l’Observatoire." if has_levels else "Étape déclarée par le réseau."
        ),
    )
    if has_levels:
        figure = read_for(figure, (SCORE,), view.build)
    return replace(figure, picture=Postponed(partial(_picture, rows, figure.note.source)))


def _picture(rows: pd.DataFrame, source: str) -> Chart:
    moments = [(moment.stage, moment.title) for moment in load_opinion().fragile_moments]
    return charts.strip(rows, moments).update_layout(meta={"source": source})


@remembered
def located(view: View) -> pd.DataFrame:
    """Networks with a stage: `network_id`, `name`, `stage`, `stage_name`, `sheet`, and the level of
    fragility (`level`, `level_name`) for readers who may see it."""
    rows = view.query("networks")
    rows = rows[rows["status"].isin(["actif", "inconnu"])].assign(stage=rows["declared_stage"])
    if view.can_read("marts.fragility"):
        levels = view.query("network_levels")
        rows = rows.drop(columns="stage").merge(levels, how="left", on="network_id")
        rows["level_name"] = rows["level"].map(fr_term)
    order = [moment.stage for moment in load_opinion().fragile_moments]
    rows = rows[rows["stage"].isin(order)]
    return rows.assign(
        stage_name=rows["stage"].map(fr_term),
        sheet=rows["network_id"].map(view.sheet),
        rank=rows["stage"].map(order.index),
    ).sort_values(["rank", "name"], kind="stable")


def title(rows: pd.DataFrame) -> str:
    """Where most networks are, and which are fragile if the reader may see that."""
    counts = rows["stage_name"].value_counts()
    most = counts[counts == counts.iloc[0]].index
    total = plural(len(rows), "réseau", "réseaux")
    quoted = [f"«{NBSP}{lower_first(one)}{NBSP}»" for one in most]
    text = f"{fr(counts.iloc[0])} des {total} sont au moment {quoted[0]}"
    if len(quoted) > 1:
        text = f"{total}, autant aux moments {fr_list(quoted)}"
    if "level" not in rows:
        return text
    fragile = rows.loc[rows["level"] == "fragile", "name"].tolist()
    return f"{text}{f', {len(fragile)} fragiles' if len(fragile) > 1 else ''}"
