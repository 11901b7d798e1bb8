"""The map of a view: its figure and level, its rows, its painting, its texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from method.catalog import Indicator, load_catalog
from method.wording import Note, fr_date
from observatory.figures.figure import View
from observatory.figures.kept import remembered
from observatory.gate.access import may_open
from observatory.territories import facts, maps, names, words
from observatory.territories.classes import DEFAULT_CLASSES, METHODS, Method, parse_bounds
from observatory.territories.measures import (
    OUTSIDE,
    PENETRATION,
    Measure,
    Shown,
    is_count,
    label_of,
    outside,
)
from observatory.territories.place import INDICATOR, LEVEL, PLACE, every

VALUES = "marts.territory_values"
FACTS = "core.reference_figure"


@dataclass(frozen=True)
class Mapped:
    """A painted level and its texts.

    Attributes:
        shown: the mapped figure.
        level: a key of `maps.LEVELS`.
        rows: one per territory, with corrected names, marked if only partly in the region.
        painting: how each is drawn.
        selected: code of the chosen territory, or of the one that contains it; empty for none.
        title: the finding, else the label of the figure.
        legend: heading of the legend.
        method: how its classes were computed, and what a secret may be.
        note: Lecture, Champ, Source.
        blurred: a secret may be zero.
    """

    shown: Shown
    level: str
    rows: pd.DataFrame
    painting: maps.Painting
    selected: str
    title: str
    legend: str
    method: str
    note: Note
    blurred: bool


def offers(view: View) -> dict[str, dict[str, Shown]]:
    """Figures that can be mapped: by level, then by value in the address, the main one first.

    A figure hidden or zero everywhere at a level is left out; see `maps.is_readable`. The same at
    every month of a network.
    """
    return _offers(view.of_every_month())


@remembered
def _offers(view: View) -> dict[str, dict[str, Shown]]:
    offered: dict[str, dict[str, Shown]] = {level: {} for level in maps.LEVELS}
    if view.can_read(VALUES):
        rows = view.ask("territory_offer", network_id=view.scope)
        for row in rows[rows["level"].isin(list(maps.LEVELS))].to_dict("records"):
            for shown in _shown_as(str(row["indicator_id"]), view.role):
                if maps.is_readable(shown, int(row["published"]), int(row["territories"])):
                    offered[row["level"]][shown.id] = shown
    if view.can_read(FACTS) and view.scope == "*":
        rows = view.ask("territory_fact_offer")
        for row in rows[rows["level"].isin(list(maps.LEVELS))].to_dict("records"):
            if fact := facts.measure(row["indicator"], row["territories"], row["of_level"]):
                offered[row["level"]][fact.id] = fact
    order = {name: rank for rank, name in enumerate(_order())}
    return {
        level: dict(sorted(shown.items(), key=lambda item: order[item[0]]))
        for level, shown in offered.items()
        if shown
    }


def indicators(offered: Mapping[str, Mapping[str, Shown]]) -> dict[str, str]:
    """Label of every figure offered at any level, the main one first."""
    labels = {name: shown.label for level in offered.values() for name, shown in level.items()}
    return {name: labels[name] for name in _order() if name in labels}


def levels(offered: Mapping[str, Mapping[str, Shown]], indicator: str) -> dict[str, str]:
    """Label of every level that offers a figure."""
    return {
        level: label for level, label in maps.LEVELS.items() if indicator in offered.get(level, {})
    }


@remembered
def mapped(view: View) -> Mapped | None:
    """The map of a view (`indicateur`, `niveau`, `territoire`, `classes`, `nombre`, `seuils`).

    None if no data was sent that a map could show.
    """
    offered = offers(view)
    labels = indicators(offered)
    if not labels:
        return None
    name = str(view.options.get(INDICATOR) or next(iter(labels)))
    level = str(view.options.get(LEVEL) or next(iter(levels(offered, name))))
    shown = offered[level][name]
    rows, panel = _rows(view, shown, level)
    blurred = not _is_fact(shown) and maps.is_blurred(level, view.scope)
    method, count, bounds = _classes(view)
    painting = maps.paint(rows, panel, shown, method, count, bounds, blurred=blurred)
    selected = _selected(view, level)
    scope = "" if view.scope == "*" else view.subject
    dated = str(int(rows["year"].max())) if _is_fact(shown) else fr_date(view.as_of)
    return Mapped(
        shown,
        level,
        rows,
        painting,
        selected,
        words.map_title(rows, shown, level, scope, selected),
        f"{label_of(shown, scope)}, {dated}",
        words.method_of(painting, method, blurred=blurred, is_fact=_is_fact(shown)),
        words.fact_note(rows, shown, level, selected, view.build)
        if isinstance(shown, Measure) and _is_fact(shown)
        else words.note(rows, shown, level, scope, selected, view.build),
        blurred,
    )


def counts() -> list[str]:
    """Ids of the counts: a missing row means zero if the region has a figure."""
    return [i.id for i in load_catalog().indicators.values() if is_count(i)]


def rows_of(view: View, shown: Shown, level: str) -> pd.DataFrame:
    """One row per territory of a level, with corrected names, marked if partly in the region."""
    if _is_fact(shown):
        rows = view.ask("territory_fact_map", level=level, indicator=shown.id)
    else:
        entry = PENETRATION if shown is OUTSIDE else shown.id
        rows = view.of_scope(
            "territory_map",
            level=level,
            indicator_id=entry,
            is_count=is_count(shown) and shown is not OUTSIDE,
        )
        rows = outside(rows) if shown is OUTSIDE else rows
    return names.marked(names.with_proper_names(rows, "name", "department"))


def summary(mapped: Mapped) -> str:
    """The map in one sentence, for readers who cannot see it."""
    when = mapped.legend.rpartition(", ")[2]
    return maps.summary(mapped.painting, mapped.shown, mapped.level, when)


def _rows(view: View, shown: Shown, level: str) -> tuple[pd.DataFrame, list[float]]:
    """Rows of the month, and known values of every month, to scale the map."""
    rows = rows_of(view, shown, level)
    if _is_fact(shown):
        return rows, rows["value"].dropna().tolist()
    entry = PENETRATION if shown is OUTSIDE else shown.id
    panel = view.ask("territory_panel", level=level, network_id=view.scope, indicator_id=entry)
    panel = outside(panel) if shown is OUTSIDE else panel
    return rows, panel["value"].dropna().tolist()


def _classes(view: View) -> tuple[Method, int, tuple[float, ...]]:
    options = view.options
    method = str(options.get("classes", "quantiles"))
    bounds = parse_bounds(str(options["seuils"])) if method == "fixe" else ()
    checked = method if method in METHODS else "quantiles"
    return checked, int(options.get("nombre", DEFAULT_CLASSES)), bounds  # ty: ignore[invalid-explicit-return]


def _shown_as(indicator_id: str, role: str) -> list[Shown]:
    """The indicator, preceded by companies outside networks for the penetration rate."""
    indicator: Indicator | None = load_catalog().indicators.get(indicator_id)
    if indicator is None or not may_open(indicator.viewer, role):
        return []
    return [OUTSIDE, indicator] if indicator_id == PENETRATION else [indicator]


def _selected(view: View, level: str) -> str:
    """Code of the territory of this level that is or contains the chosen one; empty for none."""
    territory_id = maps.move(every(view), str(view.options.get(PLACE) or ""), level)
    return territory_id.removeprefix(f"{level}-")


def _is_fact(shown: Shown) -> bool:
    return isinstance(shown, Measure) and not shown.entry


def _order() -> list[str]:
    return [OUTSIDE.id, *load_catalog().indicators, *facts.order()]
