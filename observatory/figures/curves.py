"""The plainest figure: one indicator of one scope, month after month."""

from __future__ import annotations

from method.catalog import load_catalog
from observatory.figures import charts
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, column, make

MONTH = Column("as_of", "Mois")


def over_time(
    view: View, key: str, title: str, indicator_id: str, height: int = 320
) -> Figure | None:
    """Values up to the month of the view, the last one read out; None where there are none.

    Args:
        view: who asks, and of whom.
        key: see `Figure`.
        title: see `Figure`.
        indicator_id: id in the catalogue.
        height: of the chart, in pixels.
    """
    rows = view.series(indicator_id)
    if rows["value"].isna().all():
        return None
    indicator = load_catalog().indicators[indicator_id]
    return make(
        view,
        key,
        title,
        indicator_id,
        rows,
        (MONTH, column(indicator_id)),
        charts.line(rows, indicator, height=height),
        read=rows.iloc[-1],
    )
