"""The opening state of a simulator, what its link contains, and its verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from method.forecast import Scenario, forecast, pool, sample
from observatory.simulators import networks, parameters
from observatory.simulators.scenarios import EVERYONE
from tests.unit.treasuries import instalments, steady

LATE = date(2026, 4, 15)


def outcome(**lows: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "name": name, "before_eur": before, "low_eur": after, "rank": rank,
                "month": f"mois {rank}", "value": after / 100, "before_days": before / 100,
            }
            for rank, (name, (before, after)) in enumerate(lows.items(), start=1)
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "title", "words"),
    [
        (outcome(A=(5, 4)), "aucun réseau à découvert", "même dans le cas prudent"),
        (outcome(A=(5, -4)), "1 réseau à découvert", "aucun ne le serait"),
        (outcome(A=(-5, -9)), "1 réseau à découvert", "Il le serait aussi"),
        (outcome(A=(-5, -9), B=(-1, -2)), "2 réseaux à découvert", "Tous le seraient aussi"),
        (outcome(A=(-5, -9), B=(1, -2)), "2 réseaux à découvert", "y ajoute B"),
        (
            outcome(A=(1, -9), B=(1, -2), C=(1, -2), D=(1, -2), E=(1, -2)),
            "5 réseaux à découvert",
            "et 1 autre",
        ),
    ],
)
def test_the_verdict_counts_and_says_what_the_change_adds(
    rows: pd.DataFrame, title: str, words: str
) -> None:
    assert networks.verdict(rows, "Région + 90 jours").replace("\u00a0", " ") == (
        f"Région + 90 jours : {title}"
    )
    assert words in " ".join(networks.answer(rows, "Région")).replace("\u00a0", " ")


def test_it_opens_on_the_region_ninety_days_late() -> None:
    draws = sample(steady(expected=instalments((LATE, 80_000))), 20)
    scenario, words = parameters.scenario({}, draws)
    assert scenario == Scenario(delay_by_funder={"region": 90})
    assert words.replace("\u00a0", " ") == "Région + 90 jours"
    kind = instalments((LATE, 80_000), funder="État", kind="etat")
    other, words = parameters.scenario({}, sample(steady(expected=kind), 20))
    assert other == Scenario(delay_by_funder={"etat": 90})
    nothing, words = parameters.scenario({"retard_region": 0}, draws)
    assert words == "Aucun retard ajouté"
    assert forecast(draws, nothing).low_eur == forecast(draws).low_eur
    cut, words = parameters.scenario({"simulateur": "baisse", "financeurs": ["region"]}, draws)
    assert cut == Scenario(grant_cut_share=0.2, cut_funders=frozenset({"region"}))
    assert words.replace("\u00a0", " ") == "Aides à venir −20 % (région)"


def test_no_simulator_keeps_the_words_of_another() -> None:
    words = ["espace", "reseau", "mois", "retard_region", "retard_etat", "baisse", "financeurs",
             "perte", "cout_horaire", "preparation", "aide", "enveloppe", "plafond"]  # fmt: skip
    for kind in parameters.SIMULATORS:
        own_words = set(words) - set(parameters.foreign(kind, words))
        assert {"espace", "reseau", "mois"} <= own_words
        own = {
            word
            for word in own_words
            if any(word.startswith(name) for name in parameters.OWN[kind])
        }
        assert own
        assert own_words == own | {"espace", "reseau", "mois"}


def test_each_network_is_described_in_its_days_of_spending() -> None:
    small = replace(steady(30_000, 24_000, 24_000), network_id="small")
    late = replace(steady(45_000, expected=instalments((LATE, 80_000))), network_id="late")
    samples = {name: sample(t, 20) for name, t in (("small", small), ("late", late))}
    samples[EVERYONE] = pool(list(samples.values()))
    scenario = Scenario(delay_by_funder={"region": 90})
    rows = networks.outcome_rows(samples, scenario, {"small": "Petit", "late": "Tardif"})
    assert set(rows["name"]) == {"Petit", "Tardif"}
    assert rows["value"].is_monotonic_increasing
    own = rows.set_index("name").loc["Petit"]
    # 24,000 per month are 789 per day, and 30,000 are 38 days of that.
    assert round(own["value"]) == round(30_000 / (12 * 24_000 / 365))
    assert own["before_eur"] == own["low_eur"]
    one = networks.answer_one(
        forecast(samples["late"]), forecast(samples["late"], scenario), "Tardif", "Région"
    )
    assert "Tardif" in one
