"""A real HTML table: caption, header scopes, French cells, sortable by its headers.

`st.dataframe` draws on a canvas that a screen reader cannot read and a printer cuts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from observatory.figures.columns import Column, is_empty, of, text
from ui import html

_OWN_PAGE = re.compile(r"[a-z-]+\?[\w=&.%+~-]*")

__all__ = ["Column", "of", "safe_link", "show"]


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
    link = safe_link(row[column.link]) if column.link else None
    return {
        "text": text(row, column),
        "sort": "" if is_empty(value) else str(value),
        "link": link,
        "is_outside": link is not None and link.startswith("http"),
    }


def safe_link(address: Any) -> str | None:
    """The address when it is of the web or a page of ours: a file must not smuggle a script in."""
    if not isinstance(address, str):
        return None
    is_web = address.startswith(("https://", "http://"))
    return address if is_web or _OWN_PAGE.fullmatch(address) else None
