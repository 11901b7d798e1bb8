"""Addresses inside the application, which keep the current workspace, role and month."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from method.catalog import Indicator
from method.settings import edition_root, edition_url
from ui.server.assets import Assets
from ui.server.doors import base_path

TEXTS = "textes"
KEPT = ("espace", "profil", "mois")


def carried() -> dict[str, str]:
    """Parameters of the current address that a link to another page must carry."""
    return {key: value for key, value in st.query_params.items() if key in KEPT}


def sheet(network_id: str) -> str:
    """Address of the network sheet (« Fiche réseau »).

    Relative, so that it works wherever the application is served.
    """
    return f"fiche?{urlencode({**carried(), 'reseau': network_id})}"


def method(indicator: Indicator) -> str:
    """Address of an indicator's definition, on the page Méthode et sources."""
    parameters = {**carried(), "indicateur": indicator.id}
    return f"methode?{urlencode(parameters)}"


def legal(anchor: str) -> str:
    """Address of one of the legal texts, on the page Méthode et sources."""
    return f"methode?{urlencode({**carried(), 'onglet': TEXTS})}#{anchor}"


def edition(workspace: str) -> str:
    """Address of the static edition of a workspace; empty when none is generated or served."""
    if edition_root() is None:
        return ""
    if address := edition_url(workspace):
        return address
    return f"{base_path()}/edition/{workspace}/" if Assets.serves else ""
