"""Two next steps for a newcomer: see what a complete workspace shows, and send what is missing."""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import View
from observatory.gate.access import STAFF, may_open
from observatory.opinion import standing
from observatory.pages import entry_of
from pipelines import contracts
from ui import blank, demo_link, links


def buttons(view: View) -> None:
    """Link to the complete demonstration, if this server publishes one, and explain sending."""
    with st.container(horizontal=True, key="newcomer"):
        demo_link.show("Voir la démonstration complète")
        with st.popover("Transmettre des données"):
            _how(view)


def _how(view: View) -> None:
    """Which files measure the barriers, their templates, and who receives them."""
    files = dict.fromkeys(
        name for one in standing.measured(view.ask("coverage")) for name in one.files
    )
    st.markdown(
        "Un réseau ou un financeur remplit le modèle Excel et l’envoie à l’équipe Dév’Up, qui le "
        "vérifie ligne à ligne avant de publier. Une liste d’adhérents suffit pour commencer."
    )
    for name in files:
        label = f"{blank.LABEL}, {contracts.load(name).title}"
        blank.button(name, label, f"template_{name}", is_plain=True)
    st.page_link(
        entry_of("transmettre").file,
        label="Pourquoi transmettre, et qui lira ces fichiers",
        query_params=links.carried(),
    )
    if may_open(STAFF, view.role):
        st.page_link(
            entry_of("donnees").file, label="Déposer un fichier", query_params=links.carried()
        )
