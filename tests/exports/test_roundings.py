"""A value has a single rounding on a page: the same in table, chart, title and explanation.

Except amounts in a table, which share one unit: sentences print each on its own.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from observatory.figures import columns
from observatory.figures.asked_once import Views
from observatory.figures.figure import Figure
from observatory.figures.registry import FIGURES
from observatory.gate.store import Store

# Size of each printed unit in the unit of the catalogue.
UNITS = {
    "€": (1.0, "€"),
    "k€": (1e3, "€"),
    "M€": (1e6, "€"),
    "%": (0.01, "%"),
    "jours": (1.0, "days"),
    "h": (1.0, "h"),
    "×": (1.0, "fois"),
    "ETP": (1.0, "FTE"),
}
AMOUNT = re.compile(
    rf"(?<![\d,])(−?\d{{1,3}}(?:\u202f\d{{3}})*(?:,(\d+))?)\u00a0({'|'.join(UNITS)})(?!\w)"
)
# Bounds of an interval or class are rounded independently, like the level of an interval.
BOUNDS = re.compile(
    r"intervalle (de|:) [^;<.]*|\d+_% à \d+_%( par an)?|à 95_%|moins de \d+_%".replace(
        "_", "\u00a0"
    )
)
# Ticks are round numbers, not values.
LEFT = ("ticktext", "meta", "customdata")

Values = dict[str, set[tuple[float, str]]]


@pytest.fixture(scope="module")
def store(demo_curated: Path, curated_root: Path) -> Store:
    return Store(curated_root)


def strings(part: object) -> Iterator[str]:
    """Every text of a chart."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in LEFT:
                yield from strings(value)
    elif hasattr(part, "tolist"):
        yield from strings(part.tolist())
    elif isinstance(part, list | tuple):
        for value in part:
            yield from strings(value)


def two_roundings(values: Values, texts: list[tuple[str, str]]) -> list[str]:
    """Amounts of a text that are rounded differently from the same value in a table.

    Args:
        values: printed text → the values of a page printed that way, each with its unit.
        texts: key of a figure, and one of its texts.
    """
    offenders = []
    for key, text in texts:
        for amount in AMOUNT.finditer(BOUNDS.sub("", text)):
            if amount.group() in values:
                continue
            scale, unit = UNITS[amount.group(3)]
            places = len(amount.group(2) or "")
            number = float(
                re.sub("\u202f", "", amount.group(1)).replace("−", "-").replace(",", ".")
            )
            for printed, exact in values.items():
                if any(u == unit and round(v / scale, places) == number for v, u in exact):
                    offenders.append(f"{key}: {amount.group()} and {printed}")
    return sorted(set(offenders))


def page(figures: list[Figure]) -> tuple[Values, list[tuple[str, str]]]:
    """Values in the tables of a page, and texts of its figures."""
    values: Values = defaultdict(set)
    texts = []
    for figure in figures:
        for column in figure.columns:
            if column.unit in {unit for _, unit in UNITS.values()}:
                held = figure.rows[column.key]
                for printed in (columns.texts, columns.cells):
                    for value, text in zip(held, printed(figure.rows, column), strict=True):
                        if AMOUNT.fullmatch(text):
                            values[text].add((float(value), str(column.unit)))
        sentences = [figure.title, figure.note.lecture, figure.caption or ""]
        chart = strings(json.loads(figure.chart.to_json())) if figure.chart is not None else ()
        texts += [(figure.key, text) for text in (*sentences, *chart)]
    return values, texts


def test_two_roundings_are_seen() -> None:
    values: Values = {"928\u202f577\u00a0€": {(928_577.0, "€")}, "83,5\u00a0%": {(0.835, "%")}}
    assert two_roundings(values, [("a", "929\u00a0k€ en caisse, dont 83,5\u00a0%")]) == [
        "a: 929\u00a0k€ and 928\u202f577\u00a0€"
    ]
    assert two_roundings(values, [("a", "84\u00a0%")]) == ["a: 84\u00a0% and 83,5\u00a0%"]


@pytest.mark.parametrize("role", ["public", "staff"])
def test_a_value_has_one_rounding_on_a_page(store: Store, role: str) -> None:
    session = store.session("demo", role)
    shared = Views(session)
    pages: dict[str, list[Figure]] = defaultdict(list)
    for key, make in FIGURES.items():
        of = "cuirlande" if key.startswith("fiche.") else "*"
        figures = make(shared.of(session.build.as_of, of))
        if isinstance(figures, Figure):
            pages[key.split(".")[0]].append(figures)
    assert pages
    assert [fault for figures in pages.values() for fault in two_roundings(*page(figures))] == []
