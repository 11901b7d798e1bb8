"""Données: what came in, what is wrong, what is missing?"""

from __future__ import annotations

import streamlit as st

from ui import data
from ui.desk import coverage, reminders, templates, upload, versions
from ui.desk.door import open_desk


def main() -> None:
    desk = open_desk()
    received = data.query("coverage")
    st.header("Ce qui manque ou tarde", anchor="manques")
    reminders.show(desk, received)
    st.header("Déposer un fichier", anchor="charger")
    versions.last_change(desk)
    upload.show(desk)
    st.header("Ce que chaque réseau a transmis", anchor="couverture")
    coverage.show(received)
    st.header("Ce qui est attendu, et quand", anchor="calendrier")
    reminders.show_calendar(received)
    st.header("Modèles à remplir", anchor="modeles")
    templates.show()
    st.header("Historique des fichiers", anchor="historique")
    versions.history(desk)
    st.header("Versions publiées", anchor="versions")
    versions.versions(desk, data.build().id)


main()
