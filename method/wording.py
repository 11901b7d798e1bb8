"""The single French formatter of numbers, dates, units and missing values.

As the Imprimerie nationale does: U+202F between thousands and before `;`, `!`, `?`; U+00A0 before
`%`, `€`, units and `:`; U+2212 for negatives. Ratios (0.834) are printed in percent, a difference
of two in points. Rounding is half to even, as Babel does; a value that rounds to zero has no sign.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any, SupportsFloat

from method.disclosure import load_disclosure
from method.elision import the
from method.formats import format_date, format_decimal

if TYPE_CHECKING:
    import pandas as pd

    from method.build import Build
    from method.catalog import Indicator

    Row = Mapping[str, Any] | pd.Series

NBSP = "\u00a0"
ALL_NETWORKS = "l’ensemble des réseaux"
# What the Observatoire did to the figures of a source note.
CALCULATED, COLLECTED = "calculs", "relevé"
NNBSP = "\u202f"
MINUS = "\u2212"
MISSING = "n.d."
SECRET = "s"  # noqa: S105 — INSEE's symbol for statistical secrecy
LOCALE = "fr"
# A proportion out of fewer units than this is printed as its two counts.
SMALL = 10
# A team with fewer people than this is described in words.
SMALL_TEAM = 3


class _Unit:
    """How a unit is printed: `scale` multiplies the value; the plural starts at 2 in French."""

    def __init__(
        self, one: str = "", many: str | None = None, *, decimals: int = 0, scale: float = 1
    ) -> None:
        self.one = one
        self.many = one if many is None else many
        self.decimals = decimals
        self.scale = scale


_UNITS = {
    "count": _Unit(),
    "%": _Unit("%", decimals=1, scale=100),
    "points": _Unit("point", "points", decimals=1, scale=100),
    "€": _Unit("€"),
    "k€": _Unit("k€", scale=1e-3),
    "M€": _Unit("M€", decimals=1, scale=1e-6),
    "days": _Unit("jour", "jours"),
    "months": _Unit("mois", decimals=1),
    "FTE": _Unit("ETP", decimals=1),
    "h": _Unit("h"),
    "per month": _Unit("par mois", decimals=1),
    "×": _Unit("fois", decimals=1),
    "0–1": _Unit(decimals=2),
}
# From 10 k€ and 1 M€ up, the smaller unit adds nothing; the bounds are what rounds up to them.
_KILO, _MEGA = 9_999.5, 999_500

_STATUS_REASONS = {
    "no_data": "aucune donnée transmise",
    "insufficient": "données insuffisantes pour ce calcul",
    "secret": "secret statistique",
}


def fr(value: SupportsFloat | None, unit: str = "count", decimals: int | None = None) -> str:
    """Format a number with its unit; an amount in `€` is formatted as by `fr_euros`.

    Args:
        value: number in the unit of the catalogue (a ratio for `%`); None and NaN are missing.
        unit: a unit of the catalogue, or `k€`, `M€`, `points`.
        decimals: digits after the comma, by default those of the unit. For an amount, they apply
            to euros only: thousands and millions keep their own.

    Raises:
        KeyError: the unit is unknown.
    """
    if unit == "€" and (larger := _unit_of(value)) != "€":
        unit, decimals = larger, None
    return _printed(value, unit, decimals)


def _printed(value: SupportsFloat | None, unit: str, decimals: int | None) -> str:
    kind = _UNITS[unit]
    if is_missing(value):
        return MISSING
    places = decimals_of(unit, decimals)
    scaled = Decimal(str(float(value or 0))) * Decimal(str(kind.scale))
    rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    # Two steps so that −0 loses its sign, which Babel would keep.
    text = format_decimal(abs(rounded), format=pattern, locale=LOCALE)
    sign = MINUS if rounded < 0 else ""
    suffix = kind.one if abs(rounded) < 2 else kind.many
    return f"{sign}{text}{NBSP}{suffix}" if suffix else f"{sign}{text}"


def decimals_of(unit: str, decimals: int | None = None) -> int:
    """Digits after the comma: those requested, else the unit's default."""
    return _UNITS[unit].decimals if decimals is None else decimals


def decimals_for(step: float, unit: str) -> int:
    """Fewest decimals that distinguish the ticks of an axis, in the printed unit."""
    printed = step * _UNITS[unit].scale
    return next((n for n in range(4) if math.isclose(round(printed, n), printed)), 4)


