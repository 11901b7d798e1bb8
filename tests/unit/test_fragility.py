"""The engine against its invariants, and a second Monte-Carlo written only from the method."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from method.catalog import Fragility, load_catalog
from method.drawn_ranks import FEW as FEW_NETWORKS
from method.drawn_ranks import count_above, pairs, share_before
from method.fragility import (
    INTERVAL,
    TOLD_APART,
    TOP,
    Assessment,
    Panel,
    assess,
    drop_one,
    groups,
    levels,
    ranks,
    stated_weights,
)

RULES: Fragility = load_catalog().fragility
WEIGHTS = stated_weights(RULES)
COLUMNS = [(i, d.id) for d in RULES.dimensions for i in d.indicators]
FEW = RULES.model_copy(update={"draws": 300})
SEEDS = st.integers(0, 10_000)


def table_of(scores: np.ndarray) -> pd.DataFrame:
    """Rows of `marts.fragility_indicator` for networks n00, n01…"""
    return pd.DataFrame(
        [
            (f"n{n:02}", dimension, indicator, scores[n, k])
            for n in range(len(scores))
            for k, (indicator, dimension) in enumerate(COLUMNS)
        ],
        columns=["network_id", "dimension", "indicator_id", "score"],
    )


def random_scores(seed: int, networks: int = 8, missing: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    scores = rng.uniform(0, 100, (networks, len(COLUMNS)))
    scores[rng.random(scores.shape) < missing] = np.nan
    return scores


def judged(scores: np.ndarray, rules: Fragility = FEW, weights: dict | None = None) -> Assessment:
    return assess(Panel.from_table(table_of(scores)), weights or WEIGHTS, rules)


def column(indicator: str) -> int:
    return [name for name, _ in COLUMNS].index(indicator)


def columns_of(dimension: str) -> list[int]:
    return [k for k, (_, name) in enumerate(COLUMNS) if name == dimension]


def test_a_score_that_a_hand_can_check() -> None:
    scores = np.zeros((1, len(COLUMNS)))
    scores[0, columns_of("treasury")] = [100, 50, 0, 50]
    scores[0, columns_of("workload")] = [100, np.nan]
    result = judged(scores)
    # Treasury 50 × 0.35, and workload, with one of its two indicators known, 100 × 0.08.
    assert result.score[0] == pytest.approx(17.5 + 8)
    assert result.coverage[0] == 1.0
    assert result.score_low[0] == pytest.approx(17.5 + 4)
    assert result.score_high[0] == pytest.approx(17.5 + 8)
    assert np.nansum(result.points[0]) == pytest.approx(25.5)
    assert result.rank[0] == result.rank_low[0] == result.rank_high[0] == 1


def test_without_a_dimension_the_weights_are_rescaled() -> None:
    scores = np.full((1, len(COLUMNS)), 40.0)
    scores[0, columns_of("treasury")] = np.nan
    result = judged(scores)
    assert result.coverage[0] == pytest.approx(0.65)
    assert result.score[0] == pytest.approx(40)
    assert result.score_low[0] == pytest.approx(26)
    assert result.score_high[0] == pytest.approx(61)


def test_under_the_smallest_coverage_nothing_is_said() -> None:
    scores = random_scores(1, networks=3)
    scores[0, columns_of("treasury") + columns_of("workload")] = np.nan  # 0.57
    scores[1, [*columns_of("membership"), *columns_of("dependency"), *columns_of("workload")]] = (
        np.nan  # exactly 0.60
    )
    result = judged(scores)
    for values in (
        result.score,
        result.rank,
        result.rank_low,
        result.top_probability,
        result.group,
    ):
        assert np.isnan(values[0])
        assert not np.isnan(values[1])
    assert np.isnan(result.points[0]).all()
    assert np.isnan(result.more_fragile[0]).all()
    assert result.rank[1:].max() == 2


@given(seed=SEEDS, network=st.integers(0, 7), k=st.integers(0, len(COLUMNS) - 1))
@settings(max_examples=40)
def test_worse_in_one_indicator_never_looks_better(seed: int, network: int, k: int) -> None:
    before = random_scores(seed, missing=0.1)
    if np.isnan(before[network, k]):
        before[network, k] = 20.0
    after = before.copy()
    after[network, k] = min(100.0, before[network, k] + 30)
    one, two = judged(before), judged(after)
    if np.isnan(one.score[network]):
        return
    assert two.score[network] >= one.score[network]
    assert two.geometric_score[network] >= one.geometric_score[network] - 1e-9
    assert two.rank[network] <= one.rank[network]
    assert two.rank_low[network] <= one.rank_low[network]
    assert two.rank_high[network] <= one.rank_high[network]
    assert two.top_probability[network] >= one.top_probability[network]


@given(seed=SEEDS)
@settings(max_examples=25)
def test_the_order_of_networks_and_rows_changes_nothing(seed: int) -> None:
    table = table_of(random_scores(seed, missing=0.15))
    shuffled = table.sample(frac=1, random_state=seed)
    one = assess(Panel.from_table(table), WEIGHTS, FEW)
    two = assess(Panel.from_table(shuffled), WEIGHTS, FEW)
    assert one.network_ids == two.network_ids
    for name in ("score", "rank", "rank_low", "rank_high", "top_probability", "more_fragile"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


@given(seed=SEEDS)
@settings(max_examples=25)
def test_scores_do_not_move_when_a_neighbour_does(seed: int) -> None:
    """Goalposts are fixed: the score of a network does not depend on the others."""
    scores = random_scores(seed)
    alone = judged(scores[:1])
    assert judged(scores).score[0] == alone.score[0]


@given(seed=SEEDS, dimension=st.sampled_from([d.id for d in RULES.dimensions]))
@settings(max_examples=25)
def test_weights_of_zero_and_one(seed: int, dimension: str) -> None:
    scores = random_scores(seed)
    only = judged(scores, weights={d: float(d == dimension) for d in WEIGHTS})
    np.testing.assert_allclose(only.score, scores[:, columns_of(dimension)].mean(axis=1))
    # With a single dimension there is nothing to draw: the interval is the rank itself.
    np.testing.assert_array_equal(only.rank_low, only.rank)
    np.testing.assert_array_equal(only.rank_high, only.rank)
    without = {d: w * (d != dimension) for d, w in WEIGHTS.items()}
    moved = scores.copy()
    moved[:, columns_of(dimension)] = 100 - moved[:, columns_of(dimension)]
    one, two = judged(scores, weights=without), judged(moved, weights=without)
    np.testing.assert_allclose(one.score, two.score)
    np.testing.assert_array_equal(one.rank_low, two.rank_low)


def test_weights_count_by_their_ratio_only() -> None:
    scores = random_scores(3)
    one, two = judged(scores), judged(scores, weights={d: 7 * w for d, w in WEIGHTS.items()})
    np.testing.assert_allclose(one.score, two.score)
    np.testing.assert_array_equal(one.rank_high, two.rank_high)


@pytest.mark.parametrize(
    "weights",
    [dict.fromkeys(WEIGHTS, 0.0), {**WEIGHTS, "team": -0.1}, {"treasury": 1.0}],
)
def test_weights_that_mean_nothing_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        judged(random_scores(1), weights=weights)


@given(seed=SEEDS, network=st.integers(0, 7), hidden=st.sets(st.integers(0, 15), min_size=1))
@settings(max_examples=60)
def test_what_is_missing_only_widens(seed: int, network: int, hidden: set[int]) -> None:
    """An interval with a missing value contains the interval with the known value."""
    full = random_scores(seed)
    holed = full.copy()
    holed[network, sorted(hidden)] = np.nan
    complete, unknown = judged(full), judged(holed)
    if np.isnan(unknown.score[network]):
        return
    assert (unknown.rank_low <= complete.rank_low).all()
    assert (unknown.rank_high >= complete.rank_high).all()
    assert unknown.score_low[network] <= complete.score[network] + 1e-9
    assert unknown.score_high[network] >= complete.score[network] - 1e-9
    assert unknown.score_low[network] <= unknown.score[network] + 1e-9
    assert unknown.score[network] <= unknown.score_high[network] + 1e-9


def test_hiding_the_worst_figure_does_not_hide_the_risk() -> None:
    scores = random_scores(5)
    scores[0, columns_of("treasury")] = 100
    result = judged(scores)
    scores[0, columns_of("treasury")] = np.nan
    hidden = judged(scores)
    assert hidden.score[0] < result.score[0]
    assert hidden.score_high[0] == pytest.approx(result.score[0])
    assert hidden.rank_low[0] <= result.rank_low[0]


def test_the_interval_holds_the_rank() -> None:
    for seed in range(30):
        result = judged(random_scores(seed, networks=20, missing=0.05))
        is_known = ~np.isnan(result.rank)
        assert (result.rank_low[is_known] <= result.rank[is_known]).all()
        assert (result.rank[is_known] <= result.rank_high[is_known]).all()


def test_intervals_agree_with_an_independent_monte_carlo() -> None:
    """Another generator, another sampler (numpy's Dirichlet), ranks by plain sorting."""
    scores = random_scores(11, networks=20)
    result = judged(scores, rules=RULES)
    dimension = np.column_stack(
        [scores[:, columns_of(d.id)].mean(axis=1) for d in RULES.dimensions]
    )
    base = np.array([d.weight for d in RULES.dimensions])
    rng = np.random.Generator(np.random.MT19937(77))
    totals = rng.dirichlet(RULES.concentration * base, 20_000) @ dimension.T
    rank = (-totals).argsort(axis=1).argsort(axis=1) + 1
    low, high = np.quantile(rank, INTERVAL, axis=0)
    assert np.abs(result.rank_low - low).max() <= 1
    assert np.abs(result.rank_high - high).max() <= 1
    assert np.abs((result.rank_high - result.rank_low) - (high - low)).mean() < 0.25
    np.testing.assert_allclose(result.top_probability, (rank <= TOP).mean(axis=0), atol=0.03)
    above = (totals[:, :, None] > totals[:, None, :]).mean(axis=0)
    off = ~np.eye(20, dtype=bool)
    np.testing.assert_allclose(result.more_fragile[off], above[off], atol=0.03)


def test_probabilities_of_a_pair_sum_to_one() -> None:
    scores = random_scores(8, missing=0.1)
    scores[1] = scores[0]
    result = judged(scores)
    off = ~np.isnan(result.more_fragile)
    np.testing.assert_allclose((result.more_fragile + result.more_fragile.T)[off], 1.0)
    full = random_scores(8)
    full[1] = full[0]
    twins = judged(full)
    assert twins.more_fragile[0, 1] == 0.5
    assert twins.rank[0] == twins.rank[1]
    assert (twins.rank_low[0], twins.rank_high[0]) == (twins.rank_low[1], twins.rank_high[1])


def test_groups_have_no_two_that_can_be_distinguished() -> None:
    for seed in range(20):
        result = judged(random_scores(seed, networks=20))
        order = np.argsort(result.rank)
        assert result.group[order[0]] == 1
        assert all(b - a in (0, 1) for a, b in pairwise(result.group[order]))
        for number in np.unique(result.group):
            inside = np.flatnonzero(result.group == number)
            pairs = result.more_fragile[np.ix_(inside, inside)]
            assert not (pairs[~np.isnan(pairs)] >= TOLD_APART).any()


def test_groups_open_only_when_a_network_is_distinguished() -> None:
    apart = np.array([[np.nan, 0.6, 0.99], [0.4, np.nan, 0.7], [0.01, 0.3, np.nan]])
    found = groups(np.array([50.0, 45.0, 40.0]), lambda i, j: apart[i, j] >= TOLD_APART)
    assert found.tolist() == [1, 1, 2]


def test_groups_compare_few_of_all_pairs() -> None:
    """Twenty bands of ten networks: under a tenth of the 19,900 pairs, and the bands come out."""
    band = np.repeat(np.arange(20), 10)
    compared = []

    def told_apart(one: int, other: int) -> bool:
        compared.append((one, other))
        return band[one] != band[other]

    found = groups(-np.arange(200.0), told_apart)
    assert found.tolist() == (band + 1).tolist()
    assert len(compared) < 19_900 / 10


@pytest.mark.parametrize("networks", [1, 2, FEW_NETWORKS, FEW_NETWORKS + 1, 64, 200])
def test_counting_what_is_above_is_the_same_for_few_and_many(networks: int) -> None:
    rng = np.random.default_rng(networks)
    # Few different totals, so that most tie, and the extremes of the scale.
    values, bars = (rng.integers(0, 9, (50, networks)).astype(np.int32) for _ in range(2))
    values[:, 0], bars[:, -1] = 100_000_000, 0
    above = (values[:, None, :] > bars[:, :, None]).sum(axis=2)
    np.testing.assert_array_equal(count_above(values, bars), above.T)


def test_pairs_are_those_that_groups_compare() -> None:
    rank = judged(random_scores(2, networks=9, missing=0.1)).drawn_rank
    share = pairs(rank)
    for one, other in np.argwhere(~np.isnan(share)):
        assert share[one, other] == share_before(rank[one], rank[other])


def test_without_any_score_there_is_no_rank() -> None:
    result = judged(np.full((3, len(COLUMNS)), np.nan))
    for values in (result.rank_low, result.rank_high, result.top_probability, result.group):
        assert np.isnan(values).all()
    assert np.isnan(result.more_fragile).all()


def test_geometric_lets_safe_dimensions_hide_less() -> None:
    even, uneven = np.full((1, len(COLUMNS)), 35.0), np.zeros((1, len(COLUMNS)))
    uneven[0, columns_of("treasury")] = 100
    found_even, found_uneven = judged(even), judged(uneven)
    assert found_even.score[0] == pytest.approx(found_uneven.score[0])
    assert found_even.geometric_score[0] == pytest.approx(35)
    assert found_uneven.geometric_score[0] == pytest.approx(100 - 100**0.65)


def test_drop_one_is_the_panel_without_it() -> None:
    scores = random_scores(4, networks=6)
    panel = Panel.from_table(table_of(scores))
    dropped = drop_one(panel, WEIGHTS, FEW)
    assert len(dropped) == 6 * len(COLUMNS)
    name = "payment_delay_days"
    rows = dropped[dropped["dropped_indicator_id"] == name].set_index("network_id")
    holed = scores.copy()
    holed[:, column(name)] = np.nan
    np.testing.assert_allclose(rows["score"], judged(holed).score)
    np.testing.assert_array_equal(rows["rank"], ranks(rows["score"].to_numpy()))


def test_levels_at_their_bounds() -> None:
    score = np.array([34.99, 35.0, 60.0, 60.01, 10.0, np.nan])
    alarmed = np.array([False, False, False, True, True, True])
    assert levels(score, alarmed, RULES) == [
        "solide",
        "a_surveiller",
        "a_surveiller",
        "fragile",
        "a_surveiller",
        None,
    ]
