"""Charts of fragility: the ranking with its intervals, and the change over a year by dimension."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import pandas as pd

from method.wording import NBSP, NNBSP, fr, fr_change, is_missing
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.fragility.board import BANDS
from observatory.fragility.words import level_with_worst

_SYMBOLS = {"solide": "circle", "a_surveiller": "diamond", "fragile": "triangle-down"}
_COLOURS = {"solide": charts.PALETTE[0], "a_surveiller": "#8A6100", "fragile": charts.ATTENTION}
# Orange for what needs attention, blue for a value, grey for no change.
_MOVES = {
    "se dégrade": charts.ATTENTION,
    "s’améliore": charts.PALETTE[0],
    "stable": charts.MUTED,
    "pas de comparaison": charts.PALETTE[0],
}
_LINE = 15
_PAIR_ROW = 52
# Characters of a reason per line: half the width of a phone.
_WHY_WIDTH = 34


def ranking(rows: pd.DataFrame) -> Chart:
    """One dot per network at its rank, with its interval, reasons under its name, and bands.

    Args:
        rows: `Board.ranking` with `why`, only networks with a score, in order.
    """
    figure = Chart()
    labels = [_label(row, is_short=row["band"] == BANDS[-1][1]) for row in rows.to_dict("records")]
    heights = [_LINE * (label.count("<br>") + 1) + 8 for label in labels]
    ends = [sum(heights[: place + 1]) for place in range(len(heights))]
    placed = rows.assign(y=[end - height / 2 for end, height in zip(ends, heights, strict=True)])
    pairs = placed[["level", "level_at_worst"]].drop_duplicates()
    for level, worst in pairs.itertuples(index=False):
        level_rows = placed[(placed["level"] == level) & (placed["level_at_worst"] == worst)]
        # Hollow if missing data may hide a worse level, whose colour the mark takes.
        symbol = _SYMBOLS[level] if worst == level else f"{_SYMBOLS[level]}-open"
        figure.add_scatter(
            x=level_rows["rank"],
            y=level_rows["y"],
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
                "array": level_rows["rank_high"] - level_rows["rank"],
                "arrayminus": level_rows["rank"] - level_rows["rank_low"],
                "color": _COLOURS[worst],
                "thickness": 2,
                "width": 5,
            },
            text=[
                f"{row['name']}{NBSP}: rang {fr(row['rank'])}, de {fr(row['rank_low'])} à "
                f"{fr(row['rank_high'])}"
                for row in level_rows.to_dict("records")
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    _bands(figure, rows["band"].tolist(), heights)
    last = len(rows)
    ticks = [1, *range(5, last + 1, 5)]
    figure.update_yaxes(
        tickvals=placed["y"].tolist(),
        ticktext=labels,
        tickfont={"size": 12},
        range=[ends[-1], 0],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[fr(tick) for tick in ticks],
        tickangle=0,
        range=[0.3, last + 0.7],
        side="top",
        title={"text": f"Rang, 1{NBSP}= le plus fragile", "font": {"size": 13}},
    )
    charts.style(figure, ends[-1] + 110)
    return figure.update_layout(
        margin={"l": 8, "r": 12, "t": 56, "b": 8},
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0},
        showlegend=True,
    )


def dumbbells(rows: pd.DataFrame, names: tuple[str, str]) -> Chart:
    """One line per dimension, from its points a year ago (grey) to those of today.

    Args:
        rows: `board.by_dimension`, in order; if a year ago is unknown, only today is drawn.
        names: names of the month end and of the one a year before.
    """
    figure = Chart()
    scored = rows.dropna(subset=["points"])
    for row in scored.dropna(subset=["points_before"]).to_dict("records"):
        figure.add_scatter(
            x=[row["points_before"], row["points"]],
            y=[row["name"]] * 2,
            mode="lines",
            line={"color": _MOVES[row["word"]], "width": 4},
            hoverinfo="skip",
            showlegend=False,
        )
    marks = (
        ("points_before", names[1], [charts.FAINT] * len(scored), "circle-open"),
        ("points", names[0], [_MOVES[word] for word in scored["word"]], "circle"),
    )
    for column, name, colours, symbol in marks:
        if scored[column].isna().all():
            continue
        figure.add_scatter(
            x=scored[column],
            y=scored["name"],
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 13, "color": colours, "line": {"width": 2}},
            text=[
                f"{row['name']}, {name}{NBSP}: {fr(row[column], 'count', 1)} points"
                for row in scored.to_dict("records")
            ],
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
    highest = float(scored[["points", "points_before"]].max().max())
    for row in scored.to_dict("records"):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=row["name"],
            text=_move_label(row),
            showarrow=False,
            align="left",
            font={"size": 13, "color": charts.INK},
        )
    ticks = list(range(0, int(highest) + 6, 5))
    figure.update_yaxes(
        categoryorder="array", categoryarray=scored["name"].tolist()[::-1], showgrid=False
    )
    figure.update_xaxes(
        range=[-0.8, highest + 1.5],
        tickvals=ticks,
        ticktext=[fr(tick) for tick in ticks],
        side="top",
        title={
            "text": f"Points ajoutés au score{NBSP}: ○ {names[1]} → ● {names[0]}",
            "font": {"size": 13},
        },
    )
    charts.style(figure, _PAIR_ROW * len(scored) + 80)
    return figure.update_layout(margin={"l": 8, "r": 116, "t": 56, "b": 8})


def _move_label(row: Mapping[Any, Any]) -> str:
    if is_missing(row["change"]):
        return fr(row["points"], "count", 1)
    change = fr_change(row["change"], "count", 1)
    return f"{change}<br>{row['word']}"


def _label(row: Mapping[Any, Any], *, is_short: bool) -> str:
    """The name, with all its reasons below; only one reason for the less urgent."""
    why = str(row["why"])
    if is_short:
        why = why.split(f"{NNBSP};")[0]
    return "<br>".join([f"<b>{row['name']}</b>", *wrap(why, _WHY_WIDTH)])


def _bands(figure: Chart, bands: list[str], heights: list[int]) -> None:
    """Shade every other band, and label each where its marks leave room."""
    for number, band in enumerate(dict.fromkeys(bands)):
        first, last = bands.index(band), len(bands) - bands[::-1].index(band)
        top, bottom = sum(heights[:first]), sum(heights[:last])
        if number % 2 == 0:
            figure.add_hrect(
                y0=top, y1=bottom, fillcolor="#f3f6fa", line={"width": 0}, layer="below"
            )
        # Marks descend from left to right.
        is_left = first >= len(bands) / 3
        figure.add_annotation(
            x=0 if is_left else 1,
            xref="paper",
            xanchor="left" if is_left else "right",
            xshift=10 if is_left else 0,
            y=bottom if is_left else top,
            yanchor="bottom" if is_left else "top",
            text=f"<b>{band}</b>",
            showarrow=False,
            font={"size": 13, "color": charts.INK},
        )
