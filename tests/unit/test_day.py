"""« Ma journée »: an urgent alert before any score, two clauses, dates, and recorded contacts."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from method.alerts import load_rules
from method.catalog import load_catalog
from observatory.figures.figure import View
from observatory.fragility import day, reasons
from observatory.fragility.alert_book import AlertBook

AS_OF = date(2026, 10, 31)
CATALOG = load_catalog()
SCORED = [name for d in CATALOG.fragility.dimensions for name in d.indicators]
DIMENSIONS = {name: d.id for d in CATALOG.fragility.dimensions for name in d.indicators}


def network(name: str, rank: int, level: str | None = "solide", **more: Any) -> dict[str, Any]:
    facts = {"level_since": pd.NaT, "due_on": pd.NaT, "agreements": None, "amount_eur": None}
    facts |= {"labels": 0, "is_rough": False}
    return {"network_id": name, "name": name.title(), "rank": rank, "level": level, **facts, **more}


def scored(name: str, **values: tuple[float, float, float]) -> list[dict[str, Any]]:
    """Rows of one network: indicator → value, score, points."""
    return [
        {
            "moment": "now",
            "network_id": name,
            "dimension": DIMENSIONS[indicator],
            "indicator_id": indicator,
            "status": "ok",
            "value": value,
            "score": score,
            "points": points,
            "numerator": None,
            "denominator": None,
            "n": 9,
            "vacant_days": None,
        }
        for indicator, (value, score, points) in values.items()
    ]


def alert(name: str, rule_id: str, first_on: str = "2026-08-31", **more: Any) -> dict[str, Any]:
    severity = load_rules().by_id[rule_id].severity
    row = {"is_open": True, "state": "nouveau", "is_older_than_panel": False, "value": 1.0}
    row |= {"previous_value": None, "severity": severity, "first_on": pd.Timestamp(first_on)}
    return {"network_id": name, "rule_id": rule_id, **row, **more}


def frame(records: list[dict[str, Any]], like: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=list(like))


def alerts_of(*records: dict[str, Any]) -> pd.DataFrame:
    return frame(list(records), alert("x", "cash_short"))


def records(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return table.to_dict("records")


def found(
    networks: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    alerts: pd.DataFrame,
    view: View,
) -> pd.DataFrame:
    answers = {
        "day_networks": frame(networks, network("x", 1)),
        "fragility_indicators": frame(rows, scored("x", cash_days=(1, 1, 1))[0]),
    }
    answering = replace(view, ask=lambda name, **_: answers[name].copy())
    return day.rows(answering, alerts)


@pytest.fixture
def view() -> View:
    return View(
        ask=lambda *_, **__: pd.DataFrame(),
        build=None,  # ty: ignore[invalid-argument-type]
        role="staff",
        tables=frozenset(),
        as_of=AS_OF,
    )


def test_every_indicator_of_the_score_and_every_rule_has_a_clause() -> None:
    clauses = reasons.load_clauses()
    absent = [name for name in SCORED if name not in clauses]
    assert not absent, absent
    wrong = [n for n in SCORED if clauses[n].dimension != DIMENSIONS[n]]
    assert not wrong, wrong
    ids = {*CATALOG.indicators, *load_rules().by_id}
    assert not [name for name in clauses if name not in ids]


def test_an_urgent_alert_outranks_a_score(view: View) -> None:
    networks = [network("frele", 1, "fragile"), network("solide", 9)]
    table = found(networks, [], alerts_of(alert("solide", "director_vacant")), view)
    assert table["name"].tolist() == ["Solide", "Frele"]
    assert table["is_urgent"].tolist() == [True, False]
    closed = alerts_of(alert("solide", "director_vacant", state="clos"))
    assert found(networks, [], closed, view)["name"].tolist() == ["Frele"]


def test_a_date_alone_comes_last_and_calm_without_a_date_not_at_all(view: View) -> None:
    due = {"due_on": pd.Timestamp("2026-12-31"), "agreements": 2, "amount_eur": 75_200.0}
    table = found([network("calme", 1), network("fin", 2, **due)], [], alerts_of(), view)
    assert table["name"].tolist() == ["Fin"]
    assert table["due"].tolist() == ["31/12/2026\u00a0: fin de 2 conventions, 75\u00a0k€"]
    assert day.due(network("un", 1, **{**due, "agreements": 1})).endswith(
        "fin d’une convention, 75\u00a0k€"
    )
    assert "mandat" in day.due(network("un", 1, **{**due, "agreements": 0}))
    label = {**due, "agreements": 0, "labels": 1, "is_rough": True}
    assert day.due(network("un", 1, **label)) == "31/12/2026 au plus tard\u00a0: fin du label"


def test_no_more_than_eight_networks(view: View) -> None:
    many = [network(f"r{n:02}", n, "fragile") for n in range(1, 15)]
    assert len(found(many, [], alerts_of(), view)) == day.MOST
    assert found([], [], alerts_of(), view).empty


def test_two_clauses_of_two_dimensions_alerts_before_weight() -> None:
    rows = scored(
        "a",
        cash_days=(5, 100, 12),
        cash_low_p10_months=(-1, 100, 9),
        hours_per_10k=(40, 100, 30),
        director_vacant_days_12m=(136, 100, 3),
    )
    table = pd.DataFrame(rows)
    fired = alerts_of(alert("a", "director_vacant"))
    clauses = reasons.clauses(records(table), records(fired))
    assert clauses == [
        "136\u00a0jours sans direction en un an",
        "40,0\u00a0h de dossier pour 10\u202f000\u00a0€ obtenus",
    ]
    assert reasons.clauses(records(table), [])[1] == "5\u00a0jours de trésorerie"
    table["vacant_days"] = 137.0
    assert (
        reasons.clauses(records(table), records(fired))[0]
        == "direction vacante depuis 137\u00a0jours"
    )
    assert reasons.why_each(["a"], table.head(0), alerts_of()) == [reasons.UNKNOWN]
    calm = frame(scored("a", cash_days=(200.0, 10.0, 1.0)), table.iloc[0].to_dict())
    assert reasons.why_each(["a"], calm, alerts_of()) == [reasons.NONE]


def test_an_alert_outside_the_score_is_described_by_its_own_value() -> None:
    fired = alerts_of(
        alert("a", "treasury_silent", value=8.0),
        alert("a", "small_firms_lost", value=19.0, previous_value=32.0),
    )
    clauses = reasons.clauses([], records(fired))
    assert set(clauses) == {
        "trésorerie plus transmise depuis 8\u00a0mois",
        "19 TPE, contre 32 un an plus tôt",
    }


def test_since_is_that_of_the_gravest_alert_then_of_the_level() -> None:
    own = network("a", 1, "fragile", level_since=pd.Timestamp("2026-06-30"))
    assert day.since(own, records(alerts_of())) == "juin 2026"
    both = alerts_of(alert("a", "payment_late", "2025-01-31"), alert("a", "cash_short"))
    assert day.since(own, records(both)) == "août 2026"
    old = alerts_of(alert("a", "cash_short", "2022-11-30", is_older_than_panel=True))
    assert day.since(own, records(old)) == "novembre 2022 ou avant"
    assert day.since(network("b", 1), records(alerts_of())) == ""


def test_the_sentence_names_who_is_urgent() -> None:
    def told(*urgent: bool) -> str:
        names = [f"R{n}" for n in range(len(urgent))]
        return day.sentence(pd.DataFrame({"name": names, "is_urgent": urgent}))

    assert told(True) == "1\u00a0réseau a une alerte urgente\u00a0: R0."
    assert told(*[True] * 7).endswith("R0, R1, R2, R3 et 3 autres.")
    assert told(False, False).endswith("le premier à appeler est R0.")
    assert "Aucun réseau" in day.sentence(pd.DataFrame(columns=["name", "is_urgent"]))


def test_the_last_contact_is_a_note_or_a_later_reminder(tmp_path: Path) -> None:
    book = AlertBook(tmp_path / "alerts.sqlite")
    today = date.today()
    assert day.last_contact("a", book.notes(), {}) == ("jamais noté", "")
    book.note("a", "Appelé la présidence.", today)
    book.note("a", "Rappelle lundi.", today)
    at, note = day.last_contact("a", book.notes(), {})
    assert note == "Rappelle lundi."
    assert at == f"{today:%d/%m/%Y}"
    mailed = {"a": date(today.year + 1, 1, 2)}
    assert day.last_contact("a", book.notes(), mailed)[0] == f"02/01/{today.year + 1}, relance"
    book.note("a", "", today)
    assert book.notes() == {}
