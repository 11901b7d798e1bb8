"""The source of a figure in a few words, for the line under it.

The full source, with every kind of file and the version, is in the figure's note.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from method.build import Build
from method.catalog import load_catalog
from method.wording import fr, fr_date, fr_list, is_missing, plural
from observatory.figures.chart import Chart
from observatory.figures.figure import ALL, Figure
from observatory.figures.file_words import file_words, source_of

NETWORK = "network_id"
# Maximum number of kinds of files in that line; « Définition » lists them all.
MOST = 4


def short(figure: Figure, build: Build) -> str:
    """`listes d’adhérents au 31 octobre 2026`.

    Raises:
        KeyError: a raw file missing from `sources.yaml`.
    """
    files = figure.files or tuple(name for one in figure.indicators[:1] for name in one.files)
    names = [file_words(name) for name in files]
    if len(names) > MOST:
        names = [*names[: MOST - 1], f"{fr(len(names) - MOST + 1)} autres fichiers"]
    return f"{fr_list(names) or build.label} au {fr_date(build.as_of)}"


def read_in(figure: Figure, files: Sequence[str], build: Build) -> Figure:
    """The same figure with these source files, which are more than its indicator needs."""
    note = replace(figure.note, source=source_of(files, build))
    if figure.chart is not None:
        stamp = figure.chart.layout.get("meta", {})
        figure.chart.update_layout(meta={**stamp, "source": note.source})
    return replace(figure, files=tuple(files), note=note)


def read_for(figure: Figure, ids: Iterable[str], build: Build) -> Figure:
    """The same figure, which also shows these indicators: read in the files of each."""
    catalog = load_catalog().indicators
    files = dict.fromkeys((*figure.files, *(name for one in ids for name in catalog[one].files)))
    return read_in(figure, (*files,), build)


def counted(figure: Figure) -> str | None:
    """`20 réseaux`: number of networks with a value in the figure; None under two.

    For a chart with named marks, only the networks that are drawn: the table may hold more.
    """
    rows = figure.rows
    if NETWORK not in rows:
        return None
    value_keys = [column.key for column in figure.columns if column.unit is not None]
    with_value = rows if not value_keys else rows[~rows[value_keys].map(is_missing).all(axis=1)]
    drawn_names = _names_with_marks(figure.chart) if "name" in rows else set()
    if not drawn_names.isdisjoint(with_value["name"] if drawn_names else ()):
        with_value = with_value[with_value["name"].isin(drawn_names)]
    count = len(set(with_value[NETWORK].dropna()) - {ALL})
    return plural(count, "réseau", "réseaux") if count > 1 else None


def _names_with_marks(chart: Chart | None) -> set[str]:
    """Categories with a mark in a chart, and names of its lines with at least one point."""
    names: set[str] = set()
    for trace in () if chart is None else chart.data:
        sides = zip(trace.get("x", ()), trace.get("y", ()), strict=False)
        marks = [mark for mark in sides if None not in mark]
        names.update(place for mark in marks for place in mark if isinstance(place, str))
        if marks and trace.get("name"):
            names.add(trace["name"])
    return names
