"""Charts of the sheet: what a network declared, year after year."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from method.wording import fr
from observatory.figures import charts


def declared(rows: pd.DataFrame, source: str) -> go.Figure:
    """Members that a network declared, one dot a year, its value beside it, from zero.

    Args:
        rows: `year`, `value`, `said`, in order.
        source: who published.
    """
    figure = go.Figure(
        go.Scatter(
            x=rows["year"],
            y=rows["value"],
            mode="lines+markers+text",
            line={"color": charts.PALETTE[0], "width": 1.5, "dash": "dot"},
            marker={"size": 10},
            text=[fr(value) for value in rows["value"]],
            textposition="top center",
            cliponaxis=False,
            hovertext=[
                f"{said}, {year}" for said, year in zip(rows["said"], rows["year"], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    years = sorted(set(rows["year"]))
    figure.update_xaxes(tickvals=years, ticktext=[str(year) for year in years], showgrid=False)
    figure.update_yaxes(rangemode="tozero", showticklabels=False)
    charts.style(figure, 240)
    return figure.update_layout(
        meta={"indicator": "declared", "source": source},
        margin={"l": 24, "r": 24, "t": 28, "b": 8},
    )
