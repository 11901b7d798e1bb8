"""The content of a map: figures of territories → classes or circles, their legend, their texts.

The browser has the geometry (a static file of the vintage); this computes one style number and one
text per territory. Counts become circles of proportional area, rates become classes, and both are
scaled on the whole panel, so that two months can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from plotly.colors import sample_colorscale

from method import elision
from method.wording import (
    NBSP,
    SMALL,
    fr,
    is_missing,
    lower_first,
    status_reason,
)
from observatory.territories.classes import Classes, Method, classify
from observatory.territories.measures import Shown, is_count, value_text

LEVELS = MappingProxyType(
    {
        "epci": "Intercommunalités (EPCI)",
        "commune": "Communes",
        "canton": "Cantons",
        "circonscription": "Circonscriptions législatives",
        "departement": "Départements",
    }
)
# Noun for one territory of each level.
LEVEL_NOUNS = MappingProxyType(
    {
        "epci": "intercommunalité",
        "commune": "commune",
        "canton": "canton",
        "circonscription": "circonscription",
        "departement": "département",
        "region": "région",
    }
)
OUT_OF_SCOPE = "out_of_scope"
FAINT = "effectif faible"
FAINT_LABEL = f"Hachures{NBSP}: moins de {SMALL} unités, à lire avec prudence"
LARGEST_RADIUS = 30.0
AROUND_ONE = "#f5efb8"
# Default bounds for « Seuils fixes », in the printed unit; the reader can change them.
FIXED_BOUNDS = MappingProxyType({"%": (10.0, 25.0, 50.0, 75.0), "×": (0.5, 0.8, 1.25, 2.0)})


@dataclass(frozen=True)
class Style:
    """Fill of a territory: a colour, and a pattern if it has no value."""

    fill: str
    pattern: str | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the legend; `is_dot` if it describes points and not areas."""

    label: str
    count: int
    style: Style
    is_dot: bool = False


@dataclass(frozen=True)
class Circle:
    """A circle of the legend: its value as printed, its radius in pixels."""

    label: str
    radius: float


@dataclass(frozen=True)
class Painting:
    """A painted level.

    Attributes:
        codes, keys, texts: one per territory; `keys` are positions in `entries`.
        entries: every line that any month may have, so that a class keeps its number.
        circles: `code`, `radius`, `latitude`, `longitude` of counts, and `fill`, `text` if they
            differ from one circle to another; None for a rate.
        sizes: circles of the legend.
        classes: None for a count.
        faint: codes of territories with a rate on few units, hatched over their class.
    """

    codes: list[str]
    keys: list[int]
    texts: list[str]
    entries: tuple[Entry, ...]
    circles: pd.DataFrame | None = None
    sizes: tuple[Circle, ...] = ()
    classes: Classes | None = None
    faint: tuple[str, ...] = ()

    @property
    def legend(self) -> tuple[Entry, ...]:
        """The lines that are used on the map."""
        return tuple(entry for entry in self.entries if entry.count)


# States without a class, in legend order: label and style.
_STATES = MappingProxyType(
    {
        "zero": ("Zéro", Style("#ffffff")),
        "no_data": ("Aucune donnée", Style("#f0f0f0", "diagonal")),
        "insufficient": ("Données insuffisantes", Style("#f0f0f0", "horizontal")),
        "secret": ("Secret statistique", Style("#f0f0f0", "dots")),
        OUT_OF_SCOPE: ("Hors du périmètre du réseau", Style("#c3c8cf")),
    }
)
_COUNTED = Style("#eef3f8")
# Below this share of published figures, most are hidden: hidden ones are left blank so that the few
# others stand out; a rate, which has no circle, is not offered (`is_readable`).
SPARSE = 0.1
# Label where zero and small counts are hidden alike: see `pipelines/steps/territory_secrecy.py`.
_BLURRED = "Secret ou nul"
BLURRED_WORDS = (
    f"«{NBSP}{_BLURRED}{NBSP}»{NBSP}: aucune, une ou deux entreprises, ou un nombre masqué pour "
    "protéger celui d’un autre territoire."
)


def is_readable(shown: Shown, published: int, territories: int) -> bool:
    """Whether a level shows enough of a figure: a few circles are enough for a count.

    Args:
        shown: what the map shows.
        published: number of territories of the level with a published, non-zero figure.
        territories: number of territories of the level.
    """
    if published == 0:
        return False
    return is_count(shown) or published >= SPARSE * territories


def is_blurred(level: str, network: str) -> bool:
    """Whether empty cells are hidden along with small ones, so that a secret may be zero."""
    return level == "commune" or (network != "*" and level != "region")


