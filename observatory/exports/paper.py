"""A chart at its printed size: drawn at the width of its column, in type of 8 to 9 points.

A chart drawn for the screen would be shrunk on paper, text included. Here it is drawn at its size
on the page, so that nothing is scaled afterwards; the writers place it unchanged.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from observatory.exports.model import QuotedFigure
from observatory.figures.chart import Chart
from observatory.figures.charts import ZERO_NOTE
from observatory.figures.marks import without_foreign_marks

# Centimetres on an A4 page: margin, width of the text, gap between two columns, one column.
MARGIN, TEXT, GUTTER = 1.7, 17.6, 0.6
COLUMN = (TEXT - GUTTER) / 2
# Maximum number of columns of a table that fits in one column of the page.
NARROW = 3
# Width taken by the frame of a key figure.
INSET = 0.5
# Pixels per centimetre in browsers and SVG; 8, 8.5 and 9 points in pixels.
PIXELS = 96 / 2.54
SMALL, TYPE, LARGE = 32 / 3, 34 / 3, 12.0
# Type size on the screen, in pixels, and the scale from screen to paper.
SCREEN_TYPE = 14
SCALE = TYPE / SCREEN_TYPE
FONTS = "Liberation Sans, Arial"
# A character missing from these fonts changes the font of its whole label: replace it.
LACKED, LIKE = "◆", "◊"
DEFAULT_HEIGHT = 400
# A map keeps its shape: ratio of height to width, with the legend below or on the right.
MAP_BELOW, MAP_BESIDE = 0.84, 0.62
# Height of a legend line under a map, and the map width for which circles were sized.
LEGEND_ROOM, MAP_WIDTH = 17, 700
# Room above a plot for the note that its axis does not start at zero.
NOTE_ROOM = 20


def width(figure: QuotedFigure, *, is_brief: bool) -> float:
    """Printed width of a figure's chart, in centimetres."""
    is_whole = figure.is_wide if is_brief else not is_beside(figure)
    return TEXT if is_whole else COLUMN


def is_beside(figure: QuotedFigure) -> bool:
    """Whether the table is narrow enough to be placed next to the chart."""
    return len(figure.columns) <= NARROW


def printed(chart: Chart, centimetres: float) -> go.Figure:
    """A copy of a chart for paper.

    Args:
        chart: as drawn on a page.
        centimetres: its printed width.

    Returns:
        The copy, its `width` and `height` in pixels of 1/96 inch.
    """
    copy = _lettered(without_foreign_marks(chart).to_plotly())
    width_px = centimetres * PIXELS
    if copy.layout.yaxis.scaleanchor is not None:
        return _map(copy, width_px, is_beside=centimetres > COLUMN)
    height_px = (copy.layout.height or DEFAULT_HEIGHT) * SCALE
    _sized(copy)
    margin = copy.layout.margin.to_plotly_json()
    for note in copy.layout.annotations:
        if note.text == ZERO_NOTE:
            # A small plot has no empty corner: place the note above it.
            note.update(y=1, yanchor="bottom", bgcolor=None)
            margin["t"] = max(margin.get("t") or 0, NOTE_ROOM)
    return copy.update_layout(
        width=width_px,
        height=height_px,
        margin={side: room * SCALE for side, room in margin.items() if room is not None},
    )


def _lettered(chart: go.Figure) -> go.Figure:
    """Replace the characters that the printing fonts lack."""
    for trace in chart.data:
        text = trace.text if "text" in trace else None
        if isinstance(text, str):
            trace.text = text.replace(LACKED, LIKE)
        elif text is not None and any(LACKED in str(one) for one in text):
            trace.text = [str(one).replace(LACKED, LIKE) for one in text]
    for note in chart.layout.annotations:
        note.text = note.text and note.text.replace(LACKED, LIKE)
    return chart


def _sized(chart: go.Figure) -> None:
    """Scale the type to between 8 and 9 points."""
    chart.update_layout(font={"family": FONTS, "size": TYPE})
    chart.update_layout(legend_title_font_size=SCREEN_TYPE)
    for part in (*chart.layout.annotations, chart.layout.legend, chart.layout.legend.title):
        _resize(part.font)
    for axis in (*chart.select_xaxes(), *chart.select_yaxes()):
        _resize(axis.tickfont)
        _resize(axis.title.font)
    for trace in chart.data:
        if "textfont" in trace:
            _resize(trace.textfont)


def _resize(font: Any) -> None:
    if font.size is not None and not hasattr(font.size, "__len__"):
        font.size = min(max(font.size * SCALE, SMALL), LARGE)


def _map(chart: go.Figure, width_px: float, *, is_beside: bool) -> go.Figure:
    """Size a map: circles in proportion, legend where there is room."""
    map_width = width_px * (MAP_BESIDE if is_beside else 1.0)
    for trace in chart.data:
        if trace.type == "scatter" and trace.mode == "markers" and not trace.showlegend:
            sizes = trace.marker.size
            if hasattr(sizes, "__len__"):
                trace.marker.size = [size * map_width / MAP_WIDTH for size in sizes]
    _sized(chart)
    if is_beside:
        return chart.update_layout(
            width=width_px, height=width_px * MAP_BESIDE, margin={"l": 0, "r": 0, "t": 4, "b": 24}
        )
    lines = sum(1 for trace in chart.data if trace.showlegend is not False and trace.name)
    room = LEGEND_ROOM * (lines + 1)  # its title
    legend = {"orientation": "v", "x": 0, "y": -0.07, "yanchor": "top", "xanchor": "left"}
    return chart.update_layout(
        width=width_px,
        height=width_px * MAP_BELOW + room,
        margin={"l": 0, "r": 0, "t": 4, "b": room},
        legend=legend,
    )
