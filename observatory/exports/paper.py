"""A chart at its printed size: drawn as wide as its column, in type of 8 to 9 points.

A chart of the screen put on paper would be shrunk with its letters. Here it is drawn at the size
that it takes on the page, so that nothing is scaled afterwards; the writers place it as it is.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from observatory.exports.model import QuotedFigure
from observatory.figures.chart import Chart
from observatory.figures.charts import ZERO_NOTE
from observatory.figures.marks import without_foreign_marks

# Centimetres of an A4 page, its margins, what is left, and half of that.
MARGIN, TEXT, GUTTER = 1.7, 17.6, 0.6
COLUMN = (TEXT - GUTTER) / 2
# Columns of a table that holds in a column of the page.
NARROW = 3
# What the frame of a key figure takes.
INSET = 0.5
# Pixels of a centimetre, as browsers and SVG have it; 8, 8.5 and 9 points in pixels.
PIXELS = 96 / 2.54
SMALL, TYPE, LARGE = 32 / 3, 34 / 3, 12.0
# Letters of the screen, beside which those of paper are smaller.
SCREEN_TYPE = 14
SCALE = TYPE / SCREEN_TYPE
FONTS = "Liberation Sans, Arial"
# A sign that these letters lack changes those of its whole label: its like that they have.
LACKED, LIKE = "◆", "◊"
DEFAULT_HEIGHT = 400
# A map keeps its shape: its height as a part of its width, legend below it or at its right.
MAP_BELOW, MAP_BESIDE = 0.84, 0.62
# What a line of a legend under a map takes, and the width that circles were reckoned for.
LEGEND_ROOM, MAP_WIDTH = 17, 700
# Above a plot, for the note that its axis leaves zero out.
NOTE_ROOM = 20


def width(figure: QuotedFigure, *, is_brief: bool) -> float:
    """Centimetres that the chart of a figure takes."""
    is_whole = figure.is_wide if is_brief else not is_beside(figure)
    return TEXT if is_whole else COLUMN


def is_beside(figure: QuotedFigure) -> bool:
    """Whether the table is narrow enough to stand beside the chart."""
    return len(figure.columns) <= NARROW


def printed(chart: Chart, centimetres: float) -> go.Figure:
    """A copy of a chart as it stands on paper.

    Args:
        chart: as a page draws it.
        centimetres: the width that it takes.

    Returns:
        The copy, its `width` and `height` in pixels of 1/96 inch.
    """
    copy = _lettered(without_foreign_marks(chart).to_plotly())
    wide = centimetres * PIXELS
    if copy.layout.yaxis.scaleanchor is not None:
        return _map(copy, wide, is_beside=centimetres > COLUMN)
    tall = (copy.layout.height or DEFAULT_HEIGHT) * SCALE
    _sized(copy)
    margin = copy.layout.margin.to_plotly_json()
    for note in copy.layout.annotations:
        if note.text == ZERO_NOTE:
            # A small plot has no empty corner: the note goes above it.
            note.update(y=1, yanchor="bottom", bgcolor=None)
            margin["t"] = max(margin.get("t") or 0, NOTE_ROOM)
    return copy.update_layout(
        width=wide,
        height=tall,
        margin={side: room * SCALE for side, room in margin.items() if room is not None},
    )


def _lettered(chart: go.Figure) -> go.Figure:
    """The chart without the signs that the letters of paper lack."""
    for trace in chart.data:
        told = trace.text if "text" in trace else None
        if isinstance(told, str):
            trace.text = told.replace(LACKED, LIKE)
        elif told is not None and any(LACKED in str(one) for one in told):
            trace.text = [str(one).replace(LACKED, LIKE) for one in told]
    for note in chart.layout.annotations:
        note.text = note.text and note.text.replace(LACKED, LIKE)
    return chart


def _sized(chart: go.Figure) -> None:
    """Letters between 8 and 9 points, marks in proportion."""
    chart.update_layout(font={"family": FONTS, "size": TYPE})
    chart.update_layout(legend_title_font_size=SCREEN_TYPE)
    for part in (*chart.layout.annotations, chart.layout.legend, chart.layout.legend.title):
        _held(part.font)
    for axis in (*chart.select_xaxes(), *chart.select_yaxes()):
        _held(axis.tickfont)
        _held(axis.title.font)
    for trace in chart.data:
        if "textfont" in trace:
            _held(trace.textfont)


def _held(font: Any) -> None:
    if font.size is not None and not hasattr(font.size, "__len__"):
        font.size = min(max(font.size * SCALE, SMALL), LARGE)


def _map(chart: go.Figure, wide: float, *, is_beside: bool) -> go.Figure:
    """A map keeps its circles in proportion, and its legend where there is room."""
    shown = wide * (MAP_BESIDE if is_beside else 1.0)
    for trace in chart.data:
        if trace.type == "scatter" and trace.mode == "markers" and not trace.showlegend:
            sizes = trace.marker.size
            if hasattr(sizes, "__len__"):
                trace.marker.size = [size * shown / MAP_WIDTH for size in sizes]
    _sized(chart)
    if is_beside:
        return chart.update_layout(
            width=wide, height=wide * MAP_BESIDE, margin={"l": 0, "r": 0, "t": 4, "b": 24}
        )
    lines = sum(1 for trace in chart.data if trace.showlegend is not False and trace.name)
    legend = {"orientation": "v", "x": 0, "y": -0.07, "yanchor": "top", "xanchor": "left"}
    return chart.update_layout(
        width=wide,
        height=wide * MAP_BELOW + LEGEND_ROOM * (lines + 2),
        margin={"l": 0, "r": 0, "t": 4, "b": LEGEND_ROOM * (lines + 2)},
        legend=legend,
    )
