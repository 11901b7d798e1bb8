"""Figures of the page Données: what each network has sent, and what is due when."""

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
# Maximum number of networks named in one cell before « et n autres ».
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
    coverage_rows = view.ask("coverage")
    if coverage_rows.empty:
        return None
    files = coverage_rows[["contract", "title", "rank"]].drop_duplicates().sort_values("rank")
    cells = coverage_rows.assign(cell=[_cell(row) for row in coverage_rows.to_dict("records")])
    rows = (
        cells.pivot(index=["network_id", "network"], columns="contract", values="cell")
        .fillna(NOT_EXPECTED)
        .reset_index()
        .sort_values("network", ignore_index=True)
    )
    columns = [Column("network", "Réseau")]
    columns += [Column(one["contract"], one["title"]) for one in files.to_dict("records")]
    late, absent = (int(coverage_rows["status"].eq(status).sum()) for status in ("late", "absent"))
    title = (
        f"{plural(len(coverage_rows), 'fichier attendu', 'fichiers attendus')}{NBSP}: "
        f"{fr(len(coverage_rows) - late - absent)} à jour, {fr(late)} en retard, "
        f"{plural(absent, 'jamais reçu', 'jamais reçus')}"
    )
    caption = "✓ à jour, ⚠ en retard, ✗ jamais reçu. Le mois est le dernier reçu."
    return about_data(
        view,
        "donnees.couverture",
        title,
        rows,
        columns,
        _reading(coverage_rows),
        view.build.label,
        caption,
    )


def missing(view: View) -> Figure | None:
    """Networks with late or missing files, the one with the most first."""
    coverage_rows = view.ask("coverage")
    counts = pd.crosstab(
        [coverage_rows["network_id"], coverage_rows["network"]], coverage_rows["status"]
    )
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
    title = (
        f"{plural(len(rows), 'réseau', 'réseaux')} sur {fr(coverage_rows['network_id'].nunique())} "
    )
    title += "à relancer" if rows["late"].any() else "sans tous leurs fichiers"
    figure = about_data(
        view, "donnees.manques", title, rows, MISSING_FILES, lecture, view.build.label
    )
    chart = charts.missing(rows, coverage_rows["contract"].nunique(), figure.note.source)
    return replace(figure, chart=chart)


def calendar(view: View) -> Figure | Empty:
    """Due dates of the files sent at regular intervals, the nearest first."""
    dated_rows = view.ask("coverage").dropna(subset=["due_on"])
    if dated_rows.empty:
        return Empty(
            "Ce qui est attendu, et quand",
            "Aucun fichier à échéance n’a encore été reçu.",
            ("tresorerie", "comptes"),
        )
    groups = dated_rows.groupby(["due_on", "rank", "title"])["network"].agg([list, "count"])
    rows = groups.reset_index().sort_values(["due_on", "rank"], ignore_index=True)
    rows = rows.assign(
        day=[_due(day, view.build.as_of) for day in rows["due_on"]],
        networks=[fr_list(sorted(names), NAMED_AT_MOST) for names in rows["list"]],
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
    is_dated = row["status"] != "absent" and not pd.isna(row["last_month"])
    month = f" {fr_short_month(row['last_month'])}" if is_dated else ""
    return f"{GLYPHS[row['status']]}{month}"


def _reading(coverage_rows: pd.DataFrame) -> str:
    late = coverage_rows[coverage_rows["status"] == "late"]
    first = (coverage_rows if late.empty else late).iloc[0]
    state = WORDS[first["status"]]
    if not pd.isna(first["last_month"]):
        state = f"{state}, dernier mois reçu {fr_month(first['last_month'])}"
    return f"{first['network']}, {first['title']}{NBSP}: {state}."


def _due(day: date, as_of: date) -> str:
    """The due date, with a sign once it is before the date of the data."""
    return f"{LATE if pd.Timestamp(day) < pd.Timestamp(as_of) else ''}{fr_short_date(day)}"


FIGURES = {
    "donnees.couverture": coverage,
    "donnees.manques": missing,
    "donnees.echeances": calendar,
}
