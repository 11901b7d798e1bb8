"""Settings of the territories page: the choice of a place, and how the map is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from method.plain_text import plain
from observatory.figures.figure import View
from observatory.search import match
from observatory.territories import maps
from observatory.territories.classes import (
    DEFAULT_CLASSES,
    MAX_CLASSES,
    METHODS,
    MIN_CLASSES,
    parse_bounds,
)
from observatory.territories.mapped import indicators, levels, offers
from observatory.territories.measures import Shown, is_count
from observatory.territories.place import INDICATOR, LEVEL, PLACE, every, labels
from ui import data, filters, search, views
from ui.server import opening
from ui.territories import NOTICE, Layers, seat_points

EVERYWHERE = ""
YOURS = "Votre commune, votre intercommunalité, un code postal"
NETWORK = "reseau"


def place() -> str:
    """The territory chosen by name or postal code, `''` for all; the map switches to its level."""
    region = views.of(data.build().as_of)
    places = every(region)
    choices = {EVERYWHERE: "Toute la région", **labels(region)}

    def follow() -> None:
        _understand(choices)
        level = places.loc[places["id"] == st.session_state[PLACE], "level"]
        if not level.empty:
            # A commune is shown on the map of the surrounding EPCI.
            st.session_state[LEVEL] = level.iloc[0].replace("commune", "epci")

    opening.leave(YOURS)
    return filters.choice(
        PLACE,
        YOURS,
        choices,
        EVERYWHERE,
        short_label="Territoire",
        on_change=follow,
        width="stretch",
        filter_mode="contains",
        accept_new_options=True,
    )


def _understand(choices: Mapping[str, str]) -> None:
    """Find what was typed and is no label: the widget's own list wants every accent."""
    typed = st.session_state[PLACE]
    if typed in choices:
        return
    found = [one for one in search.territories(typed) if one in choices]
    found += [one for one, label in choices.items() if typed.casefold() in label.casefold()]
    if not found:
        st.toast(plain(f"Aucun territoire ne répond à «\u00a0{typed[: match.LONGEST]}\u00a0»."))
    st.session_state[PLACE] = found[0] if found else st.query_params.get(PLACE, EVERYWHERE)


def choose(level: str, code: str) -> None:
    """Handle a click on the map; a second click on the same territory deselects it."""
    clicked = f"{level}-{code}"
    is_again = st.session_state.get(PLACE) == clicked
    st.session_state[PLACE] = EVERYWHERE if is_again else clicked


def settings(chosen: str) -> tuple[View, Layers]:
    """What is mapped, whose, when and how, in an expander that is closed at first."""
    with st.expander("Réglages"):
        with filters.bar():
            as_of = filters.month()
            network = filters.network(NETWORK, width=240)
            view = views.of(as_of, network)
            options = _mapped(offers(view))
        if options:
            options |= _classes(offers(view)[options[LEVEL]][options[INDICATOR]])
        layers = _layers(network, as_of)
    return view.having(**{PLACE: chosen, **options}), layers


def _mapped(offer: Mapping[str, Mapping[str, Shown]]) -> dict[str, Any]:
    """The mapped figure, then a level that shows it; empty if there is no figure."""
    labels = indicators(offer)
    if not labels:
        return {}

    def follow() -> None:
        chosen = st.session_state.get(PLACE, EVERYWHERE)
        places = every(views.of(data.build().as_of))
        st.session_state[PLACE] = maps.move(places, chosen, st.session_state[LEVEL])

    indicator = filters.choice(INDICATOR, "Indicateur", labels, width=300)
    level = filters.choice(LEVEL, "Échelon", levels(offer, indicator), on_change=follow, width=240)
    return {INDICATOR: indicator, LEVEL: level}


def _classes(shown: Shown) -> dict[str, Any]:
    """How the classes of a rate are computed; a count has none."""
    if is_count(shown):
        return {}
    with st.container(horizontal=True):
        method = filters.choice("classes", "Découpage en classes", METHODS)
        if method == "fixe":
            return {"classes": method, "seuils": _bounds(shown)}
        count = filters.number(
            "nombre", "Nombre de classes", MIN_CLASSES, MAX_CLASSES, DEFAULT_CLASSES, width=260
        )
    return {"classes": method, "nombre": count}


def _layers(network: str, as_of: object) -> Layers:
    """What is drawn over the map; seats by default when no figure locates the networks."""
    has_figures = data.can_read("marts.territory_values") and bool(
        len(data.query("territory_offer", network_id="*"))
    )
    with st.container(horizontal=True):
        has_seats = filters.switch("sieges", "Sièges des réseaux", default=not has_figures)
        has_members = data.can_read("core.establishment") and filters.switch(
            "adherents", "Adhérents"
        )
        has_tiles = filters.switch("fond", "Fond Plan IGN", help=NOTICE)
    if has_tiles:
        st.caption(NOTICE)
    reach = data.query("territory_reach", network_id=network)["department_code"].tolist()
    return Layers(
        seat_points(data.query("territory_seats", network_id=network)) if has_seats else None,
        data.query("territory_members", as_of=as_of, network_id=network) if has_members else None,
        reach,
        has_tiles,
    )


def _bounds(shown: Shown) -> str:
    """Bounds typed by the reader; the default ones as long as they cannot be parsed."""
    usual = maps.FIXED_BOUNDS.get(shown.unit, (1.0,))
    return filters.text(
        "seuils",
        "Seuils, du plus petit au plus grand",
        " ; ".join(f"{bound:g}".replace(".", ",") for bound in usual),
        is_valid=_is_readable,
    )


def _is_readable(text: str) -> bool:
    try:
        return bool(parse_bounds(text))
    except ValueError:
        return False
