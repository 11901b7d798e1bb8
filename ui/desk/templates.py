"""Blank files to fill in, made from the contracts."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.pages import load_pages
from pipelines import contracts
from pipelines.desk.reminder import template
from ui import data, filters, links
from ui.desk.upload import XLSX


def show() -> None:
    """Choose a contract and download its template."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        contract = filters.choice("modele", "Modèle de fichier", data.file_titles())
        st.download_button(
            "Télécharger le modèle (XLSX)",
            lambda: template(contract),
            file_name=f"{contract}.xlsx",
            mime=XLSX,
            on_click="ignore",
        )
    st.caption(plain(contracts.load(contract).description))
    page = next(one for one in load_pages() if one.id == "transmettre")
    st.page_link(
        page.file,
        label="« Pourquoi transmettre » : la page à envoyer à un réseau",
        query_params=links.kept(),
    )
