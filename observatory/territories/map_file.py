"""A map as one HTML file that opens offline: Leaflet, geometry and legend inside.

folium draws the areas and the circles, without its links to other hosts; every text is added by
`map_file.html`, which escapes it. The file contains the geometry (0.3 MB for the EPCI, 1.2 MB for
the communes), which is why the pages use `ui.territories` instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from method.settings import ROOT
from method.wording import fr
from observatory.territories.maps import FAINT_LABEL, Painting

if TYPE_CHECKING:
    import folium

STATIC = ROOT / "static"
FICTIONAL = "DÉMONSTRATION — DONNÉES FICTIVES"
_CIRCLE = {
    "color": "#ffffff",
    "weight": 1,
    "fill": True,
    "fillColor": "#0b4f8a",
    "fillOpacity": 0.72,
}


@dataclass(frozen=True)
class Caption:
    """Texts of the file: `title`, `legend` (its heading), `method`, `source`.

    `is_fictional` stamps a map of invented data, wherever the file is sent.
    """

    title: str
    legend: str
    method: str
    source: str
    is_fictional: bool = False


def standalone(painting: Painting, vintage: str, level: str, caption: Caption) -> str:
    """The HTML text of a painted level.

    Args:
        painting: result of `observatory.territories.maps.paint`.
        vintage: of the territories, name of the folder of the geometry.
        level: a key of `observatory.territories.maps.LEVELS`.
        caption: texts around the map.
    """
    shapes, names = _shapes(vintage, level, painting)
    circles = _circles(painting)
    page = _folium_map(shapes, circles, painting)
    for child in page.get_root()._children.values():
        child.render()
    root: Any = page.get_root()
    script, sheet = _leaflet()
    texts = dict(zip(painting.codes, painting.texts, strict=True))
    return _template().render(
        caption=caption,
        fictional=FICTIONAL if caption.is_fictional else "",
        leaflet=Markup(script),  # noqa: S704 a file of this project
        leaflet_sheet=Markup(sheet),  # noqa: S704 a file of this project
        # folium's output contains only codes, numbers and colours: see `_folium_map`.
        map_head=Markup(root.header.render()),  # noqa: S704
        map_body=Markup(root.html.render()),  # noqa: S704
        map_script=Markup(root.script.render()),  # noqa: S704
        map_name=page.get_name(),
        tooltips={code: [names[code], text] for code, text in texts.items()},
        entries=list(enumerate(painting.entries)),
        sizes=painting.sizes,
        has_classes=painting.classes is not None,
        faint_label=FAINT_LABEL,
        faint_count=len(painting.faint),
        number=fr,
    )


@cache
def _template() -> Template:
    """The template of the file, with automatic escaping."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("map_file.html")


def _shapes(vintage: str, level: str, painting: Painting) -> tuple[dict[str, Any], dict[str, str]]:
    """Outlines with a code and a style number, and separately the names by code."""
    file = STATIC / "territoires" / vintage / f"{level}.json"
    shapes = json.loads(file.read_text(encoding="utf-8"))
    keys = dict(zip(painting.codes, painting.keys, strict=True))
    faint = set(painting.faint)
    names = {}
    for feature in shapes["features"]:
        code = feature["properties"]["code"]
        names[code] = feature["properties"]["name"]
        feature["properties"] = {"code": code, "key": keys[code], "is_faint": code in faint}
    return shapes, names


def _circles(painting: Painting) -> dict[str, Any] | None:
    """The circles as points with a code and a radius."""
    if painting.circles is None:
        return None
    points = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
            "properties": {"code": row["code"], "radius": float(row["radius"])},
        }
        for row in painting.circles.to_dict("records")
    ]
    return {"type": "FeatureCollection", "features": points}


def _folium_map(
    shapes: dict[str, Any], circles: dict[str, Any] | None, painting: Painting
) -> folium.Map:
    """The map object, without any text in it.

    The trap: branca renders folium's output as a template again, so that any text given to folium
    (a name, a tooltip, a layer, a credit) is code. Only codes, numbers and colours go in; the texts
    are written by our own template.
    """
    import folium

    page = folium.Map(tiles=None, control_scale=True, zoom_control=True, attribution_control=False)
    page.default_js, page.default_css = [], []
    styles = [entry.style for entry in painting.entries]

    def area(feature: dict[str, Any]) -> dict[str, Any]:
        key = feature["properties"]["key"]
        style = styles[key]
        fill = f"url(#{style.pattern})" if style.pattern else style.fill
        if feature["properties"]["is_faint"]:
            fill = f"url(#hatch-{key})"
        return {"fillColor": fill, "fillOpacity": 1, "color": "#8a97a8", "weight": 0.6}

    def circle(feature: dict[str, Any]) -> dict[str, Any]:
        return {**_CIRCLE, "radius": feature["properties"]["radius"]}

    folium.GeoJson(shapes, style_function=area, smooth_factor=0).add_to(page)
    if circles is not None and circles["features"]:
        marker = folium.CircleMarker()
        folium.GeoJson(circles, style_function=circle, marker=marker).add_to(page)
    page.fit_bounds(_bounds(shapes))
    return page


def _bounds(shapes: dict[str, Any]) -> list[list[float]]:
    import shapely

    geometries = [shapely.geometry.shape(f["geometry"]) for f in shapes["features"]]
    west, south, east, north = shapely.total_bounds(geometries)
    return [[south, west], [north, east]]


@cache
def _leaflet() -> tuple[str, str]:
    folder = STATIC / "leaflet"
    script = (folder / "leaflet.js").read_text(encoding="utf-8")
    sheet = (folder / "leaflet.css").read_text(encoding="utf-8")
    # Drop the images of markers and of the layer control, which this map does not use.
    rules = [rule for rule in sheet.split("}") if "url(images/" not in rule]
    return script, "}".join(rules)
