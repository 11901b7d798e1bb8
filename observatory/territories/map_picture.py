"""A painted map as a chart to export: areas, hatches, circles and legend, as plotly vectors.

The screen draws with Leaflet; pictures at print size and documents draw this. Coordinates are
projected on a plane at the region's latitude (longitude times the cosine of the latitude), so that
shapes look as on a map without any external tile or projection.
"""

from __future__ import annotations

import json
from functools import cache
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from method.settings import ROOT
from method.wording import NBSP, fr
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.figures.marks import literal
from observatory.territories.maps import FAINT_LABEL, Painting

STATIC = ROOT / "static" / "territoires"
HEIGHT = 700
MIDDLE_LATITUDE = np.deg2rad(47.5)
# Names of the patterns of `observatory.territories.maps` → those of plotly.
PATTERNS = {"diagonal": "/", "horizontal": "-", "dots": "."}
EDGE = "#8a97a8"
# Circles of the legend and their texts, right of the map, as shares of its width and height.
KEY_RIGHT, KEY_TEXT, KEY_STEP = 0.12, 0.08, 0.08
LEGEND_LINE = 42
DOT = 11
# Room under the map for the credit of its outlines.
FOOT = 30
OUTLINES = f"Contours{NBSP}: IGN, ADMIN EXPRESS"

Line = tuple[NDArray[np.float64], NDArray[np.float64]]


def chart(
    painting: Painting,
    vintage: str,
    level: str,
    indicator_id: str,
    producer: str,
    title: str,
    selected: str = "",
) -> Chart:
    """The map as a plotly figure, with its legend next to it.

    Args:
        painting: result of `observatory.territories.maps.paint`.
        vintage: of the territories, name of the folder of the geometry.
        level: a key of `observatory.territories.maps.LEVELS`.
        indicator_id: of the catalogue; empty for a figure without an entry.
        producer: who produced the data, and its vintage.
        title: of the legend: what is drawn, and its date.
        selected: code of the territory to outline, empty for none.
    """
    outlines = _outlines(vintage, level)
    figure = Chart()
    for rank, entry in enumerate(painting.entries):
        if not entry.count:
            continue
        if entry.is_dot:
            marker = {"color": entry.style.fill, "size": DOT}
            name = f"{entry.label} ({fr(entry.count)})"
            figure.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=name)
            continue
        codes = [
            code for code, key in zip(painting.codes, painting.keys, strict=True) if key == rank
        ]
        pattern = PATTERNS.get(entry.style.pattern or "", "")
        _area(
            figure,
            [outlines[code] for code in codes if code in outlines],
            f"{entry.label} ({fr(entry.count)})",
            entry.style.fill,
            {"shape": pattern, "fgcolor": charts.MUTED, "fillmode": "overlay", "size": 6},
        )
    if painting.faint:
        hatched = {"shape": "/", "fgcolor": charts.INK, "fgopacity": 0.55, "size": 5}
        faint = [outlines[code] for code in painting.faint if code in outlines]
        _area(figure, faint, FAINT_LABEL, "rgba(0,0,0,0)", {**hatched, "fillmode": "overlay"})
    x, y = _joined(list(_outlines(vintage, "departement").values()))
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": charts.INK, "width": 1.2}, showlegend=False
    )
    if painting.circles is not None:
        _circles(figure, painting, x, y)
    if selected in outlines:
        own_x, own_y = outlines[selected]
        figure.add_scatter(
            x=own_x, y=own_y, mode="lines", line={"color": charts.INK, "width": 3}, showlegend=False
        )
    for rank in range(len(figure.data)):
        figure.update_trace(rank, hoverinfo="skip")
    figure.update_layout(meta={"indicator": indicator_id, "source": producer})
    charts.style(figure, HEIGHT)
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=1, constrain="domain")
    figure.add_annotation(
        text=OUTLINES,
        xref="paper",
        yref="paper",
        x=1,
        y=0,
        xanchor="right",
        yanchor="top",
        showarrow=False,
        font={"size": 11, "color": charts.MUTED},
    )
    heading = "<br>".join(map(literal, wrap(title, LEGEND_LINE)))
    return figure.update_layout(
        margin={"b": FOOT},
        legend={
            "orientation": "v",
            "x": 1.02,
            "y": 1,
            "yanchor": "top",
            "traceorder": "normal",
            "title": {"text": f"<b>{heading}</b>", "side": "top"},
        },
    )


def _area(figure: Chart, shapes: list[Line], name: str, fill: str, pattern: dict) -> None:
    """Add all the territories of one legend entry.

    The legend shows an area as a line too thin for a pattern: a bar without data adds a square.
    """
    x, y = _joined(shapes)
    edge = {"color": EDGE, "width": 0.5}
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=fill,
        fillpattern=pattern,
        line=edge,
        name=name,
        showlegend=False,
    )
    figure.add_bar(
        x=[None], y=[None], name=name, marker={"color": fill, "pattern": pattern, "line": edge}
    )


def _circles(
    figure: Chart, painting: Painting, x: NDArray[np.float64], y: NDArray[np.float64]
) -> None:
    """Add circles over the map, and those of the legend with their values on the right."""
    circles = painting.circles
    assert circles is not None  # noqa: S101 — the caller looked
    colours = list(circles["fill"]) if "fill" in circles else None
    look: dict[str, Any] = {
        "opacity": 1 if colours else 0.6,
        "line": {"color": "#ffffff", "width": 1},
    }
    look["color"] = colours or charts.PALETTE[0]
    figure.add_scatter(
        x=circles["longitude"].to_numpy() * np.cos(MIDDLE_LATITUDE),
        y=circles["latitude"].to_numpy(),
        mode="markers",
        marker={**look, "size": 2 * circles["radius"], "sizemode": "diameter"},
        showlegend=False,
    )
    if not painting.sizes:
        return
    width, height = np.nanmax(x) - np.nanmin(x), np.nanmax(y) - np.nanmin(y)
    right, bottom = np.nanmax(x) + KEY_RIGHT * width, np.nanmin(y)
    places = [bottom + KEY_STEP * height * (1 + rank) for rank in range(len(painting.sizes))]
    figure.add_scatter(
        x=[right] * len(places),
        y=places,
        mode="markers",
        marker={**look, "size": [2 * size.radius for size in painting.sizes]},
        cliponaxis=False,
        showlegend=False,
    )
    figure.add_scatter(
        x=[right + KEY_TEXT * width] * len(places),
        y=places,
        mode="text",
        text=[size.label for size in painting.sizes],
        textposition="middle right",
        cliponaxis=False,
        showlegend=False,
    )


def _joined(shapes: list[Line]) -> Line:
    """Concatenate shapes, with a gap between them."""
    gap = np.array([np.nan])
    xs = [part for x, _ in shapes for part in (x, gap)]
    ys = [part for _, y in shapes for part in (y, gap)]
    return (np.concatenate(xs), np.concatenate(ys)) if shapes else (gap, gap)


@cache
def _outlines(vintage: str, level: str) -> dict[str, Line]:
    """Rings of each territory by code, with a gap between rings."""
    file = STATIC / vintage / f"{level}.json"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    outlines = {}
    for feature in features:
        geometry = feature["geometry"]
        is_multiple = geometry["type"] == "MultiPolygon"
        polygons = geometry["coordinates"] if is_multiple else [geometry["coordinates"]]
        rings = [np.array(ring, dtype=float) for polygon in polygons for ring in polygon]
        outlines[feature["properties"]["code"]] = _joined(
            [(ring[:, 0] * np.cos(MIDDLE_LATITUDE), ring[:, 1]) for ring in rings]
        )
    return outlines