def fr_change(value: SupportsFloat | None, unit: str, decimals: int | None = None) -> str:
    """Format a change with its sign; `value` is the difference, in points when the unit is `%`."""
    text = fr(value, "points" if unit == "%" else unit, decimals)
    is_up = not text.startswith((MINUS, MISSING)) and any(digit in text for digit in "123456789")
    return f"+{text}" if is_up else text


def fr_euros(value: SupportsFloat | None, decimals: int | None = None) -> str:
    """Format an amount in €, k€ or M€, whichever reads best."""
    return fr(value, _unit_of(value), decimals)


def fr_amounts(values: Sequence[SupportsFloat | None]) -> list[str]:
    """Print amounts that are read one under the other, in one unit: that in which the smallest
    still shows two digits. None and NaN are missing, and zero fits any unit."""
    sizes = [abs(float(one or 0)) for one in values if not is_missing(one)]
    least = min((size for size in sizes if round(size)), default=0.0)
    unit = "M€" if least >= 10 * _MEGA else _unit_of(min(least, _KILO))
    return [_printed(one, unit, None) for one in values]


def _unit_of(value: SupportsFloat | None) -> str:
    size = 0.0 if is_missing(value) else abs(float(value or 0))
    return "M€" if size >= _MEGA else "k€" if size >= _KILO else "€"


def fr_cell(
    value: SupportsFloat | None, unit: str, status: str = "ok", decimals: int | None = None
) -> str:
    """Format a published value, or the symbol of why it is empty (`s` secret, else `n.d.`)."""
    if status == "secret":
        return SECRET
    return fr(value, unit, decimals) if status == "ok" else MISSING


def fr_interval(low: SupportsFloat | None, high: SupportsFloat | None) -> str:
    """Bounds of a proportion, for a table cell: `18 % à 45 %`."""
    return MISSING if is_missing(low) else f"{fr(low, '%', 0)} à {fr(high, '%', 0)}"


def status_reason(status: str) -> str:
    """Why a value is empty, in words.

    Raises:
        KeyError: the status is `ok` or unknown.
    """
    return _STATUS_REASONS[status]


def fr_date(day: date) -> str:
    """`31 décembre 2025`, `1er janvier 2026`."""
    text = format_date(day, "d MMMM y", locale=LOCALE)
    return "1er" + text[1:] if day.day == 1 else text


def fr_known_date(day: date, precision: str | None = None) -> str:
    """A date as precisely as its source gives it: `12 juillet 2005`, `mars 2023`, `2005`.

    Args:
        day: first day of the known period, or the last day if it is an end date.
        precision: `jour`, `mois` or `annee`, as in the raw files; a day by default.
    """
    if precision == "annee":
        return str(day.year)
    return fr_month(day) if precision == "mois" else fr_date(day)


def fr_month(day: date) -> str:
    """`décembre 2025`."""
    return format_date(day, "MMMM y", locale=LOCALE)


def fr_short_month(day: date) -> str:
    """`12/2025`, for the cells of a wide table."""
    return format_date(day, "MM/yyyy", locale=LOCALE)


def fr_short_date(day: date) -> str:
    """`31/12/2025`."""
    return format_date(day, "dd/MM/y", locale=LOCALE)


def fr_list(items: Iterable[str], most: int | None = None) -> str:
    """`a, b et c`; with two or more beyond `most`, `a, b et 4 autres`."""
    texts = [*items] or [""]
    if most is not None and len(texts) > most + 1:
        texts[most:] = [f"{fr(len(texts) - most)} autres"]
    *head, last = texts
    return f"{', '.join(head)} et {last}" if head else last


def plural(count: float, one: str, many: str | None = None) -> str:
    """The count and its noun, in the plural from 2 up: `1 réseau`, `12 réseaux`."""
    noun = one if abs(count) < 2 else many or f"{one}s"
    return f"{fr(count)}{NBSP}{noun}"


def is_missing(value: SupportsFloat | None) -> bool:
    """Whether a value is None, NaN or pandas' NA, and so printed `n.d.`."""
    if value is None:
        return True
    try:
        return math.isnan(float(value))
    except (TypeError, ValueError):
        return True


@dataclass(frozen=True)
class Note:
    """Notes under a figure, each a sentence without its heading.

    `phrase` is the sentence to quote, empty when there is only the reading (`lecture`).
    """

    lecture: str
    champ: str
    source: str
    phrase: str = ""


