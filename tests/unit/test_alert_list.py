"""The list of alerts: what remains to do, what cleared without action, and lasting addresses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from method.alerts import load_rules
from observatory.fragility.alert_book import AlertBook
from observatory.fragility.alert_list import alert_rows, cleared_since, pick

HOSTILE = "<img src=x onerror=alert(1)> [lien](javascript:alert(1))"


@pytest.fixture
def rows(tmp_path: Path) -> pd.DataFrame:
    events = pd.DataFrame(
        [
            ("B", "b", "agreements_ending", "rappel", "2026-09-30", None, True, False),
            ("A", "a", "cash_short", "urgente", "2026-07-31", None, True, False),
            ("A", "a", "team_unstable", "a_suivre", "2025-01-31", "2026-03-31", False, True),
            ("A", "a", "gone_rule", "a_suivre", "2026-08-31", None, True, False),
        ],
        columns=[
            "name",
            "network_id",
            "rule_id",
            "severity",
            "first_on",
            "cleared_on",
            "is_open",
            "is_older_than_panel",
        ],
    )
    events["reason"] = "Motif."
    events["first_on"] = pd.to_datetime(events["first_on"])
    events["cleared_on"] = pd.to_datetime(events["cleared_on"])
    events["last_on"] = events["cleared_on"].fillna(pd.Timestamp("2026-10-31"))
    book = AlertBook(tmp_path / "alerts.sqlite")
    book.set_state("a", "cash_short", date(2026, 7, 31), "en_cours", note=HOSTILE)
    book.set_state("b", "agreements_ending", date(2026, 9, 30), "clos")
    return alert_rows(book.follow(events), load_rules())


def test_the_most_severe_comes_first_and_words_are_french(rows: pd.DataFrame) -> None:
    assert rows["severity"].tolist() == ["urgente", "a_suivre", "a_suivre", "rappel"]
    first = rows.iloc[0]
    assert first["label"] == "Trésorerie courte"
    assert first["key"] == "a~cash_short~2026-07-31"
    assert first["state_label"] == "En cours"
    assert first["note"] == HOSTILE, "kept as typed: whoever shows it escapes it"
    assert rows.set_index("rule_id").at["gone_rule", "label"] == "gone_rule"
    why = rows.set_index("rule_id")["why"]
    assert why["team_unstable"] == "Motif. Déjà vrai au premier mois observé."
    assert why["cash_short"] == "Motif."


@pytest.mark.parametrize(
    ("shown", "severity", "network", "expected"),
    [
        ("a_traiter", None, None, {"cash_short", "gone_rule"}),
        ("nouveau", None, None, {"gone_rule"}),
        ("en_cours", None, None, {"cash_short"}),
        ("clos", None, None, {"agreements_ending"}),
        ("eteintes", None, None, {"team_unstable"}),
        ("a_traiter", "urgente", None, {"cash_short"}),
        ("clos", None, "a", set()),
    ],
)
def test_each_filter_keeps_its_own(
    rows: pd.DataFrame, shown: str, severity: str | None, network: str | None, expected: set[str]
) -> None:
    assert set(pick(rows, shown, severity, network)["rule_id"]) == expected


def test_a_year_ago_exists_in_leap_years() -> None:
    assert cleared_since(date(2024, 2, 29)) == date(2023, 2, 1)
