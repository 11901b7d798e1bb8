"""The address of the present view: what the reader copies, with the version of the data in it."""

from __future__ import annotations

import streamlit as st

from method.wording import NBSP
from observatory.exports import links
from ui import data, filters

VERSION, QUOTED = links.VERSION, links.QUOTED
_NOTICE = "address_version_notice"
_PAGE = "address_page_id"


def set_page(page_id: str) -> None:
    """Say which page is drawn; called by the router alone."""
    st.session_state[_PAGE] = page_id


def page() -> str:
    """Id of the page being drawn."""
    return st.session_state[_PAGE]


def link() -> str:
    """Address that brings the same view back and says which version of the data it showed.

    Made from the page that is drawn and the filters that it drew: nothing of it is what the browser
    says.
    """
    build = data.build()
    asked = {**filters.written(), "espace": build.workspace}
    return links.link(links.view(links.page_path(page()), asked), build.id)


def read_version() -> None:
    """Take the version out of the address; another one than the present is told once."""
    asked = st.query_params.get(VERSION)
    if asked is None:
        return
    del st.query_params[VERSION]
    if asked != data.build().id:
        st.session_state[_NOTICE] = asked[:40]


def version_notice() -> str | None:
    """What to say of a link made with other data, None when there is nothing to say."""
    asked = st.session_state.pop(_NOTICE, None)
    if asked is None:
        return None
    return (
        f"Ce lien a été fait avec la version {asked} des données ; cette page montre la version "
        f"{data.build().id}. Les chiffres ont pu changer{NBSP}: « Vérifier une citation », page "
        "Exports, dit lesquels."
    )