def fr_value(indicator: Indicator, row: Row) -> str:
    """Format a row of `marts.indicator_values`; counts out of fewer than 10, a small team in words.

    Args:
        indicator: its catalogue entry.
        row: `value`, `status`, and `numerator`, `denominator` for a proportion, `n` for a team.
    """
    if words := small_team(indicator, row):
        return words
    denominator = row["denominator"] if indicator.is_proportion else None
    is_small = not is_missing(denominator) and float(denominator or 0) < SMALL
    if row["status"] == "ok" and is_small:
        return f"{fr(row['numerator'])} sur {fr(denominator)}"
    return fr_cell(row["value"], indicator.unit, row["status"], indicator.decimals)


def small_team(indicator: Indicator, row: Row) -> str | None:
    """« 1 poste, 1 personne »: a rate for a team under three would describe one person."""
    rule = indicator.small_team
    if rule is None or row["status"] != "ok":
        return None
    if rule.said == "posts":
        if is_missing(row.get("n")) or float(row["n"]) >= SMALL_TEAM:
            return None
        people = float(row["n"])
        return f"{plural(people, 'poste')}, {plural(people, 'personne')}"
    if is_missing(row.get("denominator")):
        return None
    mean = float(row["denominator"]) / rule.years
    if mean >= SMALL_TEAM:
        return None
    moves = plural(round(2 * float(row["numerator"])), "arrivée ou départ", "arrivées ou départs")
    return f"{moves}, {fr(mean, decimals=1)} {'personne' if mean < 2 else 'personnes'} en moyenne"


def lecture(indicator: Indicator, row: Row, subject: str) -> str:
    """How to read one value, with the division behind it."""
    opening = f"au {fr_date(row['as_of'])}, pour {the(subject)}, {lower_first(indicator.label)}"
    if row["status"] != "ok":
        symbol = fr_cell(None, indicator.unit, row["status"])
        return f"{opening}{NBSP}: {symbol} ({status_reason(row['status'])})."
    return f"{opening}{NBSP}: {fr_value(indicator, row)}{_detail(indicator, row)}."


def champ(indicator: Indicator, subject: str) -> str:
    """Population covered by the figure."""
    return f"{subject}{NNBSP}; {lower_first(indicator.short)}".rstrip(".") + "."


def vintage(build: Build, work: str = CALCULATED) -> str:
    """End of a source note: date of the data, author and version of the figures.

    Args:
        build: the build that the figures are read from.
        work: `CALCULATED`, or `COLLECTED` for figures quoted as others published them.
    """
    return (
        f", données arrêtées au {fr_date(build.as_of)}{NNBSP}; {work} de l’Observatoire des "
        f"clusters, version {build.id}"
    )


def upper_first(text: str) -> str:
    """The text with a capital, as at the start of a sentence."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text as inside a sentence; an acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _detail(indicator: Indicator, row: Row) -> str:
    """What is counted, or the division behind a proportion that does not already show it."""
    if indicator.noun and float(row["value"]) >= 2:
        return f"{NBSP}{indicator.noun}"
    explanation = explained(indicator, row)
    if not explanation or rounded(indicator, row) or is_missing(row["low"]):
        return explanation
    low, high = (fr(row[bound], indicator.unit, indicator.decimals) for bound in ("low", "high"))
    interval = f"{low} à {high}"
    return f"{explanation[:-1]}{NNBSP}; intervalle de confiance à 95{NBSP}%{NBSP}: {interval})"


def explained(indicator: Indicator, row: Row, among: str = "") -> str:
    """` (1 458 sur 1 758 de taille connue)`: the division behind a proportion, or how a figure was
    rounded; empty when neither applies.

    Args:
        indicator: its catalogue entry.
        row: `numerator` and `denominator`.
        among: what the denominator is restricted to.
    """
    if step := rounded(indicator, row):
        return step
    is_divided = indicator.is_proportion and not is_missing(row["denominator"])
    if not is_divided or float(row["denominator"]) < SMALL:
        return ""
    restricted = f" {among}" if among else ""
    return f" ({fr(row['numerator'])} sur {fr(row['denominator'])}{restricted})"


def rounded(indicator: Indicator, row: Row) -> str:
    """` (arrondi à 5 points, secret statistique)`; empty for a figure published as it is."""
    rule = load_disclosure().rule_of(indicator.id)
    if not rule or not rule.step or "numerator" not in row or not is_missing(row["numerator"]):
        return ""
    unit = "points" if indicator.unit == "%" else indicator.unit
    step = fr(rule.step, unit, decimals_for(rule.step, unit))
    return f" (arrondi à {step}, {status_reason('secret')})"
