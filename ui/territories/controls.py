"""What the reader sets on the territories page: the choice of a place, and how the map is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from method.catalog import Indicator
from observatory.territories import maps
from observatory.territories.classes import (
    DEFAULT_CLASSES,
    MAX_CLASSES,
    METHODS,
    MIN_CLASSES,
    Method,
    parse_bounds,
)
from ui import data, filters
from ui.territories import NOTICE, Layers, seat_points

PLACE, LEVEL = "territoire", "niveau"
EVERYWHERE = ""


@dataclass(frozen=True)
class Drawing:
    """How the map is drawn: classes of a rate, and what lies over it."""

    method: Method
    count: int
    bounds: tuple[float, ...]
    layers: Layers


def level(places: pd.DataFrame) -> str:
    """The level of the map; changing it moves the choice to the territory that holds it."""

    def follow() -> None:
        chosen = st.session_state.get(PLACE, EVERYWHERE)
        st.session_state[PLACE] = maps.move(places, chosen, st.session_state[LEVEL])

    return filters.choice(LEVEL, "Niveau", maps.LEVELS, on_change=follow, width=240)


def place(places: pd.DataFrame) -> pd.Series | None:
    """The territory chosen by its name or postal code; the map follows its level."""

    def follow() -> None:
        found = places.loc[places["id"] == st.session_state[PLACE], "level"]
        if not found.empty:
            st.session_state[LEVEL] = found.iloc[0]

    labels = {
        EVERYWHERE: "Toute la région",
        **dict(zip(places["id"], _labels(places), strict=True)),
    }
    chosen = filters.choice(
        PLACE,
        "Chercher une commune, une intercommunalité, un code postal…",
        labels,
        EVERYWHERE,
        told="Territoire",
        on_change=follow,
        width="stretch",
        filter_mode="contains",
    )
    return None if chosen == EVERYWHERE else places[places["id"] == chosen].iloc[0]


def choose(level: str, code: str) -> None:
    """What a click on the map does; a second click on the same territory lets it go."""
    clicked = f"{level}-{code}"
    is_again = st.session_state.get(PLACE) == clicked
    st.session_state[PLACE] = EVERYWHERE if is_again else clicked


def drawing(indicator: Indicator, network: str, as_of: object) -> Drawing:
    """The settings of the map, folded away until the reader opens them."""
    with st.expander("Réglages de la carte"):
        method, count, bounds = "quantiles", DEFAULT_CLASSES, ()
        if not maps.is_count(indicator):
            with st.container(horizontal=True):
                method = filters.choice("classes", "Découpage en classes", METHODS)
                if method == "fixe":
                    bounds = _bounds(indicator)
                else:
                    count = filters.number(
                        "nombre",
                        "Nombre de classes",
                        MIN_CLASSES,
                        MAX_CLASSES,
                        DEFAULT_CLASSES,
                        width=260,
                    )
        with st.container(horizontal=True):
            has_seats = filters.switch("sieges", "Sièges des réseaux")
            has_members = data.can_read("core.establishment") and filters.switch(
                "adherents", "Adhérents"
            )
            has_tiles = filters.switch("fond", "Fond Plan IGN", help=NOTICE)
        if has_tiles:
            st.caption(NOTICE)
    reach = data.query("territory_reach", network_id=network)["department_code"].tolist()
    layers = Layers(
        _seats(network) if has_seats else None,
        data.query("territory_members", as_of=as_of, network_id=network) if has_members else None,
        reach,
        has_tiles,
    )
    return Drawing(method, count, bounds, layers)  # ty: ignore[invalid-argument-type]


def _seats(network: str) -> pd.DataFrame:
    return seat_points(data.query("territory_seats", network_id=network))


def _bounds(indicator: Indicator) -> tuple[float, ...]:
    """Bounds typed by the reader, those of the house while they cannot be read."""
    usual = maps.FIXED_BOUNDS.get(indicator.unit, (1.0,))
    text = filters.text(
        "seuils",
        "Seuils, du plus petit au plus grand",
        " ; ".join(f"{bound:g}".replace(".", ",") for bound in usual),
        is_valid=_is_readable,
    )
    return parse_bounds(text)


def _is_readable(text: str) -> bool:
    try:
        return bool(parse_bounds(text))
    except ValueError:
        return False


def _labels(places: pd.DataFrame) -> pd.Series:
    """`Tours — commune, 37000, 37100`, `Tours Métropole Val de Loire — intercommunalité`."""
    nouns = places["level"].map(maps.LEVEL_NOUNS)
    codes = (", " + places["postal_codes"]).fillna("")
    return places["name"] + " — " + nouns + codes
