"""Bytes sent by one rerun of the map of communes, with this component and its alternatives.

`python -m benchmarks.maps` prints a table in Markdown. Bytes are those that Python sends at each
rerun; a geometry with an address is fetched once by the browser and is reported separately.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable

import folium
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pydeck

from method.catalog import load_catalog
from method.settings import ROOT
from observatory.territories.map_file import Caption, standalone
from observatory.territories.maps import paint
from pipelines.build.reference import territories_vintage

VINTAGE = territories_vintage(ROOT / "data" / "raw" / "territoires")
FILE = ROOT / "static" / "territoires" / VINTAGE / "commune.json"
RATE = load_catalog().indicators["tpe_pme_share"]
REPEATS = 5


def rows() -> pd.DataFrame:
    """Random values for every commune, with a fixed seed."""
    features = json.loads(FILE.read_text(encoding="utf-8"))["features"]
    codes = [feature["properties"]["code"] for feature in features]
    values = np.random.default_rng(24).uniform(0.2, 1, len(codes))
    return pd.DataFrame(
        {"code": codes, "value": values, "numerator": values * 50, "denominator": 50.0,
         "status": "ok", "latitude": 47.0, "longitude": 1.7}
    )  # fmt: skip


def component(table: pd.DataFrame) -> str:
    painting = paint(table, table["value"].tolist(), RATE)
    return json.dumps(
        {"codes": painting.codes, "keys": painting.keys, "texts": painting.texts,
         "styles": [vars(entry.style) for entry in painting.entries]},
        separators=(",", ":"),
    )  # fmt: skip


def plain_folium(table: pd.DataFrame) -> str:
    page = folium.Map(tiles=None)
    shapes = json.loads(FILE.read_text(encoding="utf-8"))
    folium.Choropleth(
        geo_data=shapes, data=table, columns=["code", "value"], key_on="feature.properties.code"
    ).add_to(page)
    return page.get_root().render()


def offline_folium(table: pd.DataFrame) -> str:
    painting = paint(table, table["value"].tolist(), RATE)
    return standalone(painting, VINTAGE, "commune", Caption("Titre", "", "", ""))


def plotly_inline(table: pd.DataFrame) -> str:
    return _plotly(table, json.loads(FILE.read_text(encoding="utf-8")))


def plotly_address(table: pd.DataFrame) -> str:
    return _plotly(table, "/app/static/territoires/commune.json")


def _plotly(table: pd.DataFrame, geometry: object) -> str:
    trace = go.Choroplethmap(
        geojson=geometry,
        locations=table["code"],
        z=table["value"],
        featureidkey="properties.code",
    )
    return go.Figure(trace).to_json()


def pydeck_inline(table: pd.DataFrame) -> str:
    return _pydeck(table, json.loads(FILE.read_text(encoding="utf-8")))


def pydeck_address(table: pd.DataFrame) -> str:
    # The fill is computed in the browser from figures that must then be sent separately.
    painting = paint(table, table["value"].tolist(), RATE)
    figures = json.dumps(dict(zip(painting.codes, painting.keys, strict=True)))
    return _pydeck(table, "/app/static/territoires/commune.json") + figures


def _pydeck(table: pd.DataFrame, geometry: object) -> str:
    if isinstance(geometry, dict):
        shades = dict(zip(table["code"], (255 * table["value"]).astype(int), strict=True))
        for feature in geometry["features"]:
            feature["properties"]["shade"] = int(shades[feature["properties"]["code"]])
    layer = pydeck.Layer(
        "GeoJsonLayer", geometry, get_fill_color="[0, 80, properties.shade]", pickable=True
    )
    return pydeck.Deck([layer], map_style=None).to_json()


def measure(make: Callable[[pd.DataFrame], str], table: pd.DataFrame) -> tuple[float, float, float]:
    """Size in kB, gzip size in kB, median time in ms."""
    times = []
    text = ""
    for _ in range(REPEATS):
        start = time.perf_counter()
        text = make(table)
        times.append(time.perf_counter() - start)
    content = text.encode()
    return len(content) / 1000, len(gzip.compress(content)) / 1000, float(np.median(times)) * 1000


def main() -> None:
    table = rows()
    print("| what | kB a rerun | × ours | gzip kB | × ours | ms in Python |")
    print("|---|---|---|---|---|---|")
    ours: tuple[float, float] | None = None
    for name, make in (
        ("this component, geometry by address", component),
        ("plain folium, geometry inside", plain_folium),
        ("our standalone folium file", offline_folium),
        ("plotly, geometry inside", plotly_inline),
        ("plotly, geometry by address", plotly_address),
        ("pydeck, geometry inside", pydeck_inline),
        ("pydeck, geometry by address", pydeck_address),
    ):
        size, packed, milliseconds = measure(make, table)
        ours = ours or (size, packed)
        print(
            f"| {name} | {size:,.0f} | {size / ours[0]:.1f} | {packed:,.0f} | "
            f"{packed / ours[1]:.1f} | {milliseconds:,.0f} |"
        )
    raw = FILE.read_bytes()
    print(f"\nGeometry once: {len(raw) / 1000:,.0f} kB, {len(gzip.compress(raw)) / 1000:,.0f} gzip")


if __name__ == "__main__":
    main()
