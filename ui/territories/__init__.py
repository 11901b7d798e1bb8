"""Maps: a Leaflet component whose geometry is a static file that the browser fetches once.

A rerun sends one style number and one text per territory. Panning, zooming and hovering stay in the
browser; a click on a territory reaches Python as the trigger `chosen`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from method import elision
from method.wording import fr, fr_list, plural
from observatory.territories import maps, names
from ui import component, data
from ui import links as page_links

HERE = Path(__file__).parent
NOTICE = (
    "Le fond Plan IGN vient de la Géoplateforme de l’IGN (data.geopf.fr)\u202f: votre navigateur "
    "lui demande les images, et lui transmet votre adresse IP."
)


_COMPONENT = component.declare("observatory_map", (HERE / "map.html").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Layers:
    """What can be drawn over the territories.

    Attributes:
        seats, members: `latitude`, `longitude`, `name`, `detail`, one row per point; seats also
            have `links`, name and address of each sheet.
        influence: codes of the départements where a network says it is active.
        has_tiles: Plan IGN under the map.
        is_own: the map is on the sheet of the network whose seat it shows.
    """

    seats: pd.DataFrame | None = None
    members: pd.DataFrame | None = None
    influence: Sequence[str] = field(default_factory=tuple)
    has_tiles: bool = False
    is_own: bool = False

    def key(self) -> list[dict[str, str]]:
        """Legend of the points and of the dashed line."""
        seat = "Siège" if self.is_own else "Siège (ouvre la fiche du réseau)"
        lines = [("seat", seat, self.seats is not None and not self.seats.empty)]
        lines += [("reach", "Où le réseau dit travailler", bool(self.influence))]
        lines += [("member", "Établissement adhérent", self.members is not None)]
        lines += [("cluster", "Établissements regroupés", self.members is not None)]
        return [{"kind": kind, "label": label} for kind, label, is_there in lines if is_there]


def territories(
    painting: maps.Painting,
    level: str,
    label: str,
    *,
    layers: Layers,
    key: str,
    legend: str,
    shown_names: Mapping[str, str] | None = None,
    selected: str = "",
    mark: tuple[float, float] | None = None,
    on_choice: Callable[[str], None],
) -> None:
    """Draw a painted level; a click passes the code of a territory to `on_choice`.

    Args:
        painting: made by `observatory.territories.maps.paint`.
        level: a key of `observatory.territories.maps.LEVELS`.
        label: what the map shows, for a screen reader.
        layers: what is drawn over it.
        key: unique on the page.
        legend: heading of the legend: what is mapped and when.
        shown_names: names by code, where they differ from the official name by more than an
            apostrophe.
        selected: code of the territory outlined.
        mark: latitude and longitude to mark when the selected territory belongs to another level.
        on_choice: called before the rerun, like a widget's callback.
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
            "names": dict(shown_names or {}),
            "legend": _legend(painting, legend, layers),
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
    is_own: bool = False,
) -> None:
    """Draw the seats of the networks, and the member points if the reader may see them.

    Args:
        seats: `latitude`, `longitude`, `commune`, `name`; one row per network.
        key: unique on the page.
        members: `latitude`, `longitude`, `name`, `detail`; None for a reader who may not see them.
        influence: codes of the départements to outline.
        is_own: see `Layers`.
    """
    layers = Layers(seat_points(seats), members, influence, is_own=is_own)
    label = f"Carte des sièges de {plural(len(seats), 'réseau', 'réseaux')}"
    if members is not None:
        label += (
            f" et de {plural(len(members), 'établissement adhérent', 'établissements adhérents')}"
        )
    _mount(
        {
            **_frame("departement", label, layers),
            "codes": [],
            "keys": [],
            "texts": [],
            "styles": [],
            "circles": None,
            "faint": [],
            "names": {},
            "legend": {"title": "", "sizes": [], "lines": [], "points": layers.key()},
            "selected": "",
            "mark": None,
            "is_clickable": False,
        },
        key,
        lambda: None,
    )


def seat_points(seats: pd.DataFrame) -> pd.DataFrame:
    """One point per commune, which names the networks with a seat there and links to their sheets.

    Args:
        seats: `network_id`, `name`, `commune`, `latitude`, `longitude`; one row per network.
    """
    places = names.with_proper_names(seats, "commune").dropna(
        subset=["latitude", "longitude", "commune"]
    )
    by_commune: dict[tuple[float, float, str], list[dict[Hashable, Any]]] = {}
    for row in places.to_dict("records"):
        at = (row["latitude"], row["longitude"], row["commune"])
        by_commune.setdefault(at, []).append(row)
    points = [
        {
            "latitude": latitude,
            "longitude": longitude,
            "name": commune,
            "detail": f"Siège {fr_list(map(elision.of, sorted(row['name'] for row in rows)))}",
            "links": [[row["name"], page_links.sheet(row["network_id"])] for row in rows],
        }
        for (latitude, longitude, commune), rows in sorted(by_commune.items())
    ]
    return pd.DataFrame(points, columns=["latitude", "longitude", "name", "detail", "links"])


def _legend(painting: maps.Painting, title: str, layers: Layers) -> dict[str, Any]:
    """The legend: each symbol on the map, with the number of territories that have it."""
    lines = [
        {
            "label": entry.label,
            "count": fr(entry.count),
            "fill": entry.style.fill,
            "pattern": entry.style.pattern,
            "is_dot": entry.is_dot,
        }
        for entry in painting.legend
    ]
    if painting.faint:
        count = fr(len(painting.faint))
        lines.append({"label": maps.FAINT_LABEL, "count": count, "fill": "", "pattern": "hatch"})
    sizes = [{"label": size.label, "radius": size.radius} for size in painting.sizes]
    return {"title": title, "sizes": sizes, "lines": lines, "points": layers.key()}


def _frame(level: str, label: str, layers: Layers) -> dict[str, Any]:
    """Values sent with every map: addresses, points, texts."""
    assets = component.folder()
    geometry = f"{assets}/territoires/{data.build().territories_vintage}"
    return {
        "assets": assets,
        "script": component.script("map/map.js"),
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
    columns = ["latitude", "longitude", "name", "detail", *(["links"] if "links" in places else ())]
    return places[columns].to_numpy().tolist()


def _mount(values: dict[str, Any], key: str, on_chosen: Callable[[], None]) -> None:
    _COMPONENT(data=values, key=key, on_chosen_change=on_chosen)
