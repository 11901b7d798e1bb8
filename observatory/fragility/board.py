"""Tables of the page on fragility: results of the engine for the chosen weights.

Pure: frames of named queries and weights in, frames out. The arithmetic is in `method.fragility`;
the sentences are in `observatory/fragility/words.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from method import change
from method.catalog import Catalog, Fragility, load_catalog
from method.fragility import TOLD_APART, Assessment, Panel, assess, drop_one, levels
from method.wording import fr_cell, fr_value
from observatory.fragility.reasons import moved

APART_MORE = "plus fragile"
APART_LESS = "moins fragile"
TOGETHER = "ne se distinguent pas"
SCORE = "fragility_score"
# Bands of whom to help first, by lower bound of the probability of being among the five most
# fragile when the weights vary.
BANDS = ((0.95, "À aider d’abord"), (0.05, "Selon les poids"), (-1.0, "Moins pressés"))


@dataclass(frozen=True)
class Board:
    """Fragility of every network under one set of weights.

    Attributes:
        ranking: one row per network, the most fragile first and those without a score last:
            `network_id`, `name`, `score`, `score_low`, `score_high`, `level`, `level_at_worst`,
            `rank`, `rank_low`, `rank_high`, `group`, `top_probability`, `geometric_score`,
            `geometric_rank`, `coverage`, `stage`, `declared_stage`, `stated_rank`,
            `indicators_known`, `indicators_expected`.
        assessment: source of `ranking`.
        panel: indicator scores behind it.
    """

    ranking: pd.DataFrame
    assessment: Assessment
    panel: Panel


def make_board(
    indicators: pd.DataFrame,
    networks: pd.DataFrame,
    weights: Mapping[str, float],
    rules: Fragility,
) -> Board:
    """Assess every network at a month end.

    Args:
        indicators: rows of `fragility_indicators` at one moment.
        networks: rows of `fragility_networks`.
        weights: weight of each dimension, on any scale.
        rules: conventions of the score.

    Raises:
        ValueError: a weight is missing or negative, or all are zero.
    """
    panel = Panel.from_table(indicators)
    assessment = assess(panel, weights, rules)
    facts = networks.set_index("network_id").reindex(list(assessment.network_ids))
    is_alarmed = facts[["alarm_indicator", "alarm_alert"]].notna().any(axis=1).to_numpy(dtype=bool)
    ranking = facts.assign(
        score=assessment.score,
        score_low=assessment.score_low,
        score_high=assessment.score_high,
        level=levels(assessment.score, is_alarmed, rules),
        # Missing data may hide a worse level, never a better one.
        level_at_worst=levels(assessment.score_high, is_alarmed, rules),
        rank=assessment.rank,
        rank_low=assessment.rank_low,
        rank_high=assessment.rank_high,
        group=assessment.group,
        top_probability=assessment.top_probability,
        geometric_score=assessment.geometric_score,
        geometric_rank=assessment.geometric_rank,
        coverage=assessment.coverage,
    )
    ordered = ranking.reset_index(names="network_id").sort_values(["rank", "name"])
    ordered["band"] = bands(ordered["top_probability"])
    return Board(ordered.reset_index(drop=True), assessment, panel)


def bands(probabilities: pd.Series) -> list[str | None]:
    """The band of each network in rank order; a later rank is never in a higher band.

    Args:
        probabilities: of being among the five most fragile, None without a score.
    """
    labels, reached = [], 0
    for probability in probabilities:
        if pd.isna(probability):
            labels.append(None)
            continue
        reached = max(
            reached, next(i for i, (bound, _) in enumerate(BANDS) if probability >= bound)
        )
        labels.append(BANDS[reached][1])
    return labels


def contributions(
    now: pd.DataFrame,
    before: pd.DataFrame,
    network_id: str,
    weights: Mapping[str, float],
    catalog: Catalog,
) -> pd.DataFrame:
    """Points that each indicator adds to the score of a network, now and a year ago.

    Args:
        now: rows of `fragility_indicators` at the month end.
        before: the same a year before; may be empty, or without this network.
        network_id: the network.
        weights: weight of each dimension.
        catalog: labels, units and conventions.

    Returns:
        One row per indicator, heaviest first: `indicator_id`, `name`, `dimension`, `points`,
        `points_before`, `change` (NaN if one is unknown), `value_text`, `value_before_text`,
        `critical_text`, `score`, `is_critical`, `status`, `moved` (« de 170 à 5 jours de
        trésorerie »), `tone` (of `method.change`; empty if there is nothing to compare).
    """
    rules = catalog.fragility
    rows = now[now["network_id"] == network_id].set_index("indicator_id")
    past = before[before["network_id"] == network_id].set_index("indicator_id")
    names = list(rows.index)
    points = _points(now, network_id, weights, rules)
    points_before = _points(before, network_id, weights, rules)
    labels = {dimension.id: dimension.label for dimension in rules.dimensions}
    table = pd.DataFrame(
        {
            "indicator_id": names,
            "name": [catalog.indicators[name].label for name in names],
            "dimension": [labels[dimension] for dimension in rows["dimension"]],
            "points": [points.get(name, np.nan) for name in names],
            "points_before": [points_before.get(name, np.nan) for name in names],
            "value_text": _values(rows, names, catalog),
            "value_before_text": _values(past, names, catalog),
            "critical_text": _bounds(rows, names, catalog),
            "moved": _moves(rows, past, names),
            "score": rows["score"].to_numpy(dtype=float, na_value=np.nan),
            "status": rows["status"].tolist(),
        }
    )
    table["tone"] = _tones(rows, past, names, catalog)
    table["change"] = table["points"] - table["points_before"]
    table["is_critical"] = table["score"] >= 100.0
    return table.sort_values(["points", "points_before", "name"], ascending=[False, False, True])


def sensitivity(
    board: Board, network_id: str, weights: Mapping[str, float], catalog: Catalog
) -> pd.DataFrame:
    """Score and rank of a network without each indicator in turn, the largest change first.

    Returns:
        `name`, `score`, `rank`, `rank_change` (positive: it would look safer).
    """
    network_row = board.ranking.set_index("network_id").loc[network_id]
    # A dimension may lose its only weighted indicator: there is no score without it.
    dropped = drop_one(board.panel, weights, catalog.fragility)
    rows = dropped[dropped["network_id"] == network_id].copy()
    rows["name"] = [catalog.indicators[i].label for i in rows["dropped_indicator_id"]]
    rows["rank_change"] = rows["rank"] - network_row["rank"]
    order = rows["rank_change"].abs().sort_values(ascending=False, kind="stable").index
    return rows.loc[order, ["name", "score", "rank", "rank_change"]]


def pairs(board: Board, network_id: str) -> pd.DataFrame:
    """Probability that a network is more fragile than each other one, in rank order.

    Returns:
        `name`, `rank`, `probability`, `words`; networks without a score are left out.
    """
    assessment = board.assessment
    row = assessment.network_ids.index(network_id)
    probability = dict(zip(assessment.network_ids, assessment.more_fragile[row], strict=True))
    others = board.ranking[["network_id", "name", "rank"]]
    table = others.assign(probability=others["network_id"].map(probability))
    table = table.dropna(subset=["probability"])
    return table.assign(words=[_told_apart(value) for value in table["probability"]])


def _told_apart(probability: float) -> str:
    if probability >= TOLD_APART:
        return APART_MORE
    return APART_LESS if probability <= 1 - TOLD_APART else TOGETHER


def _points(
    rows: pd.DataFrame, network_id: str, weights: Mapping[str, float], rules: Fragility
) -> dict[str, float]:
    """Points by indicator of one network; empty if it has no rows."""
    network_rows = rows[rows["network_id"] == network_id]
    if network_rows.empty:
        return {}
    # Points do not depend on the other networks, nor on random draws: one is enough.
    assessment = assess(
        Panel.from_table(network_rows), weights, rules.model_copy(update={"draws": 1})
    )
    return dict(zip(assessment.indicator_ids, assessment.points[0], strict=True))


def _values(rows: pd.DataFrame, names: list[str], catalog: Catalog) -> list[str]:
    """Each value as printed; in words for a team under three."""
    unknown = {"value": None, "status": "no_data", "denominator": None, "n": None}
    row_by_indicator = rows.to_dict("index")
    return [
        fr_value(catalog.indicators[name], row_by_indicator.get(name, unknown)) for name in names
    ]


def _bounds(rows: pd.DataFrame, names: list[str], catalog: Catalog) -> list[str]:
    indicators = [catalog.indicators[name] for name in names]
    return [fr_cell(rows.at[i.id, "critical"], i.unit, decimals=i.decimals) for i in indicators]


def _moves(rows: pd.DataFrame, past: pd.DataFrame, names: list[str]) -> list[str]:
    """« de 170 à 5 jours de trésorerie »; empty if either value is unknown."""
    now = rows.reset_index().set_index("indicator_id", drop=False).to_dict("index")
    then = past.to_dict("index")
    is_comparable = [
        name in then and now[name]["status"] == "ok" and then[name]["status"] == "ok"
        for name in names
    ]
    return [
        moved(now[name], then[name]) if is_known else ""
        for name, is_known in zip(names, is_comparable, strict=True)
    ]


def _tones(rows: pd.DataFrame, past: pd.DataFrame, names: list[str], catalog: Catalog) -> list[str]:
    now, then = rows.to_dict("index"), past.to_dict("index")
    changes = [
        change.compare(catalog.indicators[name], now[name], then[name]) if name in then else None
        for name in names
    ]
    return ["" if one is None else one.tone for one in changes]


def by_dimension(points: pd.DataFrame) -> pd.DataFrame:
    """Points that each dimension adds to a score, now and a year before, largest change first.

    Args:
        points: `contributions`.

    Returns:
        `name`, `points`, `points_before`, `change` (NaN if not comparable), `word`.
    """
    grouped = points.groupby("dimension", sort=False)[["points", "points_before"]]
    rows = grouped.sum(min_count=1).reset_index(names="name")
    rows["change"] = rows["points"] - rows["points_before"]
    # An indicator known at only one of the two dates would look like a change of its dimension.
    is_known = points[["points", "points_before"]].notna()
    is_alike = is_known["points"] == is_known["points_before"]
    rows.loc[~rows["name"].map(is_alike.groupby(points["dimension"]).all()), "change"] = np.nan
    order = rows["change"].abs().sort_values(ascending=False, kind="stable").index
    rows = rows.loc[order].reset_index(drop=True)
    ends = rows[["points", "points_before"]].where(rows["change"].notna())
    return rows.assign(word=[move_word(*both) for both in ends.to_numpy(dtype=float)])


def move_word(points: float, points_before: float) -> str:
    """Change of points of the score in a word, by the rule of the score itself."""
    if pd.isna(points) or pd.isna(points_before):
        return "pas de comparaison"
    judged = change.between(load_catalog().indicators[SCORE], points, points_before)
    return "pas de comparaison" if judged is None else judged.word
