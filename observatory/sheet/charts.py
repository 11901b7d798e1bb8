"""Charts of the sheet: what a network declared, year after year."""

from __future__ import annotations

import pandas as pd

from method.wording import fr
from observatory.figures import charts
from observatory.figures.chart import Chart

# Labels of years that hold side by side on a phone.
_LABELS = 7


def declared(rows: pd.DataFrame, source: str) -> Chart:
    """Members that a network declared, one dot per year, its value beside it, from zero.

    Args:
        rows: `year`, `value`, `said`, in order.
        source: who published.
    """
    records = rows.to_dict("records")
    told = apart(rows["year"].tolist())
    figure = Chart().add_scatter(
        x=rows["year"],
        y=rows["value"],
        mode="lines+markers+text",
        line={"color": charts.PALETTE[0], "width": 1.5, "dash": "dot"},
        marker={"size": 10},
        text=[fr(row["value"]) if row["year"] in told else "" for row in records],
        textposition="top center",
        cliponaxis=False,
        hovertext=[
            f"{said}, {year}" for said, year in zip(rows["said"], rows["year"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.update_xaxes(
        tickvals=told, ticktext=[str(year) for year in told], tickangle=0, showgrid=False
    )
    figure.update_yaxes(rangemode="tozero", showticklabels=False)
    charts.style(figure, 240)
    return figure.update_layout(
        meta={"indicator": "declared", "source": source},
        margin={"l": 24, "r": 24, "t": 28, "b": 8},
    )


def apart(years: list[int]) -> list[int]:
    """Years whose labels do not touch on a phone: the first and the last, and those between."""
    ordered = sorted(set(years))
    least = (ordered[-1] - ordered[0]) / _LABELS
    kept = [ordered[-1]]
    for year in ordered[-2::-1]:
        if kept[-1] - year >= least and (year == ordered[0] or year - ordered[0] >= least):
            kept.append(year)
    return kept[::-1]
