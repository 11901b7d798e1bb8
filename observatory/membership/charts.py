"""Charts of the page Adhésions, on those of `observatory.figures.charts`."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from method.catalog import Indicator
from method.wording import (
    NBSP,
    fr,
    fr_cell,
    fr_value,
)
from observatory.figures import charts

# Dark to light, and a pattern each: the smallest companies first.
SIZE_COLOURS = ("#0b4f8a", "#56B4E9", "#E69F00", "#8a97a8")
SIZE_PATTERNS = ("", "/", ".", "x")
PATTERN = {"fgcolor": "#ffffff", "fgopacity": 0.6, "size": 6, "fillmode": "overlay"}


def intervals(rows: pd.DataFrame, indicator: Indicator) -> go.Figure:
    """A dot a network at its share and its confidence interval across, in the order of the rows.

    Args:
        rows: `indicator_ranked`, those that have a value.
        indicator: its entry of the catalogue, a proportion.
    """
    known = rows.dropna(subset=["value"])
    texts = [fr_value(indicator, row) for row in known.to_dict("records")]
    figure = go.Figure(
        go.Scatter(
            x=known["value"],
            y=known["name"],
            mode="markers",
            marker={"color": charts.PALETTE[0], "size": 10},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": known["high"] - known["value"],
                "arrayminus": known["value"] - known["low"],
                "color": charts.FAINT,
                "thickness": 3,
                "width": 0,
            },
            text=[f"{name}{NBSP}: {text}" for name, text in zip(known["name"], texts, strict=True)],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    figure.add_scatter(
        x=known["high"].fillna(known["value"]),
        y=known["name"],
        mode="text",
        text=[f"  {text}" for text in texts],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_yaxes(
        categoryorder="array", categoryarray=known["name"].tolist()[::-1], showgrid=False
    )
    figure.update_xaxes(showticklabels=False, showgrid=False)
    figure.update_layout(showlegend=False)
    return charts.make_room(
        charts.style(figure, charts.ROW_HEIGHT * len(known) + 40), ["  100,0 %"]
    )


def sizes(rows: pd.DataFrame, indicators: Sequence[Indicator]) -> go.Figure:
    """The four classes side by side to 100 %, a bar a network.

    Args:
        rows: a row a network, a column an indicator.
        indicators: shares of the four classes, smallest companies first.
    """
    known = rows.dropna(subset=[indicator.id for indicator in indicators])
    figure = go.Figure()
    for rank, indicator in enumerate(indicators):
        values = known[indicator.id]
        figure.add_bar(
            x=values,
            y=known["name"],
            orientation="h",
            name=indicator.label,
            marker={
                "color": SIZE_COLOURS[rank],
                "pattern": {**PATTERN, "shape": SIZE_PATTERNS[rank]},
            },
            text=[
                f"{name}, {indicator.label}{NBSP}: {fr_cell(value, '%', decimals=1)}"
                for name, value in zip(known["name"], values, strict=True)
            ],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
        )
    ticks = (0, 0.25, 0.5, 0.75, 1)
    figure.update_xaxes(tickvals=ticks, ticktext=[fr(tick, "%", 0) for tick in ticks], range=[0, 1])
    figure.update_yaxes(
        categoryorder="array", categoryarray=known["name"].tolist()[::-1], showgrid=False
    )
    figure.update_layout(barmode="stack", bargap=0.25)
    charts.style(figure, charts.ROW_HEIGHT * len(known) + 110)
    return charts.legend_above(figure, 24).update_layout(legend_traceorder="normal")


def flows(rows: pd.DataFrame, joins: Indicator, leaves: Indicator) -> go.Figure:
    """Entries to the right and exits to the left of zero, a pair of bars a network.

    Args:
        rows: a row a network, a column an indicator.
        joins: entries, in the catalogue.
        leaves: exits, in the catalogue.
    """
    known = rows.dropna(subset=[joins.id, leaves.id])
    figure = go.Figure()
    for indicator, sign, colour, pattern in (
        (leaves, -1, charts.PALETTE[1], "/"),
        (joins, 1, charts.PALETTE[0], ""),
    ):
        texts = [fr_cell(value, "count") for value in known[indicator.id]]
        figure.add_bar(
            x=sign * known[indicator.id],
            y=known["name"],
            orientation="h",
            name=indicator.label,
            marker={"color": colour, "pattern": {**PATTERN, "shape": pattern}},
            text=texts,
            textposition="outside",
            constraintext="none",
            cliponaxis=False,
            hovertext=[
                f"{name}, {indicator.label}{NBSP}: {text}"
                for name, text in zip(known["name"], texts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    # Room on both sides for the counts at the ends of the bars.
    room = 0.2 * max(known[joins.id].max(), known[leaves.id].max(), 1)
    figure.update_xaxes(
        showticklabels=False,
        showgrid=False,
        range=[-known[leaves.id].max() - room, known[joins.id].max() + room],
    )
    figure.update_yaxes(
        categoryorder="array", categoryarray=known["name"].tolist()[::-1], showgrid=False
    )
    figure.update_layout(barmode="relative", bargap=0.25)
    charts.style(figure, charts.ROW_HEIGHT * len(known) + 90)
    return charts.legend_above(figure, 32)
