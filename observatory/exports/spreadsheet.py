"""Rules for every file opened by a spreadsheet: no text becomes a formula, types are kept."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from method.plain_text import shortened
from observatory.figures.columns import Column, is_empty, text

# Maximum number of characters in a cell.
LONGEST_CELL = 32_767
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Units whose name in a header differs from the catalogue.
_UNITS: dict[Any, str] = {
    "days": "jours",
    "months": "mois",
    "FTE": "ETP",
    "per month": "par mois",
}
# A typographic minus starts no formula: « −1,2 point » is safe; so is « +1,2 point », a number and
# its unit, which has nothing to compute. A quote before it would be seen.
_RISE = re.compile(r"\+\d[\d\u202f,]*\u00a0(?:[^\W\d_]+|[kM]?[€%])")


def safe(cell: str) -> str:
    """The text, escaped so that it is not read as a formula (OWASP: prefix it with a quote)."""
    text = shortened(cell, LONGEST_CELL - 1)
    is_formula = text.startswith(_STARTERS) and not _RISE.fullmatch(text)
    return f"'{text}" if is_formula else text


def is_known(row: Mapping[Any, Any], column: Column) -> bool:
    """Whether the cell has a value that may be exported: neither empty nor withheld."""
    return not is_empty(row[column.key]) and (column.status is None or row[column.status] == "ok")


def value(row: Mapping[Any, Any], column: Column) -> float | date | str:
    """A number or a date as such, anything else as safe text: `n.d.`, `s`, an id, a word."""
    raw = row[column.key]
    if is_known(row, column):
        if isinstance(raw, date):
            return raw
        is_number = column.unit is not None and not isinstance(raw, str)
        if is_number and math.isfinite(float(raw)):
            return float(raw)
    return safe(text(row, column))


def header(column: Column) -> str:
    """Label of a column with its unit, since cells hold bare numbers."""
    is_bare = column.unit in (None, "count", "0–1")
    return column.label if is_bare else f"{column.label} ({_UNITS.get(column.unit, column.unit)})"
