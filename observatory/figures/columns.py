"""Columns of a table, whoever draws it: a page, a sheet, a document.

One column knows its header, its unit and where its status is, so that a figure is printed by the
same rules everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from method.catalog import Indicator
from method.wording import MISSING, fr_cell, fr_short_date, is_missing


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        key: column of the frame.
        label: French header.
        unit: unit of the catalogue; None prints text, or a date as `31/12/2025`.
        decimals: digits after the comma, the unit's own by default.
        status: column that holds the status of the value, so that `s` and `n.d.` are told apart.
        link: column that holds the address behind the text.
    """

    key: str
    label: str
    unit: str | None = None
    decimals: int | None = None
    status: str | None = None
    link: str | None = None


def of(
    indicator: Indicator, key: str = "value", status: str = "status", label: str | None = None
) -> Column:
    """The column of an indicator: label, unit and decimals come from the catalogue."""
    return Column(key, label or indicator.label, indicator.unit, indicator.decimals, status)


def text(row: Mapping[Any, Any], column: Column) -> str:
    """The French text of one cell."""
    value = row[column.key]
    if column.unit is not None:
        status = row[column.status] if column.status else "ok"
        return fr_cell(value, column.unit, status, column.decimals)
    if is_empty(value):
        return MISSING
    return fr_short_date(value) if isinstance(value, date) else str(value)


def is_empty(value: Any) -> bool:
    """None, NaN, NaT: a cell that holds nothing."""
    return bool(pd.isna(value)) or (not isinstance(value, str | date) and is_missing(value))
