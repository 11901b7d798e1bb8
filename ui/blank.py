"""The blank workbook of a file, offered wherever one is missing."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.exports.formats import FORMATS
from pipelines.desk.reminder import template

LABEL = "Télécharger le modèle Excel"


def button(contract: str, label: str, key: str | None = None, *, is_plain: bool = False) -> None:
    """A button that gives the blank workbook of a contract, written at the click.

    Args:
        contract: its name.
        label: what the button says, plain text.
        key: tells two buttons of one page apart.
        is_plain: looks like a link, where several stand together.
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
