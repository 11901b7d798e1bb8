"""The address of the current view, which readers copy, with the version of the data in it."""

from __future__ import annotations

import streamlit as st

from method.wording import NBSP
from observatory.exports import links
from ui import data, filters

VERSION, QUOTED = links.VERSION, links.QUOTED
_NOTICE = "address_version_notice"
_PAGE = "address_page_id"


def set_page(page_id: str) -> None:
    """Record which page is drawn; called only by the router."""
    st.session_state[_PAGE] = page_id


def page() -> str:
    """Id of the page being drawn."""
    return st.session_state[_PAGE]


def link() -> str:
    """Address that restores the same view and records the version of the data it showed.

    Built from the page and the filters that were drawn, never from what the browser sends.
    """
    build = data.build()
    parameters = {**filters.address_values(), "espace": build.workspace}
    return links.link(links.of_page(links.page_path(page()), parameters), build.id)


def read_version() -> None:
    """Remove the version from the address; if it differs from the current one, notify once."""
    version = st.query_params.get(VERSION)
    if version is None:
        return
    del st.query_params[VERSION]
    if version != data.build().id:
        st.session_state[_NOTICE] = version[:40]


def version_notice() -> str | None:
    """Message for a link made with other data, None when there is nothing to report."""
    version = st.session_state.pop(_NOTICE, None)
    if version is None:
        return None
    return (
        f"Ce lien a été fait avec la version {version} des données ; cette page montre la version "
        f"{data.build().id}. Les chiffres ont pu changer{NBSP}: « Vérifier une citation », page "
        "Exports, dit lesquels."
    )
