"""A map as one HTML file that opens anywhere: Leaflet, geometry and legend inside, no network.

Made by folium, whose links to other hosts are emptied. Weighs the geometry (0.3 MB for the EPCI,
1.2 MB for the communes), which is why the pages use `ui.territories` instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from method.settings import ROOT
from method.wording import fr
from observatory.territories.maps import FAINT_LABEL, Painting, Style

if TYPE_CHECKING:
    import folium

STATIC = ROOT / "static"
FICTIONAL = "DÉMONSTRATION — DONNÉES FICTIVES"
FRENCH = (
    "Object.assign(L.Control.Zoom.prototype.options,"
    '{zoomInTitle:"Zoomer",zoomOutTitle:"Dézoomer"});'
    "L.Control.Scale.prototype.options.imperial=false"
)
_FILLS = {
    "diagonal": '<path d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4" stroke="#6b7686"/>',
    "horizontal": '<path d="M0,4 h8" stroke="#6b7686"/>',
    "dots": '<circle cx="4" cy="4" r="1.5" fill="#6b7686"/>',
}


@dataclass(frozen=True)
class Caption:
    """What is written on the file: `title`, `legend` (its heading), `method`, `source`.

    `is_fictional` marks a map of invented data, which then says so wherever it goes.
    """

    title: str
    legend: str
    method: str
    source: str
    is_fictional: bool = False


def standalone(painting: Painting, vintage: str, level: str, caption: Caption) -> str:
    """The HTML text of a painted level.

    Args:
        painting: made by `observatory.territories.maps.paint`.
        vintage: of the territories, which names the folder of the geometry.
        level: a key of `observatory.territories.maps.LEVELS`.
        caption: what is written beside the map.
    """
    import folium

    shapes = _shapes(vintage, level, painting)
    page = folium.Map(tiles=None, control_scale=True, zoom_control=True, attribution_control=False)
    page.default_js, page.default_css = [], []
    _add_areas(page, shapes, painting)
    if painting.circles is not None:
        _add_circles(page, painting)
    page.fit_bounds(_bounds(shapes))
    root: Any = page.get_root()
    root.header.add_child(_element(_head(caption)), name="offline")
    root.html.add_child(_element(_panel(painting, caption)), name="panel")
    return root.render()


def _shapes(vintage: str, level: str, painting: Painting) -> dict[str, Any]:
    file = STATIC / "territoires" / vintage / f"{level}.json"
    shapes = json.loads(file.read_text(encoding="utf-8"))
    known = dict(zip(painting.codes, zip(painting.keys, painting.texts, strict=True), strict=True))
    faint = set(painting.faint)
    for feature in shapes["features"]:
        code = feature["properties"]["code"]
        key, text = known[code]
        feature["properties"] |= {"key": key, "text": text, "is_faint": code in faint}
    return shapes


def _add_areas(page: folium.Map, shapes: dict[str, Any], painting: Painting) -> None:
    import folium

    styles = [entry.style for entry in painting.entries]

    def style(feature: dict[str, Any]) -> dict[str, Any]:
        key = feature["properties"]["key"]
        chosen = styles[key]
        fill = f"url(#{chosen.pattern})" if chosen.pattern else chosen.fill
        if feature["properties"]["is_faint"]:
            fill = f"url(#hatch-{key})"
        return {"fillColor": fill, "fillOpacity": 1, "color": "#8a97a8", "weight": 0.6}

    folium.GeoJson(
        shapes,
        style_function=style,
        tooltip=folium.GeoJsonTooltip(["name", "text"], labels=False),
        smooth_factor=0,
    ).add_to(page)


def _add_circles(page: folium.Map, painting: Painting) -> None:
    import folium

    texts = dict(zip(painting.codes, painting.texts, strict=True))
    assert painting.circles is not None  # noqa: S101 — told to the type checker
    for circle in painting.circles.to_dict("records"):
        folium.CircleMarker(
            (circle["latitude"], circle["longitude"]),
            radius=circle["radius"],
            color="#ffffff",
            weight=1,
            fill_color="#0b4f8a",
            fill_opacity=0.72,
            tooltip=escape(texts[circle["code"]]),
        ).add_to(page)


def _bounds(shapes: dict[str, Any]) -> list[list[float]]:
    import shapely

    geometries = [shapely.geometry.shape(f["geometry"]) for f in shapes["features"]]
    west, south, east, north = shapely.total_bounds(geometries)
    return [[south, west], [north, east]]


def _element(text: str) -> Any:
    """Text put as it is: braces of Leaflet's code are no template."""
    from branca.element import Element

    return Element("{% raw %}" + text + "{% endraw %}")


