"""Addresses inside the application, which keep the space, the role and the month being read."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from method.catalog import Indicator

KEPT = ("espace", "profil", "mois")


def kept() -> dict[str, str]:
    """What a link to another page must carry of this one's address."""
    return {key: value for key, value in st.query_params.items() if key in KEPT}


def sheet(network_id: str) -> str:
    """Address of the Fiche réseau of a network.

    Relative, so that it holds wherever the application is served.
    """
    return f"fiche?{urlencode({**kept(), 'reseau': network_id})}"


def method(indicator: Indicator) -> str:
    """Address of the definition of an indicator on the page Méthode et sources."""
    asked = {**kept(), "indicateur": indicator.id}
    return f"methode?{urlencode(asked)}"
