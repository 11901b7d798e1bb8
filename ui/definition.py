"""The definition of an indicator, one click away wherever its figure stands."""

from __future__ import annotations

import streamlit as st

from method.catalog import Indicator
from ui import html, links


def definition(indicator: Indicator) -> None:
    """A small button that opens the catalogue's entry."""
    with st.popover("Définition", type="tertiary"):
        html.show("definition.html", indicator=indicator, link=links.method(indicator))
