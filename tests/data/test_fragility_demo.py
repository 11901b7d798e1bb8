"""The score and the alerts on the demonstration: invariants, and each planted case once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from benchmarks.warning.stories import PLANTED
from method.alerts import load_rules
from method.catalog import load_catalog
from method.fragility import Panel, assess, stated_weights
from observatory.fragility.digest import workspace_digest
from pipelines.steps.alert_event import History, fire, read_history

RULES = load_catalog().fragility
# Network and alert of each case planted in the demonstration.
STORIES = [(network, rule) for network, rule, _ in PLANTED]


@pytest.fixture(scope="module")
def db(demo_db: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def fragility(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return db.execute("from marts.fragility").df()


@pytest.fixture(scope="module")
def events(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Alerts still open, or cleared in the last 24 month ends."""
    return db.execute(
        "from marts.alert_event where is_open or cleared_on > "
        "(select from_24m from core.month order by as_of desc limit 1)"
    ).df()


def test_one_row_a_month_and_network(fragility: pd.DataFrame) -> None:
    assert not fragility.duplicated(["as_of", "network_id"]).any()
    assert fragility["network_id"].nunique() == 20
    assert fragility["as_of"].nunique() >= 36


def test_scores_recomputed_from_the_indicators_alone(
    db: duckdb.DuckDBPyConnection, fragility: pd.DataFrame
) -> None:
    """A second implementation, in pandas, from the catalogue and the published values."""
    values = db.execute("from marts.indicator_values where network_id <> '*'").df()
    catalog, parts = load_catalog(), []
    for dimension in catalog.fragility.dimensions:
        scores = []
        for name in dimension.indicators:
            goal = catalog.indicators[name].thresholds
            assert goal
            of_one = values[(values["indicator_id"] == name) & (values["status"] == "ok")]
            share = (of_one["value"] - goal.safe) / (goal.critical - goal.safe)
            scores.append(of_one[["as_of", "network_id"]].assign(s=100 * share.clip(0, 1)))
        mean = pd.concat(scores).groupby(["as_of", "network_id"])["s"].mean()
        parts.append(mean.rename(dimension.id))
    table = pd.concat(parts, axis=1)
    weights = pd.Series(stated_weights(catalog.fragility))
    covered = (table.notna() * weights).sum(axis=1).round(9)
    score = (table * weights).sum(axis=1) / covered
    score = score.where(covered >= catalog.fragility.coverage_min)
    published = fragility.set_index(["as_of", "network_id"])
    score, covered = score.reindex(published.index), covered.reindex(published.index).fillna(0)
    np.testing.assert_allclose(published["score"], score, atol=1e-6)
    np.testing.assert_allclose(published["coverage"], covered, atol=1e-9)
    for dimension in catalog.fragility.dimensions:
        expected = table[dimension.id].reindex(published.index)
        np.testing.assert_allclose(published[f"{dimension.id}_score"], expected, atol=1e-6)


def test_points_make_the_score(db: duckdb.DuckDBPyConnection) -> None:
    gaps = db.execute(
        "select max(abs(p.points - f.score)) from marts.fragility as f join ("
        "select as_of, network_id, sum(points) as points from marts.fragility_indicator "
        "group by all) as p using (as_of, network_id)"
    ).fetchone()
    assert gaps and gaps[0] < 1e-6


def test_levels_ranks_and_intervals_agree(fragility: pd.DataFrame) -> None:
    scored = fragility[fragility["score"].notna()]
    assert (fragility["score"].isna() == (fragility["coverage"] < RULES.coverage_min)).all()
    unscored = fragility[fragility["score"].isna()]
    assert unscored[["level", "rank", "rank_low", "rank_high"]].isna().all(axis=None)
    assert (scored["rank_low"] <= scored["rank"]).all()
    assert (scored["rank"] <= scored["rank_high"]).all()
    assert scored["score_low"].le(scored["score"] + 1e-6).all()
    assert scored["score"].le(scored["score_high"] + 1e-6).all()
    assert (scored.loc[scored["score"] > RULES.fragile_above, "level"] == "fragile").all()
    is_alarmed = scored[["alarm_indicator", "alarm_alert"]].notna().any(axis=1)
    assert (scored.loc[is_alarmed, "level"] != "solide").all()
    calm = ~is_alarmed & (scored["score"] < RULES.watch_from)
    assert (scored.loc[calm, "level"] == "solide").all()


