"""A real HTML table: caption, header scopes, French cells, sortable by its headers.

`st.dataframe` draws on a canvas, which a screen reader cannot read and a printer cuts off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import pandas as pd

from observatory.figures.columns import READ, Column, is_empty, of, texts
from observatory.figures.public_wording import NOWHERE
from ui import html

_NOWHERE = re.compile(rf"https?://[^/?#]+{re.escape(NOWHERE)}(?:[/?#]|$)")
FICTIONAL = "fictive"
_OWN_PAGE = re.compile(r"[a-z-]+\?[\w=&.%+~-]*")

__all__ = ["Column", "of", "render", "safe_link", "show"]


def show(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    caption: str,
    *,
    is_sortable: bool = True,
) -> None:
    """Draw the rows of a frame in their order; the first column is each row's header.

    Args:
        frame: rows to show.
        columns: columns to show, in order.
        caption: what the table contains, in French; a screen reader reads it first.
        is_sortable: whether headers sort the rows.
    """
    html.draw(render(frame, columns, caption, is_sortable=is_sortable))


def render(
    frame: pd.DataFrame, columns: Sequence[Column], caption: str, *, is_sortable: bool = True
) -> str:
    """The table as HTML; see `show`. A column that is empty in every row is left out."""
    cells = {column: _cells(frame, column) for column in columns}
    filled = [
        column
        for column in columns
        if column is columns[0] or any(cell["text"] for cell in cells[column])
    ]
    rows = list(zip(*(cells[column] for column in filled), strict=True))
    return html.render(
        "table.html", rows=rows, columns=filled, caption=caption, is_sortable=is_sortable
    )


def _cells(frame: pd.DataFrame, column: Column) -> list[dict[str, Any]]:
    """The cells of one column, from the first row to the last."""
    addresses = frame[column.link].tolist() if column.link else repeat(None)
    # `repeat` never ends, so `zip` cannot be strict.
    cells = zip(frame[column.key].tolist(), texts(frame, column), addresses)  # noqa: B905
    return [
        {
            "text": FICTIONAL if text == READ and link is None else text,
            "sort": "" if is_empty(value) else str(value),
            "link": link,
            "is_outside": link is not None and link.startswith("http"),
        }
        for value, text, address in cells
        for link in (safe_link(address),)
    ]


def safe_link(address: Any) -> str | None:
    """The address if on the web or one of our pages, so that a file cannot inject a script.

    None too for an address that cannot exist.
    """
    if not isinstance(address, str) or _NOWHERE.match(address):
        return None
    is_web = address.startswith(("https://", "http://"))
    return address if is_web or _OWN_PAGE.fullmatch(address) else None
