"""The page on fragility shows the results of the engine, in self-contained sentences."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from method.catalog import load_catalog
from method.fragility import Panel, assess, drop_one, stated_weights
from observatory.fragility.board import (
    APART_LESS,
    APART_MORE,
    BANDS,
    TOGETHER,
    bands,
    by_dimension,
    contributions,
    make_board,
    move_word,
    pairs,
    sensitivity,
)
from observatory.fragility.charts import dumbbells, ranking
from observatory.fragility.words import (
    alarm_sentence,
    answer,
    changes,
    gap_sentence,
    level_with_worst,
    moves_title,
    points_lecture,
    stage_sentence,
)

CATALOG = load_catalog()
RULES = CATALOG.fragility
WEIGHTS = stated_weights(RULES)
COLUMNS = [(i, d.id) for d in RULES.dimensions for i in d.indicators]
ORDER = {"solide": 0, "a_surveiller": 1, "fragile": 2}
NOW = date(2026, 10, 31)


def indicators(scores: np.ndarray, moment: str = "now") -> pd.DataFrame:
    """Rows of the query `fragility_indicators` for networks n0, n1… at given scores."""
    rows = []
    for n, line in enumerate(scores):
        for (indicator, dimension), score in zip(COLUMNS, line, strict=True):
            goal = CATALOG.indicators[indicator].thresholds
            assert goal
            value = goal.safe + (goal.critical - goal.safe) * score / 100
            status = "no_data" if np.isnan(score) else "ok"
            rows.append(
                (moment, f"n{n}", dimension, indicator, status, value, goal.critical, score)
            )
    names = [
        "moment",
        "network_id",
        "dimension",
        "indicator_id",
        "status",
        "value",
        "critical",
        "score",
    ]
    return pd.DataFrame(rows, columns=names).assign(numerator=None, denominator=None, n=9)


def networks(count: int, alarmed: int | None = None, alert: int | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "network_id": [f"n{n}" for n in range(count)],
            "name": [f"Réseau {n}" for n in range(count)],
            "stage": "perennisation",
            "declared_stage": None,
            "alarm_indicator": ["cash_days" if n == alarmed else None for n in range(count)],
            "alarm_alert": ["director_vacant" if n == alert else None for n in range(count)],
            "indicators_known": 16,
            "indicators_expected": 16,
            "stated_rank": range(1, count + 1),
        }
    )


@pytest.fixture(scope="module")
def scores() -> np.ndarray:
    """Eight networks; the third has gaps, the last has almost no data."""
    values = np.random.default_rng(3).uniform(0, 70, (8, len(COLUMNS)))
    values[2, [0, 1, 5]] = np.nan
    values[7, 3:] = np.nan
    return values


def test_the_board_is_the_engine_at_the_weights_chosen(scores: np.ndarray) -> None:
    rows, moved = indicators(scores), {**WEIGHTS, "team": 0.9}
    board = make_board(rows, networks(8), moved, RULES)
    result = assess(Panel.from_table(rows), moved, RULES)
    table = board.ranking.set_index("network_id").loc[list(result.network_ids)]
    for column, values in (
        ("rank", result.rank),
        ("rank_low", result.rank_low),
        ("rank_high", result.rank_high),
        ("top_probability", result.top_probability),
        ("geometric_rank", result.geometric_rank),
    ):
        np.testing.assert_array_equal(table[column].to_numpy(dtype=float), values)
    scored = board.ranking["rank"].dropna()
    assert scored.is_monotonic_increasing
    assert board.ranking["network_id"].iloc[-1] == "n7"
    assert pd.isna(board.ranking["level"].iloc[-1])


def test_what_is_missing_never_shows_a_better_level(scores: np.ndarray) -> None:
    for seed in range(20):
        holed = np.random.default_rng(seed).uniform(0, 100, scores.shape)
        holed[np.random.default_rng(seed + 99).random(scores.shape) < 0.15] = np.nan
        table = make_board(indicators(holed), networks(8), WEIGHTS, RULES).ranking
        scored = table.dropna(subset=["score"])
        assert (scored["level_at_worst"].map(ORDER) >= scored["level"].map(ORDER)).all()


def test_an_alarm_forbids_solid(scores: np.ndarray) -> None:
    facts = networks(8, alarmed=4, alert=5)
    table = make_board(indicators(scores * 0), facts, WEIGHTS, RULES).ranking
    levels = table.set_index("network_id")["level"]
    assert levels["n4"] == "a_surveiller"
    assert levels["n5"] == "a_surveiller"
    assert levels["n0"] == "solide"


def test_an_alarm_is_mentioned_only_where_it_changes_the_level() -> None:
    catalog = load_catalog()
    calm = {"alarm_indicator": "cash_days", "alarm_alert": None, "score": RULES.watch_from - 1}
    assert "jours de trésorerie" in alarm_sentence(calm, catalog)
    assert alarm_sentence({**calm, "score": RULES.watch_from}, catalog) == ""
    assert alarm_sentence({**calm, "alarm_indicator": None}, catalog) == ""
    urgent = {**calm, "alarm_indicator": None, "alarm_alert": "director_vacant"}
    assert "alerte urgente ouverte\u00a0: direction vacante" in alarm_sentence(urgent, catalog)


@pytest.mark.parametrize("network", ["n0", "n2"])
def test_points_add_up_to_both_scores_by_indicator_and_by_dimension(
    scores: np.ndarray, network: str
) -> None:
    now, before = indicators(scores), indicators(scores[::-1] * 0.8, "before")
    rows = contributions(now, before, network, WEIGHTS, CATALOG)
    for frame, column in ((now, "points"), (before, "points_before")):
        table = make_board(frame, networks(8), WEIGHTS, RULES).ranking.set_index("network_id")
        expected = table.at[network, "score"]
        total = rows[column].sum(min_count=1)
        np.testing.assert_allclose(total, expected, equal_nan=True)
        dimensions = by_dimension(rows)
        np.testing.assert_allclose(dimensions[column].sum(min_count=1), expected, equal_nan=True)
    points = rows["points"].dropna()
    assert points.is_monotonic_decreasing
    assert len(rows) == len(COLUMNS)
    moves = dimensions["change"].abs().dropna()
    assert moves.is_monotonic_decreasing


def test_what_is_known_at_only_one_date_is_not_a_change(scores: np.ndarray) -> None:
    """A network that stops sending bad figures does not improve."""
    full = np.full_like(scores, 90.0)
    silent = full.copy()
    silent[0, 0] = np.nan
    rows = contributions(indicators(silent), indicators(full, "before"), "n0", WEIGHTS, CATALOG)
    dimensions = by_dimension(rows).set_index("name")
    treasury = next(d.label for d in RULES.dimensions if d.id == "treasury")
    assert dimensions.at[treasury, "word"] == "pas de comparaison"
    assert set(dimensions.drop(treasury)["word"]) == {"stable"}
    assert dimensions.index[-1] == treasury
    assert "Rien n’a bougé" in moves_title(by_dimension(rows), "Réseau 0")


def test_a_figure_got_worse_by_its_own_rule_and_not_by_its_points(scores: np.ndarray) -> None:
    """Two departures in nine instead of one may be chance, whatever their weight in the score."""
    moved = {}
    for departures in (2, 8):
        ends = []
        for leavers in (departures, 1):
            rows = indicators(scores * 0).assign(numerator=float(leavers), denominator=9.0)
            is_churn = rows["indicator_id"] == "churn_12m"
            rows.loc[is_churn, ["value", "score"]] = [leavers / 9, 10.0 * leavers]
            ends.append(rows)
        moved[departures] = changes(contributions(*ends, "n0", WEIGHTS, CATALOG))
    assert moved[2] == ([], [])
    assert [len(part) for part in moved[8]] == [1, 0]


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        # For the score, two points in 100 are no change, nor is what rounds to zero.
        (20.4, 20.0, "stable"),
        (0.4, 0.0, "stable"),
        (60.9, 60.0, "stable"),
        (61.3, 60.0, "se dégrade"),
        (11.0, 20.0, "s’améliore"),
        (np.nan, 20.0, "pas de comparaison"),
    ],
)
def test_points_move_by_the_rule_of_the_score(now: float, before: float, word: str) -> None:
    assert move_word(now, before) == word


def test_the_dumbbell_draws_both_dates_and_one_where_there_is_one(scores: np.ndarray) -> None:
    names = ("octobre 2026", "octobre 2025")
    both = contributions(indicators(scores), indicators(scores * 0.5), "n0", WEIGHTS, CATALOG)
    figure = dumbbells(by_dimension(both), names).to_plotly()
    ends = {trace.name: list(trace.x) for trace in figure.data if trace.name}
    np.testing.assert_allclose(ends[names[0]], by_dimension(both)["points"])
    np.testing.assert_allclose(ends[names[1]], by_dimension(both)["points_before"])
    alone = contributions(indicators(scores), indicators(scores[:0]), "n0", WEIGHTS, CATALOG)
    chart = dumbbells(by_dimension(alone), names).to_plotly()
    assert [trace.name for trace in chart.data] == [names[0]]


def test_a_rank_never_goes_back_to_a_higher_band() -> None:
    first, middle, last = (name for _, name in BANDS)
    labels = bands(pd.Series([1.0, 0.9, 0.96, 0.04, 0.06, None]))
    assert labels == [first, middle, middle, last, last, None]


def test_the_answer_names_who_and_why_and_counts_levels() -> None:
    def table(*rows: tuple[str, float | None, float | None, str | None]) -> pd.DataFrame:
        board_rows = pd.DataFrame(rows, columns=["name", "score", "rank", "level"])
        return board_rows.assign(why="5 jours de trésorerie")

    one = answer(table(("A", 70, 1, "fragile"), ("B", 20, 2, "solide"), ("C", None, None, None)))
    assert one[0] == "A d’abord\u00a0: 5 jours de trésorerie."
    assert one[1].startswith("1\u00a0réseau fragile, 0\u00a0à surveiller et 1\u00a0solide")
    assert "1 sans score" in one[1]
    ties = answer(table(("A", 70, 1, "fragile"), ("B", 70, 1, "fragile")))
    assert ties[0] == "A et B d’abord, à égalité."
    assert "Aucun réseau" in answer(table(("C", None, None, None)))[0]


def test_a_level_that_may_be_worse_has_a_hollow_mark(scores: np.ndarray) -> None:
    holed = np.full_like(scores, 30.0)
    holed[1, [0, 1, 2]] = np.nan
    table = make_board(indicators(holed), networks(8), WEIGHTS, RULES).ranking
    figure = ranking(table.assign(why="rien")).to_plotly()
    marks = {trace.name: trace.marker.symbol for trace in figure.data}
    assert marks == {"Solide": "circle", "Solide (au pire\u00a0: à surveiller)": "circle-open"}


def test_sensitivity_and_pairs_are_the_engine_s(scores: np.ndarray) -> None:
    rows = indicators(scores)
    board = make_board(rows, networks(8), WEIGHTS, RULES)
    dropped = drop_one(Panel.from_table(rows), WEIGHTS, RULES)
    own = dropped[dropped["network_id"] == "n0"].set_index("dropped_indicator_id")["score"]
    table = sensitivity(board, "n0", WEIGHTS, CATALOG)
    assert sorted(table["score"]) == sorted(own)
    assert table["rank_change"].abs().is_monotonic_decreasing
    against = pairs(board, "n0").set_index("name")
    assert "Réseau 0" not in against.index
    assert "Réseau 7" not in against.index, "nothing is known of it"
    for _, row in against.iterrows():
        expected = TOGETHER
        if row["probability"] >= 0.95:
            expected = APART_MORE
        elif row["probability"] <= 0.05:
            expected = APART_LESS
        assert row["words"] == expected


def test_an_outsider_understands_the_points_from_their_reading(scores: np.ndarray) -> None:
    """The explanation names the network, scale, date, most important figure and its bound."""
    now, before = indicators(scores), indicators(scores * 0.5, "before")
    own = make_board(now, networks(8), WEIGHTS, RULES).ranking.set_index("network_id").loc["n0"]
    rows = contributions(now, before, "n0", WEIGHTS, CATALOG)
    text = points_lecture(rows, own.to_dict(), NOW)
    heaviest = CATALOG.indicators[rows["indicator_id"].iloc[0]]
    for part in (
        "Réseau 0",
        "sur 100",
        "31 octobre 2026",
        heaviest.label,
        heaviest.short,
        rows["critical_text"].iloc[0],
    ):
        assert part in text
    assert not {"nan", "None"} & set(text.split())


def test_sentences_say_what_is_missing_and_what_moved(scores: np.ndarray) -> None:
    own = {"indicators_known": 15, "indicators_expected": 16, "score": 30.0}
    one = gap_sentence({**own, "score_low": 28.0, "score_high": 34.0})
    assert one.startswith("1\u00a0indicateur sur 16 manque")
    assert "de 28 à 34" in one
    assert gap_sentence({**own, "indicators_known": 16}) == ""
    rows = contributions(indicators(scores), indicators(scores[:0]), "n0", WEIGHTS, CATALOG)
    assert changes(rows) == ([], [])
    later = indicators(np.where(np.arange(len(COLUMNS)) == 0, 100.0, scores * 0))
    moved = contributions(later, indicators(scores * 0), "n0", WEIGHTS, CATALOG)
    worse, better = changes(moved)
    assert (len(worse), better) == (1, [])
    assert worse[0] == "de 90 à 30\u00a0jours de trésorerie"
    assert level_with_worst(None, None) == "Non classé"
    assert level_with_worst("solide", "solide") == "● Solide"


def test_the_stage_says_what_is_missing_for_the_next() -> None:
    rules = pd.DataFrame(
        {
            "stage": "perennisation",
            "observed_stage": "developpement",
            "declared_stage": "impulsion",
            "measure": ["age_months", "fte", "members_active"],
            "gap_to_leave_launch": [0.0, 0.0, 0.0],
            "gap_to_growth": [0.0, 1.5, np.nan],
        }
    )
    text = stage_sentence(rules)
    assert "**Pérennisation**" in text
    assert "étape déclarée\u00a0: Impulsion" in text
    assert "deux mois de suite" in text
    assert "équivalents temps plein (+1,5\u00a0ETP)" in text
    assert "adhérents" not in text