def test_no_urgent_alert_is_open_beside_solid(db: duckdb.DuckDBPyConnection) -> None:
    beside = db.execute(
        "select f.as_of, f.network_id, a.rule_id from marts.fragility as f "
        "inner join marts.alert_event as a on f.network_id = a.network_id "
        "and a.fired_on <= f.as_of and (a.cleared_on is null or a.cleared_on > f.as_of) "
        "where a.severity = 'urgente' and f.level = 'solide'"
    ).fetchall()
    assert not beside


def test_the_page_finds_the_ranks_that_were_published(
    db: duckdb.DuckDBPyConnection, fragility: pd.DataFrame
) -> None:
    last = fragility["as_of"].max()
    rows = db.execute("from marts.fragility_indicator where as_of = ?", [last]).df()
    result = assess(Panel.from_table(rows), stated_weights(RULES), RULES)
    month = fragility[fragility["as_of"] == last].set_index("network_id").loc[[*result.network_ids]]
    for name, values in (
        ("score", result.score),
        ("rank", result.rank),
        ("rank_low", result.rank_low),
        ("rank_high", result.rank_high),
        ("top_five_probability", result.top_probability),
        ("geometric_rank", result.geometric_rank),
        ("rank_group", result.group),
    ):
        np.testing.assert_array_equal(month[name].to_numpy(dtype=float), values)


def test_the_silent_network_is_uncertain_and_not_reassuring(fragility: pd.DataFrame) -> None:
    last = fragility[fragility["as_of"] == fragility["as_of"].max()].set_index("network_id")
    silent = last.loc["logivague"]
    complete = last[last["indicators_known"] == last["indicators_expected"]]
    assert silent["indicators_known"] < silent["indicators_expected"]
    width = complete["rank_high"] - complete["rank_low"]
    assert silent["rank_high"] - silent["rank_low"] > width.max()
    assert silent["score_high"] - silent["score_low"] > 20


@pytest.mark.parametrize(("network", "rule"), STORIES)
def test_each_planted_story_fires_once(events: pd.DataFrame, network: str, rule: str) -> None:
    fired = events[(events["network_id"] == network) & (events["rule_id"] == rule)]
    assert len(fired) == 1
    assert fired["is_open"].all()


def test_month_after_month_no_alert_is_shown_twice(
    db: duckdb.DuckDBPyConnection, events: pd.DataFrame
) -> None:
    """Over 24 monthly builds, each alert would be shown once, from the month it fired."""
    rules, catalog = load_rules(), load_catalog()
    whole = read_history(db, rules)
    by_story: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for count in range(len(whole.months) - 23, len(whole.months) + 1):
        alerts = fire(_until(whole, count), rules, catalog)
        for row in alerts[alerts["is_open"]].itertuples():
            episodes = by_story.setdefault((row.network_id, row.rule_id), [])
            episodes.append((row.first_on, whole.months[count - 1]))
    for story in STORIES:
        firsts = {first for first, _ in by_story[story]}
        assert len(firsts) == 1, f"{story} begins anew: {firsts}"
        event = events[(events["network_id"] == story[0]) & (events["rule_id"] == story[1])].iloc[0]
        months_shown = [month for _, month in by_story[story]]
        assert months_shown[0] == max(event["fired_on"].date(), whole.months[-24])
        assert months_shown == [m for m in whole.months if m >= months_shown[0]], (
            f"{story} went out and came back"
        )


def _until(history: History, count: int) -> History:
    """The panel restricted to its first `count` months."""

    def cut(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {name: values[:count] for name, values in arrays.items()}

    calendar = history.calendar
    return History(
        history.months[:count],
        history.network_ids,
        history.exists[:count],
        cut(history.known),
        cut(history.values),
        cut(history.numerators),
        calendar[calendar["as_of"] <= pd.Timestamp(history.months[count - 1])],
    )


@pytest.mark.parametrize("network", ["pole-ondafrene", "medivelours", "rayonnac"])
def test_growth_youth_and_seasons_are_no_alarm(events: pd.DataFrame, network: str) -> None:
    urgent = events[(events["network_id"] == network) & (events["severity"] == "urgente")]
    assert urgent.empty


def test_the_young_network_is_under_launch(fragility: pd.DataFrame) -> None:
    young = fragility[fragility["network_id"] == "medivelours"]
    assert set(young["stage"].dropna()) == {"impulsion"}


def test_the_digest_of_the_demonstration_names_the_stories(demo_curated: Path) -> None:
    now = pd.Timestamp("2026-11-09T08:00:00Z").to_pydatetime()
    text = workspace_digest("demo", demo_curated, now).text
    assert text.startswith("DÉMONSTRATION")
    for part in ("Galvacier", "Direction vacante", "TPE perdues", "Trésorerie plus transmise"):
        assert part in text
    assert not re.search(r"\b(nan|NaT|None|NaN)\b", text)
