"""Small multiples: one panel a network, its line against its peers' median."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from method.catalog import Indicator
from method.wording import NBSP, fr, fr_month
from observatory.comparison.peers import MEDIAN
from observatory.figures import charts

_COLUMNS = 2
_PANEL = 170


def small_multiples(rows: pd.DataFrame, indicator: Indicator) -> go.Figure:
    """Draw a panel a network on the same axes, the median dashed in each.

    Args:
        rows: `comparison.over_time`.
        indicator: its entry of the catalogue.

    Raises:
        ChartError: no value to draw.
    """
    # The scale, its French ticks and the checks are those of one chart with every series.
    scale = charts.line(rows, indicator, series="name").layout
    names = [name for name in dict.fromkeys(rows["name"]) if name != MEDIAN]
    lines = -(-len(names) // _COLUMNS)
    figure = make_subplots(
        rows=lines,
        cols=_COLUMNS,
        shared_yaxes="all",
        subplot_titles=[_named(rows, name, indicator) for name in names],
        horizontal_spacing=0.08,
        vertical_spacing=0.28 / lines,
    )
    for place, name in enumerate(names):
        where = {"row": place // _COLUMNS + 1, "col": place % _COLUMNS + 1}
        for series, colour, dash in (
            (name, charts.PALETTE[0], "solid"),
            (MEDIAN, charts.MUTED, "dash"),
        ):
            own = rows[rows["name"] == series]
            figure.add_scatter(
                x=own["as_of"],
                y=own["value"],
                mode="lines",
                name=MEDIAN if series == MEDIAN else "Le réseau",
                legendgroup=dash,
                showlegend=place == 0,
                line={"color": colour, "dash": dash, "width": 2},
                text=[
                    f"{series}, {fr_month(day)}{NBSP}: "
                    f"{fr(value, indicator.unit, indicator.decimals)}"
                    for day, value in zip(own["as_of"], own["value"], strict=True)
                ],
                hovertemplate="%{text}<extra></extra>",
                **where,
            )
    charts.style(figure, _PANEL * lines + 80)
    figure.update_yaxes(tickvals=scale.yaxis.tickvals, ticktext=scale.yaxis.ticktext)
    charts.time_axis(figure, rows["as_of"])
    figure.update_xaxes(tickfont={"size": 11})
    figure.update_annotations(font={"size": 14, "color": charts.INK})
    charts.say_zero(figure)
    return figure.update_layout(
        showlegend=True,
        margin={"l": 8, "r": 8, "t": 32, "b": 8},
        legend={"orientation": "h", "y": -0.12 / lines, "yanchor": "top", "x": 0},
    )


def _named(rows: pd.DataFrame, name: str, indicator: Indicator) -> str:
    """A network and its last value, over its panel: at the end of its line it would lie on it."""
    known = rows[rows["name"] == name].dropna(subset=["value"])
    if known.empty:
        return name
    return f"{name}{NBSP}: <b>{fr(known['value'].iloc[-1], indicator.unit, indicator.decimals)}</b>"
