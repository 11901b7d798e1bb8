"""Figures of the page Données: what each network has sent, and what is expected by when."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from method.wording import NBSP, fr, fr_list, fr_month, fr_short_date, fr_short_month, plural
from observatory.desk import charts
from observatory.figures.columns import Column
from observatory.figures.figure import Empty, Figure, View
from observatory.figures.origins import about_data

GLYPHS = {"received": "✓", "late": "⚠", "absent": "✗"}
WORDS = {"received": "reçu", "late": "en retard", "absent": "jamais reçu"}
LATE = "⚠ "
NOT_EXPECTED = "pas attendu"
# Networks named in one cell before « et n autres ».
NAMED_AT_MOST = 4
MISSING_FILES = (
    Column("network", "Réseau", link="sheet"),
    Column("late", "En retard", "count"),
    Column("absent", "Jamais reçus", "count"),
)
CALENDAR = (
    Column("day", "Attendu au plus tard"),
    Column("title", "Fichier"),
    Column("count", "Réseaux", "count"),
    Column("networks", "Lesquels"),
)


def coverage(view: View) -> Figure | None:
    """What each network has sent: one row per network, one column per raw file."""
    told = view.ask("coverage")
    if told.empty:
        return None
    files = told[["contract", "title", "rank"]].drop_duplicates().sort_values("rank")
    cells = told.assign(cell=[_cell(row) for row in told.to_dict("records")])
    rows = (
        cells.pivot(index=["network_id", "network"], columns="contract", values="cell")
        .fillna(NOT_EXPECTED)
        .reset_index()
        .sort_values("network", ignore_index=True)
    )
    columns = [Column("network", "Réseau")]
    columns += [Column(one["contract"], one["title"]) for one in files.to_dict("records")]
    late, absent = (int(told["status"].eq(status).sum()) for status in ("late", "absent"))
    title = (
        f"{plural(len(told), 'fichier attendu', 'fichiers attendus')}{NBSP}: "
        f"{fr(len(told) - late - absent)} à jour, {fr(late)} en retard, "
        f"{plural(absent, 'jamais reçu', 'jamais reçus')}"
    )
    caption = "✓ à jour, ⚠ en retard, ✗ jamais reçu. Le mois est le dernier reçu."
    return about_data(
        view, "donnees.couverture", title, rows, columns, _reading(told), view.build.label, caption
    )


def missing(view: View) -> Figure | None:
    """Networks whose files are late or never came, the one that lacks most first."""
    told = view.ask("coverage")
    counts = pd.crosstab([told["network_id"], told["network"]], told["status"])
    rows = counts.reindex(columns=["late", "absent"], fill_value=0).reset_index()
    rows = rows[rows[["late", "absent"]].any(axis=1)]
    if rows.empty:
        return None
    rows = rows.sort_values(["late", "absent", "network"], ascending=[False, False, True])
    rows = rows.assign(
        said=[_lacks(row) for row in rows.to_dict("records")],
        sheet=rows["network_id"].map(view.sheet),
    )
    first = rows.iloc[0]
    lecture = f"{first['network']}{NBSP}: {first['said']}."
    title = f"{plural(len(rows), 'réseau', 'réseaux')} sur {fr(told['network_id'].nunique())} "
    title += "à relancer" if rows["late"].any() else "sans tous leurs fichiers"
    made = about_data(
        view, "donnees.manques", title, rows, MISSING_FILES, lecture, view.build.label
    )
    chart = charts.missing(rows, told["contract"].nunique(), made.note.source)
    return replace(made, chart=chart)


def calendar(view: View) -> Figure | Empty:
    """What is expected by when, for the files that have a rhythm: the nearest day first."""
    told = view.ask("coverage").dropna(subset=["due_on"])
    if told.empty:
        return Empty(
            "Ce qui est attendu, et quand",
            "Aucun fichier à échéance n’a encore été reçu.",
            ("tresorerie", "comptes"),
        )
    groups = told.groupby(["due_on", "rank", "title"])["network"].agg([list, "count"])
    rows = groups.reset_index().sort_values(["due_on", "rank"], ignore_index=True)
    rows = rows.assign(
        day=[_due(day, view.build.as_of) for day in rows["due_on"]],
        networks=[_named(sorted(names)) for names in rows["list"]],
    )
    first = rows.iloc[0]
    count = plural(first["count"], "réseau", "réseaux")
    lecture = f"{first['title']}{NBSP}: {count}, au plus tard le {fr_short_date(first['due_on'])}."
    caption = (
        "D’après le rythme de chaque fichier. Les autres n’en ont pas : "
        "ils s’envoient quand ils changent."
    )
    title = "Prochaines échéances"
    return about_data(
        view, "donnees.echeances", title, rows, CALENDAR, lecture, view.build.label, caption
    )


def _lacks(row: Mapping[Hashable, Any]) -> str:
    """`1 en retard, 2 jamais reçus`."""
    absent = plural(row["absent"], "jamais reçu", "jamais reçus") if row["absent"] else ""
    late = f"{fr(row['late'])} en retard" if row["late"] else ""
    return ", ".join(part for part in (late, absent) if part)


def _cell(row: Mapping[Hashable, Any]) -> str:
    """`✓ 10/2026`."""
    known = row["status"] != "absent" and not pd.isna(row["last_month"])
    month = f" {fr_short_month(row['last_month'])}" if known else ""
    return f"{GLYPHS[row['status']]}{month}"


def _reading(told: pd.DataFrame) -> str:
    late = told[told["status"] == "late"]
    first = (told if late.empty else late).iloc[0]
    state = WORDS[first["status"]]
    if not pd.isna(first["last_month"]):
        state = f"{state}, dernier mois reçu {fr_month(first['last_month'])}"
    return f"{first['network']}, {first['title']}{NBSP}: {state}."


def _due(day: date, as_of: date) -> str:
    """The day, with a sign once the data go beyond it."""
    return f"{LATE if pd.Timestamp(day) < pd.Timestamp(as_of) else ''}{fr_short_date(day)}"


def _named(names: list[str]) -> str:
    more = len(names) - NAMED_AT_MOST
    return fr_list([*names[:NAMED_AT_MOST], f"{more} autres"]) if more > 1 else fr_list(names)


FIGURES = {
    "donnees.couverture": coverage,
    "donnees.manques": missing,
    "donnees.echeances": calendar,
}
