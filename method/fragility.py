"""The engine of the composite score: ranks, their uncertainty, and their sensitivity to choices.

The same engine serves the build (`marts.fragility_rank`) and the page with adjustable weights. It
starts from indicator scores already scaled between their goalposts (0 safe, 100 critical), so it
needs no threshold. Weights are drawn from a Dirichlet distribution around the stated ones. The
interval never guesses a missing score: each draw takes it at 0 and at 100, and the interval covers
every rank in between, so a missing value can only widen it. Method: OECD/JRC Handbook on
Constructing Composite Indicators (2008), steps 6 to 8; the choices are in `docs/fragility.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from method.catalog import Fragility
from method.drawn_ranks import Floats, Ranks, draw_ranks, pairs, share_before

# Any fixed number makes builds reproducible; this one is the month of the opinion.
SEED = 202304
INTERVAL = (0.025, 0.975)
TOP = 5
# Two networks are distinguishable when one is more fragile in at least this share of the draws.
TOLD_APART = 0.95
# A single dimension at 100 would bring the whole geometric mean to its worst value.
LEAST_SOUNDNESS = 1.0


@dataclass(frozen=True)
class Panel:
    """Indicator scores of networks at one month end.

    Attributes:
        network_ids: rows of `scores`.
        indicator_ids: columns of `scores`.
        dimension_of: dimension of each column.
        scores: networks × indicators, 0 to 100, NaN when the indicator is unknown.
    """

    network_ids: tuple[str, ...]
    indicator_ids: tuple[str, ...]
    dimension_of: tuple[str, ...]
    scores: Floats

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Panel:
        """Panel of one month end of `marts.fragility_indicator`.

        Args:
            table: `network_id`, `dimension`, `indicator_id`, `score`; one row per pair. Rows may
                come in any order: networks and indicators are sorted.
        """
        wide = table.pivot(
            index="network_id", columns=["dimension", "indicator_id"], values="score"
        ).sort_index(axis=0)
        wide = wide.sort_index(axis=1)
        return cls(
            network_ids=tuple(wide.index),
            indicator_ids=tuple(wide.columns.get_level_values("indicator_id")),
            dimension_of=tuple(wide.columns.get_level_values("dimension")),
            scores=wide.to_numpy(dtype=float, na_value=np.nan),
        )

    def without(self, indicator_id: str) -> Panel:
        """Copy of the panel without one of its indicators."""
        columns = [i for i, name in enumerate(self.indicator_ids) if name != indicator_id]
        return Panel(
            self.network_ids,
            tuple(self.indicator_ids[i] for i in columns),
            tuple(self.dimension_of[i] for i in columns),
            self.scores[:, columns],
        )


@dataclass(frozen=True)
class Dimensions:
    """Scores of dimensions, each networks × dimensions.

    `known` is the mean of the known indicators (NaN if none); `low` and `high` are the mean of all
    of them with the unknown ones at 0 and at 100.
    """

    ids: tuple[str, ...]
    known: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Assessment:
    """Result of the score under given weights; NaN where a network has no total.

    Attributes:
        network_ids: order of every array below.
        points: networks × indicators, contribution of each to the score.
        score: 0 safe to 100 critical, by arithmetic mean.
        coverage: weight of the measured dimensions, 0 to 1.
        rank: 1 is the most fragile; equal scores share a rank.
        score_low, score_high: score with missing indicators at 0 and at 100.
        rank_low, rank_high: bounds of the rank over the draws, `INTERVAL`.
        top_probability: share of draws in which the network is among the `TOP` most fragile.
        geometric_score, geometric_rank: the same by geometric mean of soundness (100 − score).
        drawn_rank: networks × draws, rank in each draw.
        group: networks with the same number are indistinguishable, 1 for the most fragile.
    """

    network_ids: tuple[str, ...]
    indicator_ids: tuple[str, ...]
    points: Floats
    score: Floats
    coverage: Floats
    rank: Floats
    score_low: Floats
    score_high: Floats
    rank_low: Floats
    rank_high: Floats
    top_probability: Floats
    geometric_score: Floats
    geometric_rank: Floats
    drawn_rank: Ranks
    group: Floats

    @cached_property
    def more_fragile(self) -> Floats:
        """Networks × networks, probability that the row is more fragile than the column."""
        n, scored = len(self.score), np.flatnonzero(~np.isnan(self.score))
        share = np.full((n, n), np.nan)
        share[np.ix_(scored, scored)] = pairs(self.drawn_rank[scored])
        return share


def stated_weights(rules: Fragility) -> dict[str, float]:
    """Weights of the catalogue, by dimension."""
    return {dimension.id: dimension.weight for dimension in rules.dimensions}


def assess(
    panel: Panel, weights: Mapping[str, float], rules: Fragility, seed: int = SEED
) -> Assessment:
    """Compute scores, ranks and their uncertainty for the networks of a panel.

    Args:
        panel: scores of indicators.
        weights: weight of each dimension, on any scale, zero allowed.
        rules: minimum coverage, number of draws and concentration of the Dirichlet distribution.
        seed: seed of the random generator.

    Raises:
        ValueError: a weight is missing or negative, or all are zero.
    """
    dimensions = dimension_scores(panel)
    weight = _normalised(weights, dimensions.ids)
    points, coverage = _points(panel, dimensions, weight)
    is_scored = coverage >= rules.coverage_min
    score = np.where(is_scored, np.round(np.nansum(points, axis=1), 9), np.nan)
    geometric = np.where(is_scored, np.round(_geometric(dimensions, weight), 9), np.nan)
    drawn_weights = draw_weights(weight, rules.draws, rules.concentration, seed)
    drawn = draw_ranks(dimensions.low[is_scored], dimensions.high[is_scored], drawn_weights, seed)
    rank_low, rank_high = (np.full(is_scored.shape, np.nan) for _ in range(2))
    rank_low[is_scored] = np.quantile(drawn.best, INTERVAL[0], axis=1, method="lower")
    rank_high[is_scored] = np.quantile(drawn.worst, INTERVAL[1], axis=1, method="higher")
    drawn_rank = np.zeros((is_scored.size, rules.draws), np.int16)
    drawn_rank[is_scored] = drawn.rank

    def told_apart(one: int, other: int) -> bool:
        """Whether a network is more fragile than another in enough of the draws."""
        return share_before(drawn_rank[one], drawn_rank[other]) >= TOLD_APART

    return Assessment(
        network_ids=panel.network_ids,
        indicator_ids=panel.indicator_ids,
        points=np.where(is_scored[:, None], points, np.nan),
        score=score,
        coverage=coverage,
        rank=ranks(score),
        score_low=np.where(is_scored, dimensions.low @ weight, np.nan),
        score_high=np.where(is_scored, dimensions.high @ weight, np.nan),
        rank_low=rank_low,
        rank_high=rank_high,
        top_probability=np.where(is_scored, (drawn_rank <= TOP).mean(axis=1), np.nan),
        geometric_score=geometric,
        geometric_rank=ranks(geometric),
        drawn_rank=drawn_rank,
        group=groups(score, told_apart),
    )


def levels(score: Floats, is_alarmed: NDArray[np.bool_], rules: Fragility) -> list[str | None]:
    """Level of each score, `solide`, `a_surveiller` or `fragile`; None without a score."""
    names: list[str | None] = []
    for value, alarm in zip(score, is_alarmed, strict=True):
        if np.isnan(value):
            names.append(None)
        elif value > rules.fragile_above:
            names.append("fragile")
        else:
            names.append("a_surveiller" if value >= rules.watch_from or alarm else "solide")
    return names


def drop_one(panel: Panel, weights: Mapping[str, float], rules: Fragility) -> pd.DataFrame:
    """Score and rank of each network, leaving out each indicator in turn.

    Returns:
        `dropped_indicator_id`, `network_id`, `score`, `rank`; NaN if there is no total.
    """
    tables = []
    for indicator_id in panel.indicator_ids:
        rest = panel.without(indicator_id)
        dimensions = dimension_scores(rest)
        rest_weights = {name: weights[name] for name in dimensions.ids}
        points, coverage = _points(rest, dimensions, _normalised(rest_weights, dimensions.ids))
        total = np.round(np.nansum(points, axis=1), 9)
        score = np.where(coverage >= rules.coverage_min, total, np.nan)
        tables.append(
            pd.DataFrame(
                {
                    "dropped_indicator_id": indicator_id,
                    "network_id": panel.network_ids,
                    "score": score,
                    "rank": ranks(score),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def dimension_scores(panel: Panel) -> Dimensions:
    """Mean of the indicators of each dimension, in order of first appearance."""
    ids = tuple(dict.fromkeys(panel.dimension_of))
    owner = np.array([[name == d for d in ids] for name in panel.dimension_of], dtype=float)
    is_known = ~np.isnan(panel.scores)
    total = np.where(is_known, panel.scores, 0.0) @ owner
    known_count = is_known @ owner
    count = owner.sum(axis=0)
    with np.errstate(invalid="ignore"):
        known = total / known_count
    return Dimensions(
        ids=ids,
        known=known,
        low=total / count,
        high=(total + 100.0 * (count - known_count)) / count,
    )


def ranks(score: Floats) -> Floats:
    """Rank of each score, 1 for the highest; equal scores share the better rank; NaN for NaN."""
    above = (score[None, :] > score[:, None]).sum(axis=1) + 1.0
    return np.where(np.isnan(score), np.nan, above)


def groups(score: Floats, told_apart: Callable[[int, int], bool]) -> Floats:
    """Number the runs of the ranking in which no two networks can be distinguished.

    From the most fragile down, a network joins the current group if it cannot be distinguished from
    any member, and otherwise starts the next group. This relation is not transitive: the last of a
    group and the first of the next may be close, and the page must say so. Networks of different
    groups are hardly compared: of all pairs, only those of the last month end are published.

    Args:
        score: NaN for none.
        told_apart: whether the first network can be distinguished from the second, less fragile.
    """
    group = np.full(len(score), np.nan)
    members: list[int] = []
    number = 0
    for i in sorted(np.flatnonzero(~np.isnan(score)), key=lambda i: -score[i]):
        if not members or any(told_apart(member, i) for member in members):
            members = []
            number += 1
        members.append(int(i))
        group[i] = number
    return group


def draw_weights(weight: Floats, draws: int, concentration: float, seed: int) -> Floats:
    """Draw weights around the stated ones, draws × dimensions; a zero weight stays zero."""
    gamma = np.random.default_rng(seed).standard_gamma(concentration * weight, (draws, len(weight)))
    return gamma / gamma.sum(axis=1, keepdims=True)


def _normalised(weights: Mapping[str, float], ids: tuple[str, ...]) -> Floats:
    weight = np.array([weights.get(name, np.nan) for name in ids], dtype=float)
    if np.isnan(weight).any() or (weight < 0).any() or weight.sum() <= 0:
        raise ValueError("each dimension needs a weight of zero or more, and one above zero")
    return weight / weight.sum()


def _points(panel: Panel, dimensions: Dimensions, weight: Floats) -> tuple[Floats, Floats]:
    """Points of each indicator and coverage; weights are rescaled over measured dimensions."""
    is_measured = ~np.isnan(dimensions.known)
    # 0.35 + 0.25 must be 0.60 in any order of summation.
    coverage = np.round(is_measured @ weight, 9)
    points = np.full(panel.scores.shape, np.nan)
    for d, name in enumerate(dimensions.ids):
        columns = [k for k, owner in enumerate(panel.dimension_of) if owner == name]
        values = panel.scores[:, columns]
        known_count = (~np.isnan(values)).sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            points[:, columns] = values * weight[d] / known_count / coverage[:, None]
    return points, coverage


def _geometric(dimensions: Dimensions, weight: Floats) -> Floats:
    """100 minus the weighted geometric mean of soundness.

    Computed on soundness and not on fragility: with a geometric mean of fragility, one perfect
    dimension would cancel all the others, which is more compensation and not less.
    """
    is_measured = ~np.isnan(dimensions.known)
    soundness = np.maximum(100.0 - np.where(is_measured, dimensions.known, 0.0), LEAST_SOUNDNESS)
    share = is_measured * weight
    with np.errstate(divide="ignore", invalid="ignore"):
        share = share / share.sum(axis=1, keepdims=True)
    return 100.0 - np.exp((share * np.log(soundness)).sum(axis=1))
