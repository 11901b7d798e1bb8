"""Blank files to fill in, made from the contracts."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from method.plain_text import plain
from pipelines import contracts
from pipelines.contracts.templates import write_template
from ui import filters
from ui.desk.upload import XLSX


def show() -> None:
    """Choose a contract and download its template."""
    titles = {name: contracts.load(name).title for name in contracts.names()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        contract = filters.choice("modele", "Modèle de fichier", titles)
        st.download_button(
            "Télécharger le modèle (XLSX)",
            lambda: _template(contract),
            file_name=f"{contract}.xlsx",
            mime=XLSX,
            on_click="ignore",
        )
    st.caption(plain(contracts.load(contract).description))


def _template(contract: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"{contract}.xlsx"
        write_template(contract, out)
        return out.read_bytes()
