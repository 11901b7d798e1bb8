"""The sentences on how reliable alerts are, on edge cases."""

from __future__ import annotations

import pandas as pd
import pytest

from observatory.fragility import worth

YEARS = "Sur 2\u202f000 années simulées d’un réseau, "


@pytest.fixture(autouse=True)
def study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worth, "load_worth", lambda: worth.Worth(network_years=2000, voices={}))


def voice(**values: float | None) -> worth.Voice:
    measures = {
        "label": "Trésorerie courte",
        "is_own": True,
        "quiet_share": 0.02,
        "told": 0.75,
        "told_low": 0.6,
        "told_high": 0.86,
        "lead": 5.0,
        "false": 0.2,
        "crises": 40,
    }
    return worth.Voice.model_validate({**measures, **values})


def test_what_was_measured_says_where_it_comes_from() -> None:
    assert worth.sentence(voice()) == (
        YEARS
        + "elle annonce 75\u00a0% des crises (de 60\u00a0% à 86\u00a0%), 5\u00a0mois avant en "
        "médiane et sonne pour rien une fois tous les 5\u00a0ans par réseau."
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"told": 0.0, "lead": None}, "n’annonce aucune des 40\u00a0crises"),
        ({"false": 0.0}, "ne sonne presque jamais pour rien"),
        ({"false": 1.46}, "sonne pour rien 1,5 fois par an et par réseau"),
    ],
)
def test_edges(values: dict[str, float | None], said: str) -> None:
    assert said in str(worth.sentence(voice(**values)))


def test_nothing_is_said_of_what_was_not_measured() -> None:
    assert worth.sentence(None) is None
    assert worth.sentence(voice(told=None)) is None


def test_real_life_is_described_from_ten_outcomes_on() -> None:
    rows = pd.DataFrame(
        [
            ("cash_short", "cash_negative", 1),
            ("cash_short", "cleared", 8),
            ("cash_short", "unknown", 50),
        ],
        columns=["rule_id", "outcome", "alerts"],
    )
    assert worth.observed(rows, "cash_short") is None
    rows.loc[1, "alerts"] = 9
    assert worth.observed(rows, "cash_short") == (
        "Sur 10\u00a0alertes dont la suite est connue ici, 1 a été suivie d’une rupture "
        "(solde négatif, direction vacante six mois, fin du réseau) dans les douze mois."
    )
    assert worth.observed(rows, "payment_late") is None
