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
from method.plain_text import spaced
from method.wording import MISSING, fr_amounts, fr_cell, fr_short_date, is_missing

# The word of a link that says nothing more than that there is one.
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
        status: column that holds the status of the value, so that `s` and `n.d.` are told apart.
        link: column that holds the address behind the text.
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
    """The French text of one cell where nothing is clicked: an address outside is written out.

    The word of a link is what a reader presses on a screen; in a file only its address leads there.
    """
    said = _text(row[column.key], row[column.status] if column.status else "ok", column)
    address = row[column.link] if column.link else None
    if not isinstance(address, str) or not address.startswith(OUTSIDE):
        return said
    return address if said == READ else f"{said}, {address}"


def texts(frame: pd.DataFrame, column: Column) -> list[str]:
    """The French texts of a whole column, from the first row to the last: one value is printed
    once, and amounts in one unit."""
    if column.unit == "€" and not column.decimals:
        return _amounts(frame, column)
    return cells(frame, column)


def cells(frame: pd.DataFrame, column: Column) -> list[str]:
    """The same, each value as it is printed alone: none depends on those around it."""
    values = frame[column.key].tolist()
    statuses = frame[column.status].tolist() if column.status else ["ok"] * len(values)
    printed: dict[Any, str] = {}
    found = []
    for cell in zip(values, statuses, strict=True):
        # 1, 1.0 and True are one key and three texts.
        key = (type(cell[0]), *cell)
        if key not in printed:
            printed[key] = _text(*cell, column)
        found.append(printed[key])
    return found


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
    """None, NaN, NaT: a cell that holds nothing."""
    return bool(pd.isna(value)) or (not isinstance(value, str | date) and is_missing(value))
