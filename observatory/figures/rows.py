"""Headline rows by id, and only those with a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observatory.figures.figure import View

Rows = dict[str, dict[str, Any]]


def headlines(view: View, indicator_ids: Sequence[str], scope: str | None = None) -> Rows:
    """Rows of `indicator_headlines` by id, for the view's scope or another."""
    rows = view.headlines(indicator_ids, scope)
    return {str(row["indicator_id"]): row for row in rows.to_dict("records")}


def known_row(rows: Rows, indicator_id: str) -> dict[str, Any] | None:
    """The row of an indicator with a value, else None: secret, insufficient or never sent."""
    row = rows.get(indicator_id)
    return row if row is not None and row["status"] == "ok" else None
