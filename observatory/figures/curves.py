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
        read=last_known(rows),
    )


def last_known(rows: pd.DataFrame) -> pd.Series:
    """The last row with a value: the last mark of the curve, which may stop before the month.

    Args:
        rows: of `View.series`, with at least one value.
    """
    return rows.dropna(subset=["value"]).iloc[-1]


def finding(rows: pd.DataFrame, indicator: Indicator) -> str:
    """`Jours de trésorerie : de 139 jours en novembre 2022 à 145 jours`.

    A curve that stops before the last month says when: `à 145 jours en février 2026`.

    Args:
        rows: of `View.series`, with at least one value.
        indicator: the indicator of these values.
    """
    with_value = rows.dropna(subset=["value"])
    first, last = with_value.iloc[0], last_known(rows)
    is_old = last["as_of"] < rows["as_of"].max()
    when = f" en {fr_month(last['as_of'])}" if is_old else ""
    before, now = (fr(one["value"], indicator.unit, indicator.decimals) for one in (first, last))
    if len(with_value) < 2:
        return f"{indicator.label}{NBSP}: {now}{when}"
    since = fr_month(first["as_of"])
    if before == now:
        return f"{indicator.label}{NBSP}: {now}{when}, comme en {since}"
    return f"{indicator.label}{NBSP}: de {before} en {since} à {now}{when}"
