"""« Ma journée »: whom to call first, from ranks, alerts and the calendar.

An open urgent alert comes before any score: a network with a sound score and no director should be
called today. Upcoming end dates complete the list if there is room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from method.wording import (
    NBSP,
    NNBSP,
    fr,
    fr_euros,
    fr_list,
    fr_month,
    fr_short_date,
    plural,
    upper_first,
)
from observatory.figures.figure import View
from observatory.fragility.reasons import why_each

MOST = 8
URGENT, FOLLOWED = "urgente", "a_suivre"
CALM = "solide"
NEVER = "jamais noté"
# Maximum number of names in a sentence before « et n autres ».
NAMED = 4


def rows(view: View, alerts: pd.DataFrame) -> pd.DataFrame:
    """The networks to call, the most urgent first; empty if there is nothing to follow.

    Args:
        view: the question; its month end gives the ranks.
        alerts: rows of `alert_events` with their states (`AlertBook.follow`).

    Returns:
        `network_id`, `name`, `sheet`, `is_urgent`, `why`, `since`, `due`: texts in French.
    """
    networks = view.query("day_networks")
    still_open = alerts[alerts["is_open"] & (alerts["state"] != "clos")]
    severities = still_open.groupby("network_id")["severity"].agg(set)
    graded = networks.assign(
        severities=[severities.get(name, set()) for name in networks["network_id"]]
    )
    graded["grade"] = [_grade(row) for row in graded.to_dict("records")]
    ordered = graded.dropna(subset=["grade"]).sort_values(
        ["grade", "rank", "due_on", "name"], ignore_index=True
    )
    first_rows = ordered.head(MOST)
    scored = view.query("fragility_indicators")
    scored = scored[scored["moment"] == "now"]
    records = first_rows.to_dict("records")
    open_alerts = still_open.to_dict("records")
    return pd.DataFrame(
        {
            "network_id": first_rows["network_id"],
            "name": first_rows["name"],
            "sheet": first_rows["network_id"].map(view.sheet),
            "is_urgent": first_rows["grade"] == 0,
            "why": [
                *map(upper_first, why_each(first_rows["network_id"].tolist(), scored, still_open))
            ],
            "since": [since(row, open_alerts) for row in records],
            "due": [due(row) for row in records],
        }
    )


def since(network: Mapping[Any, Any], alerts: Sequence[Mapping[Any, Any]]) -> str:
    """Start of its most severe alerts, else of its level.

    Args:
        network: a row of `day_networks`.
        alerts: open rows of `alert_events`.
    """
    own = [alert for alert in alerts if alert["network_id"] == network["network_id"]]
    for severity in (URGENT, FOLLOWED):
        same_severity = [alert for alert in own if alert["severity"] == severity]
        if same_severity:
            first = min(same_severity, key=lambda alert: alert["first_on"])
            month = fr_month(first["first_on"])
            return f"{month} ou avant" if first["is_older_than_panel"] else month
    if network["level"] == CALM or pd.isna(network["level_since"]):
        return ""
    return fr_month(network["level_since"])


def due(network: Mapping[Any, Any]) -> str:
    """What ends first, and when; empty if nothing is known to end within a year."""
    if pd.isna(network["due_on"]):
        return ""
    # Of a source that gives only the year or the month, the last day of it is kept.
    latest = " au plus tard" if network["is_rough"] else ""
    day = f"{fr_short_date(network['due_on'].date())}{latest}"
    count = int(network["agreements"])
    if not count:
        end = "label" if network["labels"] else "mandat de présidence"
        return f"{day}{NBSP}: fin du {end}"
    ends = "fin d’une convention" if count == 1 else f"fin de {fr(count)} conventions"
    return f"{day}{NBSP}: {ends}, {fr_euros(network['amount_eur'])}"


def sentence(rows: pd.DataFrame) -> str:
    """How many networks have an urgent alert, and which; or that none is open.

    Args:
        rows: from the function `rows`.
    """
    if rows.empty:
        return "Aucun réseau n’a d’alerte, de score ni d’échéance à suivre."
    urgent = rows.loc[rows["is_urgent"], "name"].tolist()
    if not urgent:
        first = rows["name"].iloc[0]
        return f"Aucune alerte urgente n’est ouverte{NNBSP}; le premier à appeler est {first}."
    verb = "a" if len(urgent) < 2 else "ont"
    count = plural(len(urgent), "réseau", "réseaux")
    return f"{count} {verb} une alerte urgente{NBSP}: {fr_list(urgent, NAMED)}."


def last_contact(
    network_id: str, notes: Mapping[str, tuple[date, str]], reminded: Mapping[str, date]
) -> tuple[str, str]:
    """Date of the last contact in words, and the note about it.

    Args:
        network_id: the network.
        notes: date and text of the last note on each network.
        reminded: date of the last reminder sent to each network.
    """
    noted_on, note = notes.get(network_id, (None, ""))
    reminded_on = reminded.get(network_id)
    if reminded_on and (noted_on is None or reminded_on > noted_on):
        return f"{fr_short_date(reminded_on)}, relance", note
    return (fr_short_date(noted_on) if noted_on else NEVER), note


def _grade(row: Mapping[Any, Any]) -> int | None:
    """0 for an urgent alert, 1 for a level or an alert to follow, 2 for only an end date."""
    if URGENT in row["severities"]:
        return 0
    is_at_risk = isinstance(row["level"], str) and row["level"] != CALM
    if FOLLOWED in row["severities"] or is_at_risk:
        return 1
    return None if pd.isna(row["due_on"]) else 2
