"""The blank Excel workbook of a file, offered wherever that file is missing."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.exports.formats import FORMATS
from pipelines.desk.reminder import template

LABEL = "Télécharger le modèle Excel"


def button(contract: str, label: str, key: str | None = None, *, is_plain: bool = False) -> None:
    """Draw a button that downloads the blank workbook of a contract, written when it is clicked.

    Args:
        contract: name of the contract.
        label: text of the button, without markup.
        key: distinguishes two buttons on the same page.
        is_plain: shown as a link, for several buttons side by side.
    """
    st.download_button(
        plain(label),
        lambda: template(contract),
        file_name=f"{contract}.xlsx",
        mime=FORMATS["xlsx"].mime,
        key=key,
        on_click="ignore",
        type="tertiary" if is_plain else "secondary",
    )
