"""Three entry doors, one by reader; a door opens only on pages that exist and that he may open."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from observatory.pages import pages_for
from ui import data


@dataclass(frozen=True)
class Door:
    """What a reader comes for, and the pages that answer, by id."""

    reader: str
    promise: str
    pages: tuple[str, ...]


DOORS = (
    Door(
        "Élue ou élu",
        "Deux minutes et un territoire : la carte et quatre chiffres en mots.",
        ("territoires", "freins_et_preconisations"),
    ),
    Door(
        "Rapporteur du CESER",
        "Le chiffre exact, sa définition, sa source et la phrase à citer.",
        ("adhesions", "projets_et_financements", "exports", "methode_et_sources"),
    ),
    Door(
        "Équipe Dév’Up",
        "Quel réseau se fragilise, depuis quand, et que faire d’abord.",
        ("fragilite", "tresorerie", "fiche_reseau", "donnees"),
    ),
)


def show() -> None:
    """Draw the doors that open on at least one page."""
    pages = {page.id: page for page in pages_for(data.session().role)}
    doors = [door for door in DOORS if any(name in pages for name in door.pages)]
    if not doors:
        return
    st.header("Par où commencer", anchor="par-ou-commencer")
    for column, door in zip(st.columns(len(doors)), doors, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{door.reader}**")
            st.caption(door.promise)
            for name in door.pages:
                if name in pages:
                    st.page_link(pages[name].file, label=pages[name].title)
