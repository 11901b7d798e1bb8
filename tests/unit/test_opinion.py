"""The six barriers and three recommendations: each is there, and readings follow the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from method.catalog import Indicator, load_catalog
from observatory.gate.access import AccessError
from observatory.opinion.follow_up import NOTE_MAX, FollowUp, FollowUpError, Step
from observatory.opinion.opinion import (
    Opinion,
    gaps,
    load_opinion,
    reading,
    trend,
    value_words,
)

CATALOG = load_catalog().indicators
SHARE, CHURN, COUNT = CATALOG["tpe_pme_share"], CATALOG["churn_12m"], CATALOG["applications_12m"]


def row(value: float | None, before: float | None, status: str = "ok") -> dict[str, Any]:
    """A row of `indicator_headlines`, counted among 1,000."""
    return _row(value, status) | {f"{k}_before": v for k, v in _row(before, "ok").items()}


def _row(value: float | None, status: str) -> dict[str, Any]:
    return {
        "status": status if value is None else "ok",
        "value": value,
        "numerator": None if value is None else value * 1000,
        "denominator": 1000,
        "n": 1000,
    }


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_opinion_is_whole() -> None:
    opinion = load_opinion()
    assert [barrier.number for barrier in opinion.barriers] == [1, 2, 3, 4, 5, 6]
    assert [group.number for group in opinion.recommendations] == [1, 2, 3]
    assert len(opinion.fragile_moments) == 3
    for word in (
        "salon régional",
        "Dév’Up",
        "comité d’experts",
        "rencontres",
        "trois ans",
        "pôles d’innovation",
        "emploi",
        "cellule Europe",
        "interclustering",
        "ARDAN",
        "observatoires de filière",
        "groupements d’employeurs",
        "salons",
        "numérique",
    ):
        assert any(word in measure.title for measure in opinion.measures.values()), word


def test_an_unknown_indicator_is_refused() -> None:
    content = load_opinion().model_dump()
    content["barriers"][0]["indicators"] = ["fte", "fortune"]
    with pytest.raises(ValueError, match="fortune"):
        Opinion.model_validate(content)


@pytest.mark.parametrize(
    ("indicator", "value", "before", "said"),
    [
        (SHARE, 0.60, 0.50, "▲ s’améliore"),
        (SHARE, 0.40, 0.50, "▼ se dégrade"),
        (CHURN, 0.60, 0.50, "▼ se dégrade"),
        (CHURN, 0.40, 0.50, "▲ s’améliore"),
        (SHARE, 0.51, 0.50, "= stable"),  # one point among a thousand is chance
        (COUNT, 30.0, 10.0, "↕ en hausse"),
        (SHARE, 0.5, None, "sans comparaison"),
    ],
)
def test_a_trend_says_what_the_change_is(
    indicator: Indicator, value: float, before: float | None, said: str
) -> None:
    assert trend(indicator, row(value, before)) == said


def test_a_reading_counts_ties_and_what_each_figure_did() -> None:
    rows = {SHARE.id: row(0.8, 0.7), CHURN.id: row(0.3, 0.2)}
    said = plain(reading([SHARE, CHURN], rows))
    assert said == "Sur 2 indicateurs, en douze mois : 1 s’améliore et 1 se dégrade."
    told = plain(value_words(SHARE, rows[SHARE.id]))
    assert told == "80,0 % (+10,0 points en douze mois : s’améliore)"
    both = {SHARE.id: row(0.8, 0.7), CHURN.id: row(0.2, 0.3)}
    assert "2 s’améliorent" in plain(reading([SHARE, CHURN], both))
    still = {SHARE.id: row(0.8, 0.8), CHURN.id: row(0.2, 0.2)}
    assert "2 sont stables" in plain(reading([SHARE, CHURN], still))


def test_nothing_is_said_of_what_is_not_measured() -> None:
    rows = {SHARE.id: row(None, None, "no_data"), CHURN.id: row(0.1, None)}
    assert reading([SHARE, CHURN], rows) == "Aucune évolution n’est mesurée sur douze mois."
    assert value_words(SHARE, rows[SHARE.id]) == "aucune donnée transmise"
    assert plain(value_words(CHURN, rows[CHURN.id])) == "10,0 %"
    assert "`etablissements`" in gaps([SHARE, CHURN], rows)
    assert gaps([CHURN], rows) == ""


@pytest.fixture
def book(tmp_path: Path) -> FollowUp:
    return FollowUp(tmp_path, "demo", "staff")


def test_the_last_state_holds(book: FollowUp) -> None:
    assert book.steps() == {}
    assert not book.path.exists()
    first = Step("salon_regional", "en_cours", date(2026, 1, 5), "Dév’Up, direction", "lieu choisi")
    book.write(first)
    last = Step("salon_regional", "faite", date(2026, 6, 5), "", "'; drop table step; --")
    book.write(last)
    assert book.steps() == {"salon_regional": last}


@pytest.mark.parametrize(
    "wrong",
    [
        Step("inconnue", "faite", date(2026, 1, 5), "", ""),
        Step("ardan", "peut-être", date(2026, 1, 5), "", ""),  # ty: ignore[invalid-argument-type]
        Step("ardan", "faite", date(2026, 1, 5), "Jean Dupont", ""),
        Step("ardan", "faite", datetime.now(UTC).date() + timedelta(days=2), "", ""),
        Step("ardan", "faite", date(2026, 1, 5), "", "x" * (NOTE_MAX + 1)),
    ],
)
def test_wrong_steps_are_refused(book: FollowUp, wrong: Step) -> None:
    with pytest.raises(FollowUpError):
        book.write(wrong)
    assert book.steps() == {}


@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_others_read_all_but_the_note_and_do_not_write(tmp_path: Path, role: str) -> None:
    step = Step("ardan", "faite", date(2026, 1, 5), "", "à relancer")
    FollowUp(tmp_path, "demo", "staff").write(step)
    reader = FollowUp(tmp_path, "demo", role)
    assert reader.steps() == {"ardan": replace(step, note="")}
    with pytest.raises(AccessError):
        reader.write(step)
