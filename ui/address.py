"""The address of the present view: what the reader copies, with the version of the data in it."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from method.wording import NBSP
from ui import data

VERSION = "version"
QUOTED = "citation"
_NOTICE = "address_version_notice"
_PAGE = "address_page_id"


def set_page(page_id: str) -> None:
    """Say which page is drawn; called by the router alone."""
    st.session_state[_PAGE] = page_id


def page() -> str:
    """Id of the page being drawn."""
    return st.session_state[_PAGE]


def link() -> str:
    """Address that brings the same view back and says which version of the data it showed."""
    build = data.build()
    query = {
        name: value
        for name, value in st.query_params.to_dict().items()
        if name not in (VERSION, QUOTED)
    }
    query["espace"] = build.workspace
    here = urlsplit(st.context.url or "")
    told = urlencode({**query, VERSION: build.id})
    return urlunsplit((here.scheme, here.netloc, here.path, told, ""))


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