def status_words(status: str, *, blurred: bool = False) -> str:
    """Why a territory has no value, for tables and tooltips."""
    if status == "secret" and blurred:
        return lower_first(_BLURRED)
    return "hors du périmètre du réseau" if status == OUT_OF_SCOPE else status_reason(status)


def is_faint(indicator: Shown, row: Mapping[str, Any]) -> bool:
    """Whether it is a rate on so few units that one more or one fewer would change it."""
    is_known = row["status"] == "ok" and not is_count(indicator)
    return is_known and not is_missing(row["denominator"]) and float(row["denominator"]) < SMALL


def remark(indicator: Shown, row: Mapping[str, Any], *, blurred: bool = False) -> str:
    """Remark on a figure in a table: why it is empty, or that it is based on few units."""
    if row["status"] != "ok":
        return status_words(str(row["status"]), blurred=blurred)
    if not is_faint(indicator, row):
        return ""
    return f"{value_text(indicator, row)}, effectif faible" if indicator.is_proportion else FAINT


def paint(
    rows: pd.DataFrame,
    panel: Sequence[float],
    indicator: Shown,
    method: Method = "quantiles",
    count: int = 5,
    bounds: Sequence[float] = (),
    *,
    blurred: bool = False,
) -> Painting:
    """Style every territory of a level at one month.

    Args:
        rows: `code`, `value`, `numerator`, `denominator`, `status`, `longitude`, `latitude`.
        panel: known values of every month at that level, for that network and indicator.
        indicator: its entry of the catalogue.
        method: how the classes of a rate are computed.
        count: number of classes requested.
        bounds: inner bounds of fixed classes, in the printed unit.
        blurred: a secret may be zero (`is_blurred`).
    """
    states = _states(rows)
    records = rows.to_dict("records")
    faint = tuple(row["code"] for row in records if is_faint(indicator, row))
    texts = [
        _text(indicator, row, is_small=row["code"] in faint)
        if row["status"] == "ok"
        else status_words(str(row["status"]), blurred=blurred)
        for row in records
    ]
    codes = rows["code"].tolist()
    empty = _empty(rows, blurred=blurred)
    if is_count(indicator):
        labels = states.where(states.isin(list(empty)), "counted")
        styles = {"counted": ("Territoires avec un cercle", _COUNTED), **empty}
        highest = max((v for v in panel if v > 0), default=0.0)
        return Painting(
            codes,
            *_keyed(labels, texts, styles),
            circles=_circles(rows, highest),
            sizes=_sizes(highest, indicator),
        )
    scale = _printed_scale(indicator)
    classes = classify(panel, method, count, [bound / scale for bound in bounds])
    labels = _classed(states, rows["value"], classes)
    words = interval_labels(classes, indicator)
    colours = _colours(classes, indicator)
    styles = {
        str(i): (word, Style(colour))
        for i, (word, colour) in enumerate(zip(words, colours, strict=True))
    }
    return Painting(
        codes, *_keyed(labels, texts, {**styles, **empty}), classes=classes, faint=faint
    )


def _empty(rows: pd.DataFrame, *, blurred: bool) -> dict[str, tuple[str, Style]]:
    """Labels and styles of territories without a value on this map."""
    label, look = _STATES["secret"]
    is_sparse = (rows["status"] == "ok").mean() < SPARSE
    secret = (_BLURRED if blurred else label, _STATES["zero"][1] if is_sparse else look)
    return {**_STATES, "secret": secret}


def interval_labels(classes: Classes, indicator: Shown) -> list[str]:
    """`12,0 % à 25,0 %`, then `plus de 25,0 % à 31,2 %`, with enough decimals to differ."""
    ends = sorted({classes.lowest, *classes.uppers}) if len(classes) else []
    # A bound chosen by the reader is printed exactly; a computed one is rounded.
    exact = [_printed_scale(indicator) * end for end in classes.uppers[:-1] if classes.is_open]
    decimals = next(
        (
            places
            for places in range(indicator.decimals, indicator.decimals + 4)
            if len({fr(end, indicator.unit, places) for end in ends}) == len(ends)
            and all(abs(round(end, places) - end) < 1e-9 for end in exact)
        ),
        indicator.decimals,
    )

    def text(value: float) -> str:
        return fr(value, indicator.unit, decimals)

    return [
        f"jusqu’à {text(high)}"
        if classes.is_open and i == 0
        else text(high)
        if low == high
        else ("plus de " if i else "") + f"{text(low)} à {text(high)}"
        for i, (low, high) in enumerate(classes.intervals())
    ]


