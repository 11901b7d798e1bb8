"""The empty state: why there is nothing to show, what would fill it, and whom to send it to."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

import streamlit as st

from ui import blank, data, html

CONTACT = "OBSERVATOIRE_DEPOT_CONTACT"


def show(what: str, reason: str, files: Sequence[str] = (), networks: Sequence[str] = ()) -> None:
    """Explain an empty place of the page.

    Args:
        what: what would stand here (« La courbe des adhésions »).
        reason: why it does not, a full sentence.
        files: raw files that would fill it (`adhesions`).
        networks: networks whose files are missing; all of them when empty.
    """
    titles = data.file_titles()
    html.show(
        "empty.html",
        what=what,
        reason=reason,
        files=[(titles[name], data.is_regional(name)) for name in files],
        networks=networks,
        contact=os.environ.get(CONTACT),
    )
    if files:
        _templates(files, what, titles)


def _templates(files: Sequence[str], what: str, titles: dict[str, str]) -> None:
    """A button for each blank workbook; it is written at the click."""
    place = hashlib.sha256(what.encode()).hexdigest()[:8]
    with st.container(horizontal=True, key=f"templates_{place}"):
        for name in files:
            blank.button(name, f"{blank.LABEL}, {titles[name]}", f"template_{place}_{name}")
