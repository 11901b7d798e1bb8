"""Blank files to fill in, generated from the contracts."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.pages import entry_of
from pipelines import contracts
from ui import blank, data, filters, links


def show() -> None:
    """Choose a contract and download its template."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        contract = filters.choice("modele", "Modèle de fichier", data.file_titles())
        blank.button(contract, blank.LABEL)
    st.caption(plain(contracts.load(contract).description))
    page = entry_of("transmettre")
    st.page_link(
        page.file,
        label="« Pourquoi transmettre » : la page à envoyer à un réseau",
        query_params=links.carried(),
    )
