"""The simplest figure: one indicator of one scope, month by month."""

from __future__ import annotations

import pandas as pd

from method.catalog import Indicator, load_catalog
from method.wording import NBSP, fr, fr_month
from observatory.figures import charts
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, column, make

MONTH = Column("as_of", "Mois")


def over_time(
    view: View, key: str, title: str, indicator_id: str, height: int = 320
) -> Figure | None:
    """Values up to the month of the view, with the last one read out; None if there are none.

    Args:
        view: the question.
        key: see `Figure`.
        title: see `Figure`; if empty, the first and last values and the first month.
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
        title or finding(rows, indicator),
        indicator_id,
        rows,
        (MONTH, column(indicator_id)),
        charts.line(rows, indicator, height=height),
        read=rows.iloc[-1],
    )


def finding(rows: pd.DataFrame, indicator: Indicator) -> str:
    """`Jours de trésorerie : de 139 jours en novembre 2022 à 145 jours`.

    Args:
        rows: of `View.series`, with at least one value.
        indicator: the indicator of these values.
    """
    with_value = rows.dropna(subset=["value"])
    first, last = with_value.iloc[0], with_value.iloc[-1]
    before, now = (fr(one["value"], indicator.unit, indicator.decimals) for one in (first, last))
    if len(with_value) < 2:
        return f"{indicator.label}{NBSP}: {now}"
    since = fr_month(first["as_of"])
    if before == now:
        return f"{indicator.label}{NBSP}: {now}, comme en {since}"
    return f"{indicator.label}{NBSP}: de {before} en {since} à {now}"