@cache
def _leaflet() -> tuple[str, str]:
    folder = STATIC / "leaflet"
    script = (folder / "leaflet.js").read_text(encoding="utf-8")
    sheet = (folder / "leaflet.css").read_text(encoding="utf-8")
    # Images of markers and of the layer chooser, which this map has not.
    rules = [rule for rule in sheet.split("}") if "url(images/" not in rule]
    return script, "}".join(rules)


def _head(caption: Caption) -> str:
    script, sheet = _leaflet()
    style = (
        "body{margin:0;font:14px/1.4 sans-serif;color:#1a2433}"
        ".panel{position:absolute;z-index:1000;right:10px;bottom:26px;max-width:20rem;"
        "padding:.6rem .8rem;background:#fffffff2;border:1px solid #c9d3df;font-size:13px}"
        ".panel h1{font-size:15px;margin:0 0 .3rem}"
        ".panel ul{list-style:none;margin:.3rem 0;padding:0}"
        ".panel li{display:flex;align-items:center;gap:.4rem}.panel p{margin:.3rem 0}"
        ".panel svg{flex:none}"
        "@media(max-width:640px){.panel{position:static;max-width:none}}"
    )
    return (
        f"<title>{escape(caption.title)}</title>"
        f"<style>{sheet}</style><style>{style}</style><script>{script}</script>"
        f"<script>{FRENCH}</script>"
    )


def _panel(painting: Painting, caption: Caption) -> str:
    banner = f"<p><strong>{FICTIONAL}</strong></p>" if caption.is_fictional else ""
    patterns = "".join(
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="#f0f0f0"/>{drawing}</pattern>'
        for name, drawing in _FILLS.items()
    )
    lines = "".join(_line(entry.label, entry.count, entry.style) for entry in painting.entries)
    if painting.classes is not None:
        patterns += "".join(
            _hatch(f"hatch-{i}", entry.style.fill) for i, entry in enumerate(painting.entries)
        ) + _hatch("hatch", "#c9d3df")
        lines += _line(FAINT_LABEL, len(painting.faint), Style("", "hatch"))
    circles = "".join(
        f'<li><svg width="{2 * c.radius + 2}" height="{2 * c.radius + 2}">'
        f'<circle cx="50%" cy="50%" r="{c.radius}" fill="#0b4f8a" fill-opacity=".72"/></svg>'
        f"{escape(c.label)}</li>"
        for c in painting.sizes
    )
    return (
        f'<svg width="0" height="0" style="position:absolute"><defs>{patterns}</defs></svg>'
        f'<div class="panel">{banner}<h1>{escape(caption.title)}</h1>'
        f"<p>{escape(caption.legend)}</p>"
        f"<ul>{circles}</ul><ul>{lines}</ul>"
        f"<p>{escape(caption.method)}</p><p>{escape(caption.source)}</p></div>"
    )


def _hatch(name: str, fill: str) -> str:
    """A class seen through hatches: a light line beside a dark one, which shows on every fill."""
    return (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{fill}"/><path d="M-2,-2 l12,12 M-2,6 l4,4 M6,-2 l4,4" '
        'stroke="#fff" stroke-width="1.1"/><path d="M-1,-2.4 l12,12 M-1,5.6 l4,4 M7,-2.4 l4,4" '
        'stroke="#1a2433" stroke-width="1.1"/></pattern>'
    )


def _line(label: str, count: int, style: Any) -> str:
    fill = f"url(#{style.pattern})" if style.pattern else style.fill
    return (
        f'<li><svg width="24" height="16"><rect x=".5" y=".5" width="23" height="15" '
        f'fill="{fill}" stroke="#8a97a8"/></svg>{escape(label)} ({fr(count)})</li>'
    )
