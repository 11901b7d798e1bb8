"""What a figure means, one click away from it; nothing is computed until it is opened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from method.catalog import Indicator, load_catalog
from method.plain_text import plain
from method.wording import NBSP, Note, fr, plural
from observatory.figures.file_words import names_of
from ui import html, links

LABEL = "Définition"
# Definitions shown at once; a longer search finds the others.
MOST = 15


def definition(indicator: Indicator, key: str | None = None) -> None:
    """Draw a small button that opens the catalogue entry.

    Args:
        indicator: the catalogue entry.
        key: unique on the page, for when the indicator's id is not.
    """
    with _button(f"definition_{key or indicator.id}") as opening:
        if opening.open:
            entry(indicator, links.method(indicator))


def of_figure(
    indicators: Sequence[Indicator], note: Note, filters: Sequence[tuple[str, str]], key: str
) -> None:
    """Show how to read a figure, its scope, its source, and what it measures.

    Args:
        indicators: entries that it shows; the first one, the main one, is shown in full.
        note: Lecture, Champ and Source.
        filters: label and value of each filter of the view.
        key: key of the figure on its page.
    """
    with _button(f"definition_figure_{key}") as opening:
        if opening.open:
            html.show("note.html", note=note, filters=filters)
            for indicator in indicators[:1]:
                entry(indicator, links.method(indicator))


def _button(key: str) -> PopoverContainer:
    return st.popover(LABEL, type="tertiary", key=key, on_change="rerun")


def entry(indicator: Indicator, link: str) -> None:
    """Show the catalogue entry of an indicator, with a link to the full definition if any."""
    html.show("definition.html", indicator=indicator, files=names_of(indicator.files), link=link)


def index() -> None:
    """Draw the index of the definitions, by family, each with its address."""
    catalog = load_catalog()
    families = [
        (
            family.label,
            [
                (indicator.label, links.method(indicator))
                for indicator in catalog.indicators.values()
                if indicator.family == family.id
            ],
        )
        for family in catalog.families
    ]
    html.show("definition_index.html", families=families)


def each(matches: Sequence[Indicator]) -> None:
    """Draw the definitions found by a search, the first `MOST` of them."""
    for indicator in matches[:MOST]:
        with st.expander(plain(indicator.label), expanded=len(matches) == 1):
            entry(indicator, "")
            bounds = indicator.thresholds
            if bounds:
                st.caption(
                    f"Serein à {fr(bounds.safe, indicator.unit)}, critique à "
                    f"{fr(bounds.critical, indicator.unit)}. Seuils{NBSP}: {plain(bounds.source)}"
                )
            if indicator.viewer != "public":
                st.caption("Lu réseau par réseau par l’équipe Dév’Up seule.")
    if len(matches) > MOST:
        st.caption(f"Et {plural(len(matches) - MOST, 'autre')}{NBSP}: précisez la recherche.")
