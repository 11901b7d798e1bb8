"""The six barriers and three recommendations: each is there, and readings follow the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from method.catalog import load_catalog
from observatory.gate.access import AccessError
from observatory.opinion.follow_up import NOTE_MAX, FollowUp, FollowUpError, Step
from observatory.opinion.opinion import (
    TREND_WORDS,
    Opinion,
    gaps,
    load_opinion,
    reading,
    trend,
    value_words,
)

CATALOG = load_catalog().indicators
SHARE, CHURN, COUNT = CATALOG["tpe_pme_share"], CATALOG["churn_12m"], CATALOG["applications_12m"]


def row(value: float | None, change: float | None, status: str = "ok") -> dict[str, Any]:
    return {
        "status": status,
        "value": value,
        "change_12m": change,
        "numerator": None if value is None else value * 100,
        "denominator": 100,
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
    ("indicator", "change", "expected"),
    [
        (SHARE, 0.02, "better"),
        (SHARE, -0.02, "worse"),
        (CHURN, 0.02, "worse"),
        (CHURN, -0.02, "better"),
        (SHARE, 0.0, "steady"),
        (SHARE, 0.0002, "steady"),  # rounds to no change on the screen
        (SHARE, None, "unknown"),
        (COUNT, 3.0, "moved" if COUNT.direction == "neutral" else None),
    ],
)
def test_a_trend_follows_the_direction(indicator: Any, change: float, expected: str | None) -> None:
    found = trend(indicator, row(0.5, change))
    assert found in TREND_WORDS
    if expected:
        assert found == expected


def test_a_reading_counts_ties_and_what_each_figure_did() -> None:
    rows = {SHARE.id: row(0.8, 0.02), CHURN.id: row(0.1, 0.02)}
    said = plain(reading([SHARE, CHURN], rows))
    assert said == "Sur 2 indicateurs, en douze mois : 1 s’améliore et 1 se dégrade."
    assert plain(value_words(SHARE, rows[SHARE.id])) == "80,0 % (+2,0 points en douze mois)"
    both = {SHARE.id: row(0.8, 0.02), CHURN.id: row(0.1, -0.02)}
    assert "2 s’améliorent" in plain(reading([SHARE, CHURN], both))


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
