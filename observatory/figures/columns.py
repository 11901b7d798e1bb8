"""Columns of a table, whether drawn on a page, in a sheet or in a document.

A column has its header, its unit and the column of its status, so that a figure is printed by the
same rules everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from method.catalog import Indicator
from method.plain_text import spaced
from method.wording import MISSING, fr_amounts, fr_cell, fr_short_date, is_missing

# The text of a link that gives no other information.
READ = "Consulter"
OUTSIDE = ("https://", "http://")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        key: column of the frame.
        label: French header.
        unit: unit of the catalogue; None prints text, or a date as `31/12/2025`.
        decimals: digits after the comma, the unit's own by default.
        status: column with the status of the value, to tell `s` from `n.d.`.
        link: column with the address behind the text.
    """

    key: str
    label: str
    unit: str | None = None
    decimals: int | None = None
    status: str | None = None
    link: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", spaced(self.label))


def of(
    indicator: Indicator, key: str = "value", status: str = "status", label: str | None = None
) -> Column:
    """The column of an indicator: label, unit and decimals come from the catalogue."""
    return Column(key, label or indicator.label, indicator.unit, indicator.decimals, status)


def text(row: Mapping[Any, Any], column: Column) -> str:
    """The French text of one cell where links cannot be clicked: external addresses are printed.

    On a screen the reader clicks on the text of a link; in a file only the address is of use.
    """
    label = _text(row[column.key], row[column.status] if column.status else "ok", column)
    address = row[column.link] if column.link else None
    if not isinstance(address, str) or not address.startswith(OUTSIDE):
        return label
    return address if label == READ else f"{label}, {address}"


def texts(frame: pd.DataFrame, column: Column) -> list[str]:
    """The French texts of a whole column, in row order; amounts share one unit."""
    if column.unit == "€" and not column.decimals:
        return _amounts(frame, column)
    return cells(frame, column)


def cells(frame: pd.DataFrame, column: Column) -> list[str]:
    """The same with each value printed on its own; each distinct value is formatted once."""
    values = frame[column.key].tolist()
    statuses = frame[column.status].tolist() if column.status else ["ok"] * len(values)
    printed: dict[Any, str] = {}
    cells = []
    for value_and_status in zip(values, statuses, strict=True):
        # 1, 1.0 and True are equal as keys, but print differently.
        key = (type(value_and_status[0]), *value_and_status)
        if key not in printed:
            printed[key] = _text(*value_and_status, column)
        cells.append(printed[key])
    return cells


def _amounts(frame: pd.DataFrame, column: Column) -> list[str]:
    alone = cells(frame, column)
    is_known = frame[column.key].notna()
    if column.status:
        is_known &= frame[column.status].eq("ok")
    printed = iter(fr_amounts(frame.loc[is_known, column.key].tolist()))
    return [next(printed) if known else text for text, known in zip(alone, is_known, strict=True)]


def _text(value: Any, status: str, column: Column) -> str:
    if column.unit is not None:
        return fr_cell(value, column.unit, status, column.decimals)
    if is_empty(value):
        return MISSING
    return fr_short_date(value) if isinstance(value, date) else str(value)


def is_empty(value: Any) -> bool:
    """Whether a cell is empty: None, NaN or NaT."""
    return bool(pd.isna(value)) or (not isinstance(value, str | date) and is_missing(value))
