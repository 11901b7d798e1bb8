"""The words about a forecast: never « prudent » when it misses, and why nothing is allocated."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from method.catalog import load_catalog
from method.forecast import allocate, sample
from observatory.simulators.silence import silences, urgent_sentences
from observatory.treasury import charts
from observatory.treasury.words import (
    annuality_rows,
    annuality_sentence,
    backtest_sentence,
    spread_sentence,
)
from tests.unit.treasuries import steady


@pytest.mark.parametrize(
    ("coverage", "words"),
    [(0.66, "trop étroite"), (0.79, "dit vrai"), (0.93, "trop large")],
)
def test_the_backtest_says_both_coverages_and_never_prudent(coverage: float, words: str) -> None:
    row = pd.Series(
        {
            "forecasts": 24, "months_ahead": 6, "coverage": coverage, "coverage_drawn": 0.61,
            "mae_eur": 34_000, "mae_last_value_eur": 73_000, "mae_last_year_eur": 45_000,
        }
    )  # fmt: skip
    sentence = backtest_sentence(row)
    assert words in sentence
    assert f"{round(100 * coverage)} fois sur 100" in sentence
    assert "61 fois sur 100" in sentence
    assert "prudent" not in sentence


def test_few_month_ends_are_mentioned() -> None:
    assert spread_sentence(24) == ""
    assert "11\u00a0fins de mois" in spread_sentence(11)
    assert "aucune" in spread_sentence(0)


def _headlines(**values: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, value, "ok") for name, value in values.items()],
        columns=["indicator_id", "value", "status"],
    )


def test_what_annual_agreements_cost_is_the_distance_of_the_readings() -> None:
    values = _headlines(
        cash_low_p10_12m=15_000, cash_low_p10_12m_committed=-24_000,
        months_to_negative_p10=None, months_to_negative_p10_committed=9,
        max_delay_supported_days=44, max_delay_supported_days_committed=0,
    )  # fmt: skip
    assert "39" in annuality_sentence(values)
    assert "44" in annuality_sentence(values)
    rows = annuality_rows(values, load_catalog())
    assert rows["expected"].tolist()[1] == "pas en 12 mois"
    assert rows["committed"].tolist()[1].startswith("9")


def test_a_network_under_thirty_days_gets_nothing_with_its_reason() -> None:
    # 24,000 per month. The first never leaves the tight zone, whatever the loan; the second has no
    # signed grant to advance; the third is safe.
    hopeless = replace(steady(-500_000, 0, 24_000), network_id="lost")
    bare = replace(steady(10_000, 24_000, 24_000), network_id="bare")
    safe = replace(steady(900_000, 24_000, 24_000), network_id="safe")
    samples = {t.network_id: sample(t, 20) for t in (hopeless, bare, safe)}
    names = {"lost": "Perdu", "bare": "Nu", "safe": "Serein"}
    effects = allocate(samples, "advance", 30_000, 10_000, 30_000)
    reasons = silences(effects, samples, "advance", 30_000)
    assert set(reasons) == {"lost", "bare", "safe"}
    assert "signée" in reasons["bare"]
    assert "aucun mois prévu" in reasons["safe"]
    assert [s.split()[0] for s in urgent_sentences(reasons, samples, names)] == ["Perdu", "Nu"]
    lent = allocate({"lost": samples["lost"]}, "bridge", 30_000, 10_000, 30_000)
    assert "aucun mois" in silences(lent, samples, "bridge", 30_000)["lost"]
    # With one bridge for two networks, the other gets its own reason.
    twins = {n: sample(replace(bare, network_id=n), 20) for n in ("one", "two")}
    allocation = allocate(twins, "bridge", 20_000, 20_000, 20_000)
    assert list(silences(allocation, twins, "bridge", 20_000).values()) == [
        "la même somme fait gagner plus de mois ailleurs"
    ]


def test_the_line_of_what_is_signed_is_hatched_where_it_leaves_the_forecast() -> None:
    months = pd.date_range("2026-01-31", periods=6, freq="ME")
    rows = pd.DataFrame(
        {
            "as_of": months,
            "value": [100.0, 90, 80, 80, 85, 90],
            "low": [None, None, 60, 60, 60, 60],
            "high": [None, None, 99, 99, 99, 99],
            "committed": [None, None, 80, 80, 40, 10],
        }
    )
    events = pd.DataFrame(
        {
            "funder_name": ["Région", "Région", "État"],
            "due_on": pd.to_datetime(["2025-12-01", "2026-04-01", "2025-11-01"]),
            "due_eur": [10.0, 20, 30],
            "paid_on": pd.to_datetime([None, None, "2025-12-15"]),
            "paid_eur": [None, None, 30.0],
            "overdue_eur": [10.0, None, None],
        }
    )
    indicator = load_catalog().indicators["cash_low_p10_12m"]
    figure = charts.curve(rows, events, months[1].date(), indicator).to_plotly()
    by_name = {trace.name: trace for trace in figure.data if trace.name}
    assert by_name["À renouveler"].fillpattern.shape == "/"
    assert list(pd.to_datetime(by_name["À renouveler"].x)) == list(months[3:])
    assert list(by_name["Si rien n’est renouvelé"].y) == [80, 80, 40, 10]
    marks = ("Aide échue, impayée", "Échéance d’aide", "Versement d’aide")
    assert [len(by_name[mark].x) for mark in marks] == [1, 2, 1]
