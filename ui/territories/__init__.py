"""Maps: a Leaflet component whose geometry is a static file that the browser fetches once.

A rerun sends one style number and one text a territory. Panning, zooming and hovering never come
back to Python; a click on a territory does, as the trigger `chosen`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from method.settings import ROOT
from method.wording import fr, fr_list, plural
from observatory.territories import maps
from ui import data, html
from ui.server.assets import Assets, prefix

HERE = Path(__file__).parent
SCRIPT = ROOT / "static" / "map" / "map.js"
NOTICE = (
    "Le fond Plan IGN vient de la Géoplateforme de l’IGN (data.geopf.fr)\u202f: votre navigateur "
    "lui demande les images, et lui transmet votre adresse IP."
)


_COMPONENT = st.components.v2.component(
    "observatory_map",
    html=(HERE / "map.html").read_text(encoding="utf-8"),
    js=(HERE / "loader.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Layers:
    """What may be laid over the territories.

    Attributes:
        seats, members: `latitude`, `longitude`, `name`, `detail`, one a point.
        influence: codes of the départements where a network says it works.
        has_tiles: Plan IGN under the map.
    """

    seats: pd.DataFrame | None = None
    members: pd.DataFrame | None = None
    influence: Sequence[str] = field(default_factory=tuple)
    has_tiles: bool = False


def territories(
    painting: maps.Painting,
    level: str,
    label: str,
    *,
    layers: Layers,
    key: str,
    selected: str = "",
    mark: tuple[float, float] | None = None,
    on_choice: Callable[[str], None],
) -> None:
    """Draw a painted level; a click gives the code of a territory to `on_choice`.

    Args:
        painting: made by `observatory.territories.maps.paint`.
        level: a key of `observatory.territories.maps.LEVELS`.
        label: what the map shows, for a screen reader.
        layers: what is laid over it.
        key: unique on the page.
        selected: code of the territory outlined.
        mark: latitude and longitude to show when the selected territory is of another level.
        on_choice: called before the rerun, as a widget's callback.
    """
    circles = None if painting.circles is None else painting.circles.to_dict("list")
    _mount(
        {
            **_frame(level, label, layers),
            "codes": painting.codes,
            "keys": painting.keys,
            "texts": painting.texts,
            "styles": [vars(entry.style) for entry in painting.entries],
            "circles": circles,
            "faint": list(painting.faint),
            "selected": selected,
            "mark": mark,
            "is_clickable": True,
        },
        key,
        lambda: on_choice(str(st.session_state[key].chosen)),
    )


def seats_map(
    seats: pd.DataFrame,
    *,
    key: str,
    members: pd.DataFrame | None = None,
    influence: Sequence[str] = (),
) -> None:
    """Draw the seats of the networks, and member points where the reader may see them.

    Args:
        seats: `latitude`, `longitude`, `commune`, `name`; one row a network.
        key: unique on the page.
        members: `latitude`, `longitude`, `name`, `detail`; None for a reader who may not.
        influence: codes of the départements to outline.
    """
    places = seat_points(seats)
    label = f"Carte des sièges de {plural(len(seats), 'réseau', 'réseaux')} en activité"
    if members is not None:
        label += (
            f" et de {plural(len(members), 'établissement adhérent', 'établissements adhérents')}"
        )
    _mount(
        {
            **_frame("departement", label, Layers(places, members, influence)),
            "codes": [],
            "keys": [],
            "texts": [],
            "styles": [],
            "circles": None,
            "faint": [],
            "selected": "",
            "mark": None,
            "is_clickable": False,
        },
        key,
        lambda: None,
    )
    key_of_points(Layers(places, members, influence))


def seat_points(seats: pd.DataFrame) -> pd.DataFrame:
    """One point a commune, which names the networks that sit there."""
    places = seats.dropna(subset=["latitude", "longitude"])
    return (
        places.groupby(["latitude", "longitude", "commune"])["name"]
        .agg(lambda names: f"Siège de {fr_list(sorted(names))}")
        .reset_index()
        .rename(columns={"commune": "name", "name": "detail"})
    )


def legend(painting: maps.Painting, title: str, method: str, *, has_hatches: bool = True) -> None:
    """The legend in words, with the number of territories of each line.

    Args:
        painting: made by `observatory.territories.maps.paint`.
        title: what is drawn.
        method: how its classes were found.
        has_hatches: rates on few units are hatched; not where they were shrunk already.
    """
    html.show(
        "map_legend.html",
        painting=painting,
        title=title,
        method=method,
        faint_label=maps.FAINT_LABEL if has_hatches and painting.classes is not None else "",
        number=fr,
    )


def key_of_points(layers: Layers) -> None:
    """What the points and the dashed line of a map stand for; nothing when there are none."""
    html.show("map_key.html", layers=layers)


def _frame(level: str, label: str, layers: Layers) -> dict[str, Any]:
    """What every map sends: addresses, points, words."""
    folder = prefix() if Assets.serves else "app/static"
    assets = f"{st.get_option('server.baseUrlPath').strip('/')}/{folder}".lstrip("/")
    geometry = f"/{assets}/territoires/{data.build().territories_vintage}"
    return {
        "assets": f"/{assets}",
        "script": f"/{assets}/map/map.js?v={_version()}",
        "geometry": f"{geometry}/{level}.json",
        "outlines": f"{geometry}/departement.json",
        "label": label,
        "token": sha256(label.encode()).hexdigest()[:8],
        "seats": _points(layers.seats),
        "members": _points(layers.members),
        "influence": list(layers.influence),
        "tiles": layers.has_tiles,
    }


def _points(frame: pd.DataFrame | None) -> list[list[Any]]:
    if frame is None or frame.empty:
        return []
    places = frame.dropna(subset=["latitude", "longitude"])
    places = places.assign(
        latitude=places["latitude"].round(5), longitude=places["longitude"].round(5)
    )
    return places[["latitude", "longitude", "name", "detail"]].to_numpy().tolist()


@cache
def _version() -> str:
    """Changes the address of the script when the script changes."""
    return sha256(SCRIPT.read_bytes()).hexdigest()[:10]


def _mount(values: dict[str, Any], key: str, on_chosen: Callable[[], None]) -> None:
    _COMPONENT(data=values, key=key, on_chosen_change=on_chosen)
