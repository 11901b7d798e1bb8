"""The map of a view on the screen: drawn, said in words, and kept as a file."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from method.catalog import Indicator, load_catalog
from method.plain_text import plain
from method.wording import NBSP, NNBSP, Note
from observatory.figures import sources
from observatory.figures.figure import Figure, View
from observatory.territories import mapped, place
from observatory.territories.map_file import Caption, standalone
from observatory.territories.measures import entry_of
from ui import data
from ui import territories as map
from ui.territories import controls


def the_map(asked: View, layers: map.Layers, *, key: str) -> None:
    """Draw the map of a view; the seats alone where nothing else was sent.

    Args:
        asked: the view, its territory, level and indicator among its options.
        layers: what is laid over it.
        key: unique on the page.
    """
    found = mapped.mapped(asked)
    with st.container(key=key):
        if found is None:
            map.seats_map(asked.ask("territory_seats", network_id=asked.scope), key=f"{key}_sieges")
            return
        rows = found.rows
        map.territories(
            found.painting,
            found.level,
            mapped.summary(found),
            layers=layers,
            key=f"map_{key}",
            legend=found.legend,
            shown_names=dict(zip(rows["code"], rows["name"], strict=True))
            if found.level == "epci"
            else None,
            selected=found.selected,
            mark=_mark(asked, found.level),
            on_choice=partial(controls.choose, found.level),
        )
        st.caption(plain(f"{found.method} {_origin(found, asked)}"))
        caption = Caption(
            found.title, found.legend, found.method, found.note.source, data.build().is_fictional
        )
        vintage = asked.build.territories_vintage
        st.download_button(
            "Télécharger la carte (HTML)",
            partial(standalone, found.painting, vintage, found.level, caption),
            f"carte-{found.shown.id}-{found.level}-{asked.as_of:%Y-%m}.html",
            "text/html",
            type="tertiary",
        )


def source(indicator: Indicator, asked: View) -> str:
    """Whose data a map shows, in the few words of the line under a figure."""
    figure = Figure("", "", pd.DataFrame(), (), Note("", "", ""), (indicator,))
    return f"Source{NBSP}: {sources.short(figure, asked.build)}."


def _origin(found: mapped.Mapped, asked: View) -> str:
    """The same, or who published a public fact: the first part of its source."""
    entry = entry_of(found.shown)
    if not entry:
        return f"Source{NBSP}: {found.note.source.split(f'{NNBSP};')[0]}."
    return source(load_catalog().indicators[entry], asked)


def _mark(asked: View, level: str) -> tuple[float, float] | None:
    """Where to look when the territory chosen is no area of this level, nor held by one."""
    here = place.chosen(asked)
    if here is None or here["level"] == level:
        return None
    return (float(here["latitude"]), float(here["longitude"]))
