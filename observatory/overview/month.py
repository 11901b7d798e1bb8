"""The month in review for those who follow the networks: new and closed alerts, missing files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd

from method.alerts import load_rules
from method.wording import NBSP, fr_month, plural
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, make_table
from observatory.figures.file_words import names_of
from observatory.figures.origins import about_data
from observatory.fragility.alert_list import alert_rows, files_of

EVENTS = "marts.alert_event"
ALERTS = (
    Column("name", "Réseau", link="sheet"),
    Column("label", "Alerte"),
    Column("why", "Pourquoi"),
    Column("severity_label", "Gravité"),
)
MISSING = (
    Column("network", "Réseau", link="sheet"),
    Column("absent", "Jamais reçus"),
    Column("late", "En retard"),
)


def alerts(view: View, key: str, day: str, words: tuple[str, str]) -> Figure | None:
    """Alerts with a given date on this month end.

    Args:
        view: view of the reader; the result is None if they may not see alerts.
        key: key of the figure.
        day: column of the events: `fired_on`, `cleared_on`.
        words: words of the title, singular and plural.
    """
    if not view.can_read(EVENTS):
        return None
    events = view.ask("alert_events", cleared_since=view.as_of)
    own = events[pd.to_datetime(events[day]).dt.date == view.as_of]
    if own.empty:
        return None
    rows = alert_rows(own.assign(state="nouveau", changed_at=pd.NaT), load_rules())
    rows = rows.assign(sheet=rows["network_id"].map(view.sheet))
    first = rows.iloc[0]
    return make_table(
        view.of_all(),
        key,
        f"{plural(len(rows), *words)} en {fr_month(view.as_of)}",
        files_of(own, load_rules()),
        rows,
        ALERTS,
        lecture=f"{first['name']}{NBSP}: «{NBSP}{first['label']}{NBSP}».",
    )


def missing(view: View) -> Figure | None:
    """Expected files of each network that are absent or late."""
    if not view.can_read(EVENTS):
        return None
    coverage = view.ask("coverage")
    lines = [
        {
            "network": files["network"].iloc[0],
            "network_id": files["network_id"].iloc[0],
            "sheet": view.sheet(str(files["network_id"].iloc[0])),
            "absent": _files(files, "absent"),
            "late": _files(files, "late"),
        }
        for _, files in coverage.groupby("network_id", sort=False)
        if files["status"].isin(["absent", "late"]).any()
    ]
    if not lines:
        return None
    rows = pd.DataFrame(lines)
    count = plural(len(rows), "réseau n’a pas tout transmis", "réseaux n’ont pas tout transmis")
    first = rows.iloc[0]
    lecture = f"{first['network']}{NBSP}: {first['absent'] or first['late']}."
    key = "donnees.fichiers_manquants"
    figure = about_data(view.of_all(), key, count, rows, MISSING, lecture, view.build.label)
    return replace(figure, is_sortable=False)


def _files(files: pd.DataFrame, status: str) -> str:
    names = files.loc[files["status"] == status, "contract"]
    return names_of(names) if len(names) else ""


FIGURES: dict[str, Callable[[View], Figure | None]] = {
    "fragilite.nouvelles": partial(
        alerts,
        key="fragilite.nouvelles",
        day="fired_on",
        words=("alerte nouvelle", "alertes nouvelles"),
    ),
    "fragilite.closes": partial(
        alerts, key="fragilite.closes", day="cleared_on", words=("alerte close", "alertes closes")
    ),
    "donnees.fichiers_manquants": missing,
}
