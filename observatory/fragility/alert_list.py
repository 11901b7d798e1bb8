"""Alerts as a list to work through: labels, what is left to do, what cleared by itself."""

from __future__ import annotations

from datetime import date

import pandas as pd

from method.alerts import (
    SEVERITY_LABELS,
    STATE_LABELS,
    AlertRules,
    CalendarRule,
    ThresholdRule,
)
from method.catalog import load_catalog
from method.wording import fr_date, fr_month

TO_DO = "a_traiter"
OUT = "eteintes"
SHOWN = {
    TO_DO: "À traiter",
    **STATE_LABELS,
    OUT: "Éteintes depuis un an",
}
# Severities without the dates of the calendar, which are only reminders.
ALL_BUT_DATES = "suivies"
KEY_SEPARATOR = "~"
# Raw file of the dates that a calendar rule reads.
CALENDAR_FILES = {"agreement": "subventions", "mandate": "gouvernance", "label": "labels"}
_FROM_THE_START = " Déjà vrai au premier mois observé."


def cleared_since(as_of: date) -> date:
    """Date from which cleared alerts are still listed: the same month a year ago."""
    return as_of.replace(year=as_of.year - 1, day=1)


def files_of(alerts: pd.DataFrame, rules: AlertRules) -> tuple[str, ...]:
    """Names of the contracts that the rules of these alerts (`rule_id`) read, `reseaux` last.

    A rule that no longer exists adds none.
    """
    indicators = load_catalog().indicators
    files: list[str] = []
    for name in alerts["rule_id"].unique():
        rule = rules.by_id.get(name)
        if isinstance(rule, CalendarRule):
            files.append(CALENDAR_FILES[rule.source])
        elif isinstance(rule, ThresholdRule):
            files += [file for one in rule.conditions for file in indicators[one.indicator].files]
        elif rule is not None:
            files += indicators[rule.indicator].files
    return (*dict.fromkeys((*files, "reseaux")),)


def alert_rows(followed: pd.DataFrame, rules: AlertRules) -> pd.DataFrame:
    """Alerts with their texts, most severe first, then the most recent.

    Args:
        followed: rows of `alert_events` with their states (`AlertBook.follow`).
        rules: labels of the rules; an alert whose rule no longer exists shows its id.

    Returns:
        The same rows with `key` (stable, for an address), `title`, `label`, `severity_label`,
        `state_label`, `why`, `changed`.
    """
    labels = {name: rule.label for name, rule in rules.by_id.items()}
    order = {code: place for place, code in enumerate(SEVERITY_LABELS)}
    rows = followed.assign(
        key=[
            KEY_SEPARATOR.join((row["network_id"], row["rule_id"], str(row["first_on"])[:10]))
            for row in followed.to_dict("records")
        ],
        label=[labels.get(rule, rule) for rule in followed["rule_id"]],
        severity_label=followed["severity"].map(SEVERITY_LABELS),
        state_label=followed["state"].map(STATE_LABELS),
        why=[
            f"{row['reason']}{_FROM_THE_START if row['is_older_than_panel'] else ''}"
            for row in followed.to_dict("records")
        ],
        changed=["" if pd.isna(at) else fr_date(at.date()) for at in followed["changed_at"]],
        place=followed["severity"].map(order),
    )
    rows["title"] = [
        f"{row['name']} — {row['label']} ({fr_month(row['first_on'])})"
        for row in rows.to_dict("records")
    ]
    ordered = rows.sort_values(["place", "first_on", "name"], ascending=[True, False, True])
    return ordered.drop(columns="place").reset_index(drop=True)


def pick(
    rows: pd.DataFrame, shown: str, severity: str | None, network_id: str | None
) -> pd.DataFrame:
    """Rows selected by a reader.

    Args:
        rows: `alert_rows`.
        shown: a key of `SHOWN`.
        severity: a key of `SEVERITY_LABELS` or `ALL_BUT_DATES`, None for all.
        network_id: None for all.
    """
    if shown == TO_DO:
        is_selected = rows["is_open"] & (rows["state"] != "clos")
    elif shown == OUT:
        is_selected = ~rows["is_open"]
    else:
        is_selected = rows["state"] == shown
        if shown == "nouveau":
            # An alert that cleared before anybody saw it is no longer new.
            is_selected &= rows["is_open"]
    if severity == ALL_BUT_DATES:
        is_selected &= rows["severity"] != "rappel"
    elif severity is not None:
        is_selected &= rows["severity"] == severity
    if network_id is not None:
        is_selected &= rows["network_id"] == network_id
    return rows[is_selected]
