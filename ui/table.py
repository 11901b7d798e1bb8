"""A real HTML table: caption, header scopes, French cells, sortable by its headers.

`st.dataframe` draws on a canvas that a screen reader cannot read and a printer cuts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from observatory.catalog import Indicator
from observatory.wording import MISSING, fr_cell, fr_short_date, is_missing
from ui import html


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


def show(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    caption: str,
    *,
    is_sortable: bool = True,
) -> None:
    """Draw the rows of a frame, in its order; the first column heads each row.

    Args:
        frame: rows to show.
        columns: columns to show, in order.
        caption: what the table holds, in French; read first by a screen reader.
        is_sortable: headers sort the rows.
    """
    rows = [[_cell(row, column) for column in columns] for row in frame.to_dict("records")]
    html.show("table.html", rows=rows, columns=columns, caption=caption, is_sortable=is_sortable)


def _cell(row: dict[Any, Any], column: Column) -> dict[str, Any]:
    value = row[column.key]
    status = row[column.status] if column.status else "ok"
    return {
        "text": _text(value, column, status),
        "sort": "" if is_empty(value) else str(value),
        "link": _safe_link(row[column.link]) if column.link else None,
    }


def _text(value: Any, column: Column, status: str) -> str:
    if column.unit is not None:
        return fr_cell(value, column.unit, status, column.decimals)
    if is_empty(value):
        return MISSING
    return fr_short_date(value) if isinstance(value, date) else str(value)


def is_empty(value: Any) -> bool:
    """None, NaN, NaT: a cell that holds nothing."""
    return bool(pd.isna(value)) or (not isinstance(value, str | date) and is_missing(value))


def _safe_link(address: Any) -> str | None:
    """The address when it is one of the web: a file must not smuggle `javascript:` in."""
    is_web = isinstance(address, str) and address.startswith(("https://", "http://"))
    return address if is_web else None
