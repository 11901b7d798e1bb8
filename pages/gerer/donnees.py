"""Données: what came in, what is wrong, what is missing?"""

from __future__ import annotations

import streamlit as st

from observatory.desk import figures
from ui import data, tabs, views
from ui.desk import coverage, reminders, sources, submitted, templates, upload, versions
from ui.desk.door import open_desk
from ui.figure import draw
from ui.tabs import Tab


def main() -> None:
    desk = open_desk()
    received = data.query("coverage")
    view = views.of(data.build().as_of)
    reminders.answer(received)
    upload.notices(desk)

    def load() -> None:
        versions.last_change(desk)
        upload.show(desk)
        st.header("Modèles à remplir", anchor="modeles")
        templates.show()

    def sent() -> None:
        draw(figures.missing, view)
        coverage.show(view)

    def past() -> None:
        st.header("Historique des fichiers", anchor="historique")
        versions.history(desk)
        st.header("Versions publiées", anchor="versions")
        versions.versions(desk, data.build().id)
        versions.corrections(desk)

    # A fictional workspace receives no real data.
    official = (Tab("sources", "Sources officielles", lambda: sources.show(desk)),)
    tabs.show(
        Tab("manques", "Ce qui manque ou tarde", lambda: reminders.show(desk, received)),
        Tab("deposer", "Déposer un fichier", load),
        Tab("valider", "À valider", lambda: submitted.show(desk)),
        *(() if data.build().is_fictional else official),
        Tab("couverture", "Ce que chaque réseau a transmis", sent),
        Tab("attendu", "Ce qui est attendu, et quand", lambda: draw(figures.calendar, view)),
        Tab("historique", "Historique et versions", past),
    )


main()
