"""Charts of fragility: the ranking with its intervals, the waterfall against a year ago."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from method.catalog import Indicator
from method.wording import NBSP, fr
from observatory.figures import charts
from observatory.fragility.words import level_with_worst

_SYMBOLS = {"solide": "circle", "a_surveiller": "diamond", "fragile": "triangle-down"}
_COLOURS = {"solide": charts.PALETTE[0], "a_surveiller": "#8A6100", "fragile": charts.PALETTE[1]}
_ROW = 27
_PAIR_ROW = 40
# Names longer than this would leave no room for the bars on a telephone.
_LONGEST = 26


def ranking(rows: pd.DataFrame, indicator: Indicator, source: str) -> go.Figure:
    """One dot a network at its rank, its interval across, groups apart.

    Args:
        rows: `Board.ranking`, scored networks only, in order.
        indicator: the score's entry of the catalogue.
        source: producer and vintage.
    """
    figure = go.Figure()
    pairs = rows[["level", "level_at_worst"]].drop_duplicates()
    for level, worst in pairs.itertuples(index=False):
        own = rows[(rows["level"] == level) & (rows["level_at_worst"] == worst)]
        # Hollow: what is missing may hide a worse level, whose colour the mark takes.
        symbol = _SYMBOLS[level] if worst == level else f"{_SYMBOLS[level]}-open"
        figure.add_scatter(
            x=own["rank"],
            y=own["name"],
            mode="markers",
            name=level_with_worst(level, worst, has_mark=False),
            marker={
                "symbol": symbol,
                "size": 11,
                "color": _COLOURS[worst],
                "line": {"color": _COLOURS[worst], "width": 2},
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": own["rank_high"] - own["rank"],
                "arrayminus": own["rank"] - own["rank_low"],
                "color": _COLOURS[worst],
                "thickness": 2,
                "width": 5,
            },
            text=[
                f"{row['name']}{NBSP}: rang {fr(row['rank'])}, de {fr(row['rank_low'])} à "
                f"{fr(row['rank_high'])}"
                for row in own.to_dict("records")
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    _groups(figure, rows)
    last = len(rows)
    ticks = [1, *range(5, last + 1, 5)]
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=rows["name"].tolist(),
        range=[last - 0.4, -0.6],
        showgrid=False,
    )
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[fr(tick) for tick in ticks],
        range=[0.3, last + 0.7],
        side="top",
        title={"text": f"Rang, 1{NBSP}= le plus fragile", "font": {"size": 13}},
    )
    charts.style(figure, _ROW * last + 130)
    return figure.update_layout(
        meta={"indicator": indicator.id, "source": source},
        margin={"l": 8, "r": 66, "t": 56, "b": 8},
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0},
        showlegend=True,
    )


def waterfall(
    rows: pd.DataFrame, indicator: Indicator, source: str, names: tuple[str, str]
) -> go.Figure:
    """Points by indicator, heaviest first, each bar where the one before ends, then the total.

    Args:
        rows: `fragility_board.contributions`; indicators without points at both dates are left
            to the table.
        indicator: the score's entry of the catalogue.
        source: producer and vintage.
        names: how the month end and the one a year before are called.
    """
    shown = rows[(rows["points"].fillna(0) > 0) | (rows["points_before"].fillna(0) > 0)]
    labels = [_short(name) for name in shown["name"]] + ["Score"]
    figure = go.Figure()
    looks = (
        {"color": charts.PALETTE[0]},
        {"color": "#ffffff", "line": {"color": charts.MUTED, "width": 1.5}},
    )
    for column, name, marker in zip(("points", "points_before"), names, looks, strict=True):
        if shown[column].isna().all():
            continue
        points = shown[column].fillna(0)
        ends = points.cumsum()
        lengths = [*points, ends.iloc[-1]]
        figure.add_bar(
            # A bar of no length would still draw its outline.
            x=[value or None for value in lengths],
            y=labels,
            base=[*(ends - points), 0],
            orientation="h",
            name=name,
            marker=marker,
            text=[fr(value, "count", 1) if value >= 0.05 else "" for value in lengths],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": 12},
            hovertext=[
                f"{label}, {name}{NBSP}: {fr(value, 'count', 1)} points"
                for label, value in zip([*shown["name"], "Score"], lengths, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(rangemode="tozero", ticksuffix="", nticks=6)
    charts.style(figure, _PAIR_ROW * len(labels) + 90)
    return figure.update_layout(
        meta={"indicator": indicator.id, "source": source},
        barmode="group",
        bargap=0.25,
        margin={"l": 8, "r": 44, "t": 12, "b": 8},
        legend={"orientation": "h", "y": -0.06, "yanchor": "top", "x": 0, "traceorder": "normal"},
        showlegend=True,
    )


def _groups(figure: go.Figure, rows: pd.DataFrame) -> None:
    """A line between groups, and the number of each in the right margin."""
    numbers = rows["group"].tolist()
    for position, number in enumerate(numbers):
        if position and number != numbers[position - 1]:
            figure.add_hline(
                y=position - 0.5, line={"color": charts.MUTED, "dash": "dot", "width": 1}
            )
        if number not in numbers[:position]:
            figure.add_annotation(
                x=1,
                xref="paper",
                xanchor="left",
                xshift=6,
                y=position,
                text=f"groupe {fr(number)}",
                showarrow=False,
                font={"size": 12, "color": charts.MUTED},
            )


def _short(name: str) -> str:
    """The label on two lines when it is long."""
    if len(name) <= _LONGEST:
        return name
    cut = name.rfind(" ", 0, _LONGEST)
    return f"{name[:cut]}<br>{name[cut + 1 :]}" if cut > 0 else name
