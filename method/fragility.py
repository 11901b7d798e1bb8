"""The engine of the composite score: ranks, how sure they are, and what other choices would give.

One engine serves the build (`marts.fragility_rank`) and the page whose weights move. It starts
from scores of indicators already set between their goalposts (0 safe, 100 critical), so that it
owns no threshold. Weights are drawn from a Dirichlet law around the stated ones. What is missing
is never guessed in the interval: each draw takes its score at 0 and at 100, and the interval holds
every rank between; hence a missing value can only widen it. Method: OECD/JRC Handbook on
Constructing Composite Indicators (2008), steps 6 to 8; the choices are in `docs/fragility.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from method.catalog import Fragility

Floats = NDArray[np.float64]

# Any fixed number gives the same build twice; this one is the month of the opinion.
SEED = 202304
INTERVAL = (0.025, 0.975)
TOP = 5
# Two networks are told apart when one is the more fragile in at least this share of the draws.
TOLD_APART = 0.95
# A dimension at 100 would bring the whole geometric mean to its worst value by itself.
LEAST_SOUNDNESS = 1.0
# Networks up to which comparing every pair costs less than a sort and a search of each draw.
FEW = 64
# Totals closer than a millionth of a point tie in a draw.
DIGITS = 6


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
        """The same panel without one of its indicators."""
        kept = [i for i, name in enumerate(self.indicator_ids) if name != indicator_id]
        return Panel(
            self.network_ids,
            tuple(self.indicator_ids[i] for i in kept),
            tuple(self.dimension_of[i] for i in kept),
            self.scores[:, kept],
        )


@dataclass(frozen=True)
class Dimensions:
    """Scores of dimensions, each networks × dimensions.

    `known` is the mean of the indicators known (NaN without any); `low` and `high` are the mean
    of all of them with the unknown ones at 0 and at 100.
    """

    ids: tuple[str, ...]
    known: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Assessment:
    """What the scores say under given weights; NaN where a network has no total.

    Attributes:
        network_ids: order of every array below.
        points: networks × indicators, what each adds to the score.
        score: 0 safe to 100 critical, arithmetic.
        coverage: weight of the dimensions measured, 0 to 1.
        rank: 1 is the most fragile; equal scores share a rank.
        score_low, score_high: score with what is missing at 0 and at 100.
        rank_low, rank_high: bounds of the rank over the draws, `INTERVAL`.
        top_probability: share of draws in which the network is among the `TOP` most fragile.
        geometric_score, geometric_rank: the same by geometric mean of soundness (100 − score).
        more_fragile: networks × networks, probability that the row is more fragile than the column.
        group: networks of one number cannot be told apart, 1 for the most fragile.
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
    more_fragile: Floats
    group: Floats


def stated_weights(rules: Fragility) -> dict[str, float]:
    """Weights of the catalogue, by dimension."""
    return {dimension.id: dimension.weight for dimension in rules.dimensions}


def assess(
    panel: Panel, weights: Mapping[str, float], rules: Fragility, seed: int = SEED
) -> Assessment:
    """Scores, ranks and their uncertainty for the networks of a panel.

    Args:
        panel: scores of indicators.
        weights: weight of each dimension, on any scale, zero allowed.
        rules: smallest coverage, number of draws and concentration of the Dirichlet law.
        seed: of the random generator.

    Raises:
        ValueError: a weight is missing or negative, or all are zero.
    """
    dimensions = dimension_scores(panel)
    weight = _normalised(weights, dimensions.ids)
    points, coverage = _points(panel, dimensions, weight)
    scored = coverage >= rules.coverage_min
    score = np.where(scored, np.round(np.nansum(points, axis=1), 9), np.nan)
    geometric = np.where(scored, np.round(_geometric(dimensions, weight), 9), np.nan)
    rank_low, rank_high, top, more_fragile = _uncertainty(
        dimensions, weight, scored, rules.draws, rules.concentration, seed
    )
    return Assessment(
        network_ids=panel.network_ids,
        indicator_ids=panel.indicator_ids,
        points=np.where(scored[:, None], points, np.nan),
        score=score,
        coverage=coverage,
        rank=ranks(score),
        score_low=np.where(scored, dimensions.low @ weight, np.nan),
        score_high=np.where(scored, dimensions.high @ weight, np.nan),
        rank_low=rank_low,
        rank_high=rank_high,
        top_probability=top,
        geometric_score=geometric,
        geometric_rank=ranks(geometric),
        more_fragile=more_fragile,
        group=groups(score, more_fragile),
    )


def levels(score: Floats, is_alarmed: NDArray[np.bool_], rules: Fragility) -> list[str | None]:
    """Level of each score, `solide`, `a_surveiller` or `fragile`; None without a score."""
    found: list[str | None] = []
    for value, alarm in zip(score, is_alarmed, strict=True):
        if np.isnan(value):
            found.append(None)
        elif value > rules.fragile_above:
            found.append("fragile")
        else:
            found.append("a_surveiller" if value >= rules.watch_from or alarm else "solide")
    return found


def drop_one(panel: Panel, weights: Mapping[str, float], rules: Fragility) -> pd.DataFrame:
    """Score and rank of each network when each indicator in turn is left out.

    Returns:
        `dropped_indicator_id`, `network_id`, `score`, `rank`; NaN without a total.
    """
    tables = []
    for indicator_id in panel.indicator_ids:
        rest = panel.without(indicator_id)
        dimensions = dimension_scores(rest)
        left = {name: weights[name] for name in dimensions.ids}
        points, coverage = _points(rest, dimensions, _normalised(left, dimensions.ids))
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
    """Means of the indicators of each dimension, in the order of first appearance."""
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
    """Rank of each score, 1 for the highest; equal scores share the better rank; NaN stays."""
    above = (score[None, :] > score[:, None]).sum(axis=1) + 1.0
    return np.where(np.isnan(score), np.nan, above)