def summary(painting: Painting, indicator: Shown, level: str, month: str) -> str:
    """The map in one sentence, for readers who cannot see it."""
    parts = [f"{fr(e.count)} «{NBSP}{e.label}{NBSP}»" for e in painting.entries if e.count]
    if painting.faint:
        parts.append(f"dont {fr(len(painting.faint))} sur moins de {SMALL} unités")
    return (
        f"Carte {elision.of(lower_first(indicator.label))} par {LEVEL_NOUNS[level]}, {month}. "
        f"Territoires{NBSP}: {', '.join(parts)}. Les mêmes chiffres sont dans le tableau."
    )


def move(territories: pd.DataFrame, chosen: str, level: str) -> str:
    """The territory of `level` that contains the chosen one; empty if there is none.

    Args:
        territories: `id` (`<level>-<code>`), `level`, and `<level>_code` of its parents.
        chosen: an `id`, or an empty text.
        level: level of the result.
    """
    matches = territories[territories["id"] == chosen]
    if matches.empty:
        return ""
    row = matches.iloc[0]
    if row["level"] == level:
        return chosen
    parent = {"departement": "department_code"}.get(level, f"{level}_code")
    code = row.get(parent)
    return f"{level}-{code}" if isinstance(code, str) and code else ""


def _text(indicator: Shown, row: Mapping[str, Any], *, is_small: bool) -> str:
    """The value, with a mention if it is based on few units: a hatch alone carries no meaning."""
    text = value_text(indicator, row)
    return f"{text}, {FAINT}" if is_small else text


def _states(rows: pd.DataFrame) -> pd.Series:
    is_zero = (rows["status"] == "ok") & (rows["value"] == 0)
    return rows["status"].mask(is_zero, "zero")


def _classed(states: pd.Series, values: pd.Series, classes: Classes) -> pd.Series:
    """Position of the class if there is a value, else the state."""
    labels = states.astype(object).copy()
    has_value = states == "ok"
    if has_value.any() and len(classes):
        labels[has_value] = [str(i) for i in classes.index_of(values[has_value].tolist())]
    return labels


def _keyed(
    labels: pd.Series, texts: list[str], styles: Mapping[str, tuple[str, Style]]
) -> tuple[list[int], list[str], tuple[Entry, ...]]:
    position = {name: i for i, name in enumerate(styles)}
    counts = labels.value_counts()
    entries = tuple(
        Entry(label, int(counts.get(name, 0)), style) for name, (label, style) in styles.items()
    )
    return [position[name] for name in labels], texts, entries


def _circles(rows: pd.DataFrame, highest: float) -> pd.DataFrame:
    """Circles with areas proportional to the values, largest first: small ones stay on top."""
    counted = rows[(rows["status"] == "ok") & (rows["value"] > 0)].sort_values(
        "value", ascending=False
    )
    radius = LARGEST_RADIUS * np.sqrt(counted["value"].astype(float) / (highest or 1.0))
    return counted[["code", "latitude", "longitude"]].assign(radius=radius.round(1))


def _sizes(highest: float, indicator: Shown) -> tuple[Circle, ...]:
    """Round values for the legend: about the highest, a quarter and a twentieth of it."""
    values = sorted({_round_down(highest / part) for part in (1, 4, 20)} - {0.0}, reverse=True)
    return tuple(
        Circle(fr(v, indicator.unit, 0), round(LARGEST_RADIUS * (v / highest) ** 0.5, 1))
        for v in values
    )


def _round_down(value: float) -> float:
    """The largest 1, 2 or 5 × 10ⁿ not above the value; 0 below 1."""
    if value < 1:
        return 0.0
    magnitude = 10.0 ** int(np.floor(np.log10(value)))
    return max(step * magnitude for step in (1, 2, 5) if step * magnitude <= value)


def _printed_scale(indicator: Shown) -> float:
    """Factor between stored and printed values: a share is printed in percent."""
    return 100.0 if indicator.unit == "%" else 1.0


def _colours(classes: Classes, indicator: Shown) -> list[str]:
    """ColorBrewer palettes, colour-blind safe: YlGnBu, or PuOr centred on 1 for a quotient."""
    if not len(classes):
        return []
    if indicator.unit != "×":
        return sample_colorscale("YlGnBu", np.linspace(0.15, 1, len(classes)))
    intervals = classes.intervals()
    below = sum(high <= 1 for _, high in intervals)
    above = sum(low >= 1 and high > 1 for low, high in intervals)
    first_above = len(intervals) - above
    colours = sample_colorscale(
        "PuOr",
        [
            0.5 - 0.42 * (below - i) / below
            if i < below
            else 0.5 + 0.42 * (i - first_above + 1) / above
            if i >= first_above
            else 0.5
            for i in range(len(intervals))
        ],
    )
    # The middle of PuOr is nearly white, the colour of « Zéro ».
    return [AROUND_ONE if below <= i < first_above else colour for i, colour in enumerate(colours)]
