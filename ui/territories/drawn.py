"""The map of a view on the screen: drawn, described in words, and downloadable."""

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


def the_map(view: View, layers: map.Layers, *, key: str) -> None:
    """Draw the map of a view; only the seats when nothing else was sent.

    Args:
        view: the view, with territory, level and indicator in its options.
        layers: what is drawn over it.
        key: unique on the page.
    """
    drawing = mapped.mapped(view)
    with st.container(key=key):
        if drawing is None:
            map.seats_map(view.ask("territory_seats", network_id=view.scope), key=f"{key}_sieges")
            return
        rows = drawing.rows
        map.territories(
            drawing.painting,
            drawing.level,
            mapped.summary(drawing),
            layers=layers,
            key=f"map_{key}",
            legend=drawing.legend,
            shown_names=dict(zip(rows["code"], rows["name"], strict=True))
            if drawing.level == "epci"
            else None,
            selected=drawing.selected,
            mark=_mark(view, drawing.level),
            on_choice=partial(controls.choose, drawing.level),
        )
        st.caption(plain(f"{drawing.method} {_origin(drawing, view)}"))
        caption = Caption(
            drawing.title,
            drawing.legend,
            drawing.method,
            drawing.note.source,
            data.build().is_fictional,
        )
        vintage = view.build.territories_vintage
        st.download_button(
            "Télécharger la carte (HTML)",
            partial(standalone, drawing.painting, vintage, drawing.level, caption),
            f"carte-{drawing.shown.id}-{drawing.level}-{view.as_of:%Y-%m}.html",
            "text/html",
            type="tertiary",
        )


def source(indicator: Indicator, view: View) -> str:
    """Source of a map's data, in the few words of the line under a figure."""
    figure = Figure("", "", pd.DataFrame(), (), Note("", "", ""), (indicator,))
    return f"Source{NBSP}: {sources.short(figure, view.build)}."


def _origin(drawing: mapped.Mapped, view: View) -> str:
    """The same, or the publisher of a public figure: the first part of its source."""
    entry = entry_of(drawing.shown)
    if not entry:
        return f"Source{NBSP}: {drawing.note.source.split(f'{NNBSP};')[0]}."
    return source(load_catalog().indicators[entry], view)


def _mark(view: View, level: str) -> tuple[float, float] | None:
    """Point to mark when the chosen territory is neither of this level nor inside such an area."""
    here = place.chosen(view)
    if here is None or here["level"] == level:
        return None
    return (float(here["latitude"]), float(here["longitude"]))