def groups(score: Floats, more_fragile: Floats) -> Floats:
    """Number the runs of the ranking in which no two networks can be told apart.

    From the most fragile down, a network joins the group when none of its members is told apart
    from it, and opens the next one otherwise. Being told apart is not transitive: the last of a
    group and the first of the next may well be close, and the page must say so.
    """
    group = np.full(len(score), np.nan)
    members: list[int] = []
    number = 0
    for i in sorted(np.flatnonzero(~np.isnan(score)), key=lambda i: -score[i]):
        if not members or np.max(more_fragile[members, i]) >= TOLD_APART:
            members = []
            number += 1
        members.append(int(i))
        group[i] = number
    return group


def draw_weights(weight: Floats, draws: int, concentration: float, seed: int) -> Floats:
    """Weights drawn around the stated ones, draws × dimensions; a zero weight stays zero."""
    gamma = np.random.default_rng(seed).standard_gamma(concentration * weight, (draws, len(weight)))
    return gamma / gamma.sum(axis=1, keepdims=True)


def _normalised(weights: Mapping[str, float], ids: tuple[str, ...]) -> Floats:
    weight = np.array([weights.get(name, np.nan) for name in ids], dtype=float)
    if np.isnan(weight).any() or (weight < 0).any() or weight.sum() <= 0:
        raise ValueError("each dimension needs a weight of zero or more, and one above zero")
    return weight / weight.sum()


def _points(panel: Panel, dimensions: Dimensions, weight: Floats) -> tuple[Floats, Floats]:
    """Points of each indicator and coverage; weights are rescaled over what is measured."""
    is_measured = ~np.isnan(dimensions.known)
    # 0.35 + 0.25 must be 0.60 whatever the order of the sum.
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

    Taken on soundness and not on fragility: a geometric mean of fragility would let one perfect
    dimension wipe out all the others, the opposite of less compensation.
    """
    is_measured = ~np.isnan(dimensions.known)
    soundness = np.maximum(100.0 - np.where(is_measured, dimensions.known, 0.0), LEAST_SOUNDNESS)
    share = is_measured * weight
    with np.errstate(divide="ignore", invalid="ignore"):
        share = share / share.sum(axis=1, keepdims=True)
    return 100.0 - np.exp((share * np.log(soundness)).sum(axis=1))


def _uncertainty(
    dimensions: Dimensions,
    weight: Floats,
    scored: NDArray[np.bool_],
    draws: int,
    concentration: float,
    seed: int,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Bounds of the rank, probability of the top, and of being more fragile than each other."""
    n = len(scored)
    low_rank, high_rank, top = (np.full(n, np.nan) for _ in range(3))
    more_fragile = np.full((n, n), np.nan)
    if not scored.any():
        return low_rank, high_rank, top, more_fragile
    low, high = dimensions.low[scored], dimensions.high[scored]
    drawn = draw_weights(weight, draws, concentration, seed)
    # Equal networks must tie in every draw; products of floats may differ in the last digit.
    least, most = np.round(drawn @ low.T, DIGITS), np.round(drawn @ high.T, DIGITS)
    best = 1 + _count_above(least, most)
    worst = 1 + _count_above(most, least) - (most > least)
    low_rank[scored] = np.quantile(best, INTERVAL[0], axis=0, method="lower")
    high_rank[scored] = np.quantile(worst, INTERVAL[1], axis=0, method="higher")
    # A probability needs one value a draw: what is missing is anywhere between, equally likely.
    filled = _filled(drawn, low, high, seed)
    drawn_rank = 1 + _count_above(filled, filled)
    top[scored] = (drawn_rank <= TOP).mean(axis=0)
    more_fragile[np.ix_(scored, scored)] = _pairwise(drawn_rank)
    return low_rank, high_rank, top, more_fragile


def _filled(drawn: Floats, low: Floats, high: Floats, seed: int) -> Floats:
    """Draws × networks: totals with each missing part drawn evenly between its bounds."""
    total = drawn @ low.T
    generator = np.random.default_rng([seed, 1])
    for i, j in np.argwhere(high > low):
        part = generator.random(len(drawn)) * (high[i, j] - low[i, j])
        total[:, i] += drawn[:, j] * part
    return np.round(total, DIGITS)


def _count_above(values: Floats, bars: Floats) -> NDArray[np.int64]:
    """For each draw and column of `bars`, how many of `values` in that draw are above it.

    Every pair while they are few; then a sort and a search, so that hundreds of networks stay
    affordable.
    """
    if values.shape[1] <= FEW:
        rows, count = np.ascontiguousarray(bars.T), np.zeros(bars.shape[::-1], np.int64)
        for row in np.ascontiguousarray(values.T):
            count += row > rows
        return count.T
    in_order = np.sort(values, axis=1)
    at_or_below = [
        np.searchsorted(draw, bar, side="right") for draw, bar in zip(in_order, bars, strict=True)
    ]
    return values.shape[1] - np.stack(at_or_below)


def _pairwise(drawn_rank: NDArray[np.int64]) -> Floats:
    """Share of draws in which the row ranks before the column; an equality counts for half."""
    # Small integers, one row per network: comparing hundreds of networks stays within seconds.
    by_network = np.ascontiguousarray(drawn_rank.T, dtype=np.int16)
    before = np.array([[np.count_nonzero(x) for x in row < by_network] for row in by_network])
    share = (1.0 + (before - before.T) / drawn_rank.shape[0]) / 2.0
    np.fill_diagonal(share, np.nan)
    return share
