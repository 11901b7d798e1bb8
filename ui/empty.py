"""The empty state: why there is nothing to show, which files are missing, where to send them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

import streamlit as st

from observatory.gate.roles import NETWORK
from observatory.pages import entry_of
from pipelines.desk.network import FILES
from ui import blank, data, demo_link, html, links

CONTACT = "OBSERVATOIRE_DEPOT_CONTACT"


def show(what: str, reason: str, files: Sequence[str] = (), networks: Sequence[str] = ()) -> None:
    """Explain why a part of the page is empty; a page that is all empty leads to an example.

    Args:
        what: what would be shown here (« La courbe des adhésions »).
        reason: why it is not, as a full sentence.
        files: raw files that would fill it (`adhesions`).
        networks: networks whose files are missing; all networks when empty.
    """
    titles = data.file_titles()
    html.first(
        "empty.html",
        what=what,
        reason=reason,
        files=[(titles[name], data.is_regional(name)) for name in files],
        networks=networks,
        contact=os.environ.get(CONTACT),
        is_for_team=data.reader().role.is_unrestricted,
    )
    _door(files)
    if files:
        _templates(files, what, titles)
    if data.waits():
        demo_link.show("Voir cette page dans la démonstration")


def _door(files: Sequence[str]) -> None:
    """Lead those who may deposit a file to the page where they do."""
    role = data.reader().role
    name = "donnees" if role.is_unrestricted else "reseau" if role.kind == NETWORK else None
    theirs = [one for one in files if role.is_unrestricted or one in FILES]
    if name is not None and theirs:
        st.page_link(
            entry_of(name).file,
            label="Déposer un fichier",
            icon=":material/arrow_forward:",
            query_params={**links.carried(), "onglet": "deposer", "fichier": theirs[0]},
        )


def _templates(files: Sequence[str], what: str, titles: dict[str, str]) -> None:
    """Draw one button per blank workbook; each file is written when its button is clicked."""
    place = hashlib.sha256(what.encode()).hexdigest()[:8]
    with st.container(horizontal=True, key=f"templates_{place}"):
        for name in files:
            blank.button(name, f"{blank.LABEL}, {titles[name]}", f"template_{place}_{name}")
