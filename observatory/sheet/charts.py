"""Charts of the sheet: the figures declared by a network, year by year."""

from __future__ import annotations

import pandas as pd

from method.wording import fr
from observatory.figures import charts
from observatory.figures.chart import Chart

# Number of year labels that fit side by side on a phone.
_LABELS = 7


def declared(rows: pd.DataFrame, source: str) -> Chart:
    """Members declared by a network, one dot per year with its value, from zero.

    Args:
        rows: `year`, `value`, `said`, in order.
        source: who published them.
    """
    records = rows.to_dict("records")
    years = apart(rows["year"].tolist())
    figure = Chart().add_scatter(
        x=rows["year"],
        y=rows["value"],
        mode="lines+markers+text",
        line={"color": charts.PALETTE[0], "width": 1.5, "dash": "dot"},
        marker={"size": 10},
        text=[fr(row["value"]) if row["year"] in years else "" for row in records],
        textposition="top center",
        cliponaxis=False,
        hovertext=[
            f"{text}, {year}" for text, year in zip(rows["said"], rows["year"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.update_xaxes(
        tickvals=years,
        ticktext=[str(year) for year in years],
        tickangle=0,
        showgrid=False,
    )
    figure.update_yaxes(rangemode="tozero", showticklabels=False)
    charts.style(figure, 240)
    return figure.update_layout(
        meta={"indicator": "declared", "source": source},
        margin={"l": 24, "r": 24, "t": 28, "b": 8},
    )


def apart(years: list[int]) -> list[int]:
    """Years whose labels do not overlap on a phone: the first, the last, and some in between."""
    ordered = sorted(set(years))
    least = (ordered[-1] - ordered[0]) / _LABELS
    labelled = [ordered[-1]]
    for year in ordered[-2::-1]:
        if labelled[-1] - year >= least and (year == ordered[0] or year - ordered[0] >= least):
            labelled.append(year)
    return labelled[::-1]
