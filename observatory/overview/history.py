"""The history of the networks: creations, labels, mergers, and known end dates to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from method.terms import fr_term
from method.wording import NBSP, fr_known_date, fr_list, lower_first, plural
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, make_table
from observatory.overview import charts

COLUMNS = (
    Column("name", "Réseau", link="sheet"),
    Column("when", "Date"),
    Column("kind", "Événement"),
    Column("said", "Ce qui s’est passé"),
)
# Networks that are not known to have ended.
TODAY = ("actif", "inconnu")
CREATED, LABELLED, LOST, MERGED, ENDING = charts.MARKS


@dataclass(frozen=True)
class Event:
    """An event dated by a source.

    Attributes:
        network_id: the network.
        name: its name.
        day: first day of the known period, or last day for an end to come.
        precision: precision of the date in the source.
        kind: a key of `charts.MARKS`.
        what: description in French, without the date.
    """

    network_id: str
    name: str
    day: pd.Timestamp
    precision: str | None
    kind: str
    what: str


def lives(view: View, key: str = "vue_d_ensemble.chronologie") -> Figure | None:
    """Every dated event of every network, on one time axis."""
    networks, labels = view.ask("history_networks"), view.ask("history_labels")
    events = sorted(_events(networks, labels, view.as_of), key=lambda one: one.day)
    if not events:
        return None
    rows = pd.DataFrame([_row(view, one) for one in events])
    first = rows.iloc[0]
    figure = make_table(
        view.of_all(),
        key,
        title(events),
        ("reseaux", "labels"),
        rows,
        COLUMNS,
        lecture=f"{first['name']}{NBSP}: {lower_first(first['said'])}.",
        caption=_undated(networks, {one.network_id for one in events}),
    )
    return charts.with_source(figure, charts.lives(_spans(networks, events, view.as_of), rows))


def title(events: list[Event]) -> str:
    """The period covered, the number of creations, and the labels known to end."""
    counts = {kind: sum(one.kind == kind for one in events) for kind in charts.MARKS}
    parts = [
        plural(counts[kind], one, many)
        for kind, one, many in (
            (CREATED, "création datée", "créations datées"),
            (MERGED, "fusion ou reprise", "fusions ou reprises"),
            (ENDING, "label qui prend fin", "labels qui prennent fin"),
        )
        if counts[kind]
    ]
    first, last = events[0].day.year, events[-1].day.year
    span = f"En {first}" if first == last else f"De {first} à {last}"
    return f"{span}{NBSP}: {fr_list(parts)}" if parts else span


def _events(networks: pd.DataFrame, labels: pd.DataFrame, as_of: date) -> Iterator[Event]:
    for row in networks.to_dict("records"):
        if not pd.isna(row["created_on"]):
            yield _event(row, "created", CREATED, "Création")
        if not pd.isna(row["ended_on"]):
            into = f" dans {row['successor']}" if isinstance(row["successor"], str) else ""
            yield _event(row, "ended", MERGED, f"{fr_term(row['status'])}{into}")
    for row in labels.to_dict("records"):
        label = fr_term(row["label"])
        if not pd.isna(row["started_on"]):
            yield _event(row, "started", LABELLED, f"Label{NBSP}: {lower_first(label)}")
        if not pd.isna(row["ended_on"]):
            is_ahead = _day(row["ended_on"]) > pd.Timestamp(as_of)
            kind = ENDING if is_ahead else LOST
            yield _event(row, "ended", kind, f"Fin du label{NBSP}: {lower_first(label)}")


def _event(row: dict[Any, Any], which: str, kind: str, what: str) -> Event:
    day, precision = _day(row[f"{which}_on"]), row[f"{which}_precision"]
    known_precision = precision if isinstance(precision, str) else None
    return Event(row["network_id"], row["name"], day, known_precision, kind, what)


def _day(value: Any) -> pd.Timestamp:
    return pd.Timestamp(value)  # ty: ignore[invalid-explicit-return] — callers leave missing days out


def _row(view: View, one: Event) -> dict[str, Any]:
    when = fr_known_date(one.day, one.precision)
    return {
        "name": one.name,
        "sheet": view.sheet(one.network_id),
        "day": one.day,
        "when": when,
        "kind": one.kind,
        "said": f"{one.what}, {when}",
    }


def _spans(networks: pd.DataFrame, events: list[Event], as_of: date) -> pd.DataFrame:
    """From the first known event of a network to its end, or to the chosen month."""
    today = pd.Timestamp(as_of)
    status = networks.set_index("name")["status"]
    first: dict[str, pd.Timestamp] = {}
    last: dict[str, pd.Timestamp] = {}
    for one in events:
        first.setdefault(one.name, one.day)
        last[one.name] = one.day
    return pd.DataFrame(
        [
            {
                "name": name,
                "first_on": day,
                "last_on": max(last[name], today) if status[name] in TODAY else last[name],
                "dash": "solid" if status[name] == "actif" else "dot",
            }
            for name, day in first.items()
        ]
    )


def _undated(networks: pd.DataFrame, dated: set[str]) -> str:
    names = networks.loc[~networks["network_id"].isin(dated), "name"].tolist()
    dotted = "En pointillé, un réseau passé ou dont l’activité présente n’est pas établie."
    return f"{dotted} Sans aucune date connue{NBSP}: {fr_list(names)}." if names else dotted
