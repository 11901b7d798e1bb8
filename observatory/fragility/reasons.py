"""Why a network is listed, in two clauses: « 5 jours de trésorerie ; 136 jours sans direction ».

One clause per dimension, so that the second adds something to the first; dimensions with an urgent
alert come before those that weigh more in the score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from method import plain_yaml
from method.alerts import SEVERITY_LABELS, ThresholdRule, load_rules
from method.catalog import Slug, Text, load_catalog
from method.entry import Entry
from method.wording import NBSP, NNBSP, fr, fr_value, is_missing, lower_first

Row = Mapping[Any, Any]

CLAUSES_FILE = Path(__file__).with_name("clauses.yaml")
MOST = 2
AT_FAULT = 100.0
# Less than halfway to its critical bound, an indicator explains nothing.
TELLING = 50.0
NONE = "aucun indicateur au repère critique"
UNKNOWN = "aucun indicateur encore connu"
VACANT = "director_vacant_days_12m"
_SEVERITIES = {code: len(SEVERITY_LABELS) - place for place, code in enumerate(SEVERITY_LABELS)}


class Clause(Entry):
    """A short wording for an indicator or an alert; see `clauses.yaml`."""

    about: Slug
    dimension: Slug
    text: Text
    small: Text | None = None
    moved: Text | None = None
    unit: str | None = None


@cache
def load_clauses(file: Path = CLAUSES_FILE) -> dict[str, Clause]:
    """Clauses by subject, in file order."""
    entries = plain_yaml.load(file.read_text(encoding="utf-8"))
    return {clause.about: clause for clause in map(Clause.model_validate, entries)}


def clauses(scored: Sequence[Row], alerts: Sequence[Row]) -> list[str]:
    """What makes one network fragile, the most severe first; empty if nothing does.

    Args:
        scored: its rows of `fragility_indicators` at one moment.
        alerts: its open rows of `alert_events`.
    """
    row_by_indicator = {str(row["indicator_id"]): row for row in scored}
    alerts_by_subject = _fired(alerts)
    ranked_clauses = []
    for dimension in dict.fromkeys(clause.dimension for clause in load_clauses().values()):
        at_fault = [
            name
            for name, clause in load_clauses().items()
            if clause.dimension == dimension
            and (name in alerts_by_subject or _score(row_by_indicator, name) >= AT_FAULT)
        ]
        dimension_rows = [row for row in row_by_indicator.values() if row["dimension"] == dimension]
        subject = at_fault[0] if at_fault else _heaviest(dimension_rows)
        if subject:
            severity = max(
                (alerts_by_subject[name][0] for name in at_fault if name in alerts_by_subject),
                default=0,
            )
            points = sum(row["points"] for row in dimension_rows if not is_missing(row["points"]))
            text = _clause(subject, row_by_indicator.get(subject), alerts_by_subject.get(subject))
            ranked_clauses.append((severity, bool(at_fault), points, text))
    ranked = sorted(ranked_clauses, key=lambda one: one[:3], reverse=True)
    return [text for *_, text in ranked[:MOST]]


def why_each(networks: Sequence[str], scored: pd.DataFrame, alerts: pd.DataFrame) -> list[str]:
    """The clauses of each network joined, or that nothing is at its critical bound, or known.

    Args:
        networks: ids, in the order of the answer.
        scored: rows of `fragility_indicators` at one moment.
        alerts: open rows of `alert_events`.
    """
    scores_of, alerts_of = _by_network(scored, networks), _by_network(alerts, networks)
    return [
        f"{NNBSP}; ".join(clauses(scores_of[name], alerts_of[name])) or _none(scores_of[name])
        for name in networks
    ]


def _none(scored: Sequence[Row]) -> str:
    return NONE if any(row["status"] == "ok" for row in scored) else UNKNOWN


def _by_network(frame: pd.DataFrame, networks: Sequence[str]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {name: [] for name in networks}
    for row in frame[frame["network_id"].isin(networks)].to_dict("records"):
        rows[row["network_id"]].append(row)
    return rows


def moved(row: Row, before: Row) -> str:
    """`de 170 à 5 jours de trésorerie`: an indicator of the score between two dates.

    Args:
        row: its row of `fragility_indicators`.
        before: the same one year earlier.
    """
    indicator = load_catalog().indicators[row["indicator_id"]]
    clause = load_clauses()[row["indicator_id"]]
    now, then = fr_value(indicator, row), fr_value(indicator, before)
    rates = [fr(one["value"], indicator.unit, indicator.decimals) for one in (row, before)]
    if [now, then] != rates:
        return f"{lower_first(indicator.label)}{NBSP}: {now}, contre {then}"
    _, _, unit = now.partition(NBSP)
    then = then.removesuffix(f"{NBSP}{unit}") if unit else then
    return (clause.moved or clause.text).format(value=f"de {then} à {now}")


def _fired(alerts: Sequence[Row]) -> dict[str, tuple[int, Row]]:
    """Open alerts by subject: their severity, and the alert."""
    rules = load_rules().by_id
    most_severe: dict[str, tuple[int, Row]] = {}
    for alert in alerts:
        rule = rules.get(alert["rule_id"])
        subjects = [alert["rule_id"]]
        if isinstance(rule, ThresholdRule):
            subjects = [condition.indicator for condition in rule.conditions]
        severity = _SEVERITIES[alert["severity"]]
        for name in subjects:
            if name in load_clauses() and severity > most_severe.get(name, (0,))[0]:
                most_severe[name] = (severity, alert)
    return most_severe


def _score(rows: Mapping[str, Row], name: str) -> float:
    score = rows[name]["score"] if name in rows else None
    return 0.0 if is_missing(score) else float(score or 0)


def _heaviest(rows: Sequence[Row]) -> str | None:
    telling = [row for row in rows if not is_missing(row["score"]) and row["score"] >= TELLING]
    return max(telling, key=lambda row: row["points"])["indicator_id"] if telling else None


def _clause(name: str, row: Row | None, alert_found: tuple[int, Row] | None) -> str:
    clause = load_clauses()[name]
    if row is None:
        alert = alert_found[1] if alert_found else {}
        unit = clause.unit or load_catalog().indicators[name].unit
        value, previous = (fr(alert.get(key), unit, 0) for key in ("value", "previous_value"))
        return clause.text.format(value=value, previous=previous)
    if name == VACANT and not is_missing(row["vacant_days"]):
        return f"direction vacante depuis {fr(row['vacant_days'], 'days')}"
    indicator = load_catalog().indicators[name]
    value = fr_value(indicator, row)
    rate = fr(row["value"], indicator.unit, indicator.decimals)
    if value != rate and clause.small:
        return clause.small.format(value=value)
    return clause.text.format(value=rate)
