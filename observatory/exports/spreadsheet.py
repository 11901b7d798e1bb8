"""What every file that a spreadsheet opens must respect: no text becomes a formula, types stay."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from method.plain_text import shortened
from observatory.figures.columns import Column, is_empty, text

# Characters that a cell holds.
LONGEST_CELL = 32_767
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")
# How a unit stands in a header, where it is not its own word.
_UNITS: dict[Any, str] = {
    "days": "jours",
    "months": "mois",
    "FTE": "ETP",
    "per month": "par mois",
}
# Signs that a French text may begin with and no spreadsheet reads: « −1,2 point » is safe.


def safe(cell: str) -> str:
    """The text, kept from being read as a formula (OWASP: a quote before what starts one)."""
    text = shortened(cell, LONGEST_CELL - 1)
    return f"'{text}" if text.startswith(_STARTERS) else text


def is_known(row: Mapping[Any, Any], column: Column) -> bool:
    """Whether the cell holds a value that may leave: neither empty nor withheld."""
    return not is_empty(row[column.key]) and (column.status is None or row[column.status] == "ok")


def value(row: Mapping[Any, Any], column: Column) -> float | date | str:
    """A number or a date as such, all else as safe text: `n.d.`, `s`, an identifier, a word."""
    found = row[column.key]
    if is_known(row, column):
        if isinstance(found, date):
            return found
        is_number = column.unit is not None and not isinstance(found, str)
        if is_number and math.isfinite(float(found)):
            return float(found)
    return safe(text(row, column))


def header(column: Column) -> str:
    """Label of a column with its unit, since a cell holds a bare number."""
    is_bare = column.unit in (None, "count", "0–1")
    return column.label if is_bare else f"{column.label} ({_UNITS.get(column.unit, column.unit)})"
