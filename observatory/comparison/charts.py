"""Small multiples: one panel per network, with its line and its peers' median."""

from __future__ import annotations

import pandas as pd
from plotly.subplots import make_subplots

from method.catalog import Indicator
from method.wording import NBSP, fr, fr_month
from observatory.comparison.peers import MEDIAN
from observatory.figures import charts
from observatory.figures.chart import Chart

_COLUMNS = 2
_PANEL = 170


def small_multiples(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """Draw one panel per network on the same axes, with the median dashed in each.

    Args:
        rows: `comparison.over_time`.
        indicator: its entry of the catalogue.

    Raises:
        ChartError: no value to draw.
    """
    # Take the scale, its French ticks and the checks from one chart with every series.
    scale = charts.line(rows, indicator, series="name").layout
    names = [name for name in dict.fromkeys(rows["name"]) if name != MEDIAN]
    lines = -(-len(names) // _COLUMNS)
    panels = make_subplots(
        rows=lines,
        cols=_COLUMNS,
        shared_yaxes="all",
        subplot_titles=[_panel_title(rows, name, indicator) for name in names],
        horizontal_spacing=0.08,
        vertical_spacing=0.28 / lines,
    )
    figure = Chart(layout=panels.to_plotly_json()["layout"])
    for place, name in enumerate(names):
        panel = place + 1 if place else ""
        for series, colour, dash in (
            (name, charts.PALETTE[0], "solid"),
            (MEDIAN, charts.MUTED, "dash"),
        ):
            series_rows = rows[rows["name"] == series]
            figure.add_scatter(
                x=series_rows["as_of"],
                y=series_rows["value"],
                mode="lines",
                name=MEDIAN if series == MEDIAN else "Le réseau",
                legendgroup=dash,
                showlegend=place == 0,
                line={"color": colour, "dash": dash, "width": 2},
                text=[
                    f"{series}, {fr_month(day)}{NBSP}: "
                    f"{fr(value, indicator.unit, indicator.decimals)}"
                    for day, value in zip(series_rows["as_of"], series_rows["value"], strict=True)
                ],
                hovertemplate="%{text}<extra></extra>",
                xaxis=f"x{panel}",
                yaxis=f"y{panel}",
            )
    charts.style(figure, _PANEL * lines + 80)
    figure.update_yaxes(**{key: scale["yaxis"][key] for key in ("tickvals", "ticktext", "range")})
    charts.time_axis(figure, rows["as_of"], names_last=False)
    figure.update_xaxes(tickfont={"size": 11})
    for note in figure.notes:
        note["font"] = {"size": 14, "color": charts.INK}
    charts.say_zero(figure)
    return figure.update_layout(
        showlegend=True,
        margin={"l": 8, "r": 8, "t": 32, "b": 8},
        legend={"orientation": "h", "y": -0.12 / lines, "yanchor": "top", "x": 0},
    )


def _panel_title(rows: pd.DataFrame, name: str, indicator: Indicator) -> str:
    """A network and its last value, as panel title: at the end of the line it would overlap it."""
    points = rows[rows["name"] == name].dropna(subset=["value"])
    if points.empty:
        return name
    return (
        f"{name}{NBSP}: <b>{fr(points['value'].iloc[-1], indicator.unit, indicator.decimals)}</b>"
    )
