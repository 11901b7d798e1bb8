"""« Copie de vos données »: the archive, and how long its contents are kept."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from method.audit import KEPT_MONTHS
from method.settings import raw_root
from method.wording import NBSP, fr, fr_date, plural
from observatory.figures.figure import View
from observatory.gate.sign_ins import OPEN_SECONDS
from observatory.own import copy
from pipelines.build.workspace import load_workspace
from pipelines.desk import words
from pipelines.desk.network import NetworkDesk
from pipelines.ingest.limits import MAX_STAGED_AGE_SECONDS, MAX_SUBMITTED_AGE_SECONDS
from ui import audit, data, links, quote, table
from ui.desk.versions import when

DAY = 24 * 3600
HOUR = 3600
RETENTION = (
    table.Column("what", "Ce qui est gardé"),
    table.Column("until", "Combien de temps"),
)


def show(view: View, desk: NetworkDesk) -> None:
    """Draw the archive, and how long data on the people of a network is kept."""
    st.header("Copie de vos données", anchor="copie")
    st.markdown(
        "Tout ce qui est gardé sur ce réseau : les lignes de chaque table publiée, les fichiers "
        "reçus qui ne concernent que lui, les dépôts à valider, l’historique."
    )
    session, today = data.session(), quote.today()
    history = [
        {"quand": when(one.at), "action": words.ACTIONS[one.action], "fichier": one.file}
        for one in desk.history()
    ]
    network, name, tell = view.scope, view.subject, audit.teller()

    def archive() -> bytes:
        tell("export", f"copie {network}")
        return copy.archive(session, network, name, desk.files(), history, today)

    st.download_button(
        "Télécharger la copie (ZIP)",
        archive,
        file_name=f"copie-{network}.zip",
        mime="application/zip",
        on_click="ignore",
    )
    st.header("Combien de temps", anchor="duree")
    since = load_workspace(raw_root() / data.build().workspace).people_since
    table.show(_kept(since), RETENTION, "Durée de conservation", is_sortable=False)
    st.page_link(
        "pages/citer/methode.py",
        label="Ce que dit le registre des traitements",
        icon=":material/arrow_forward:",
        query_params={**links.carried(), "onglet": links.TEXTS},
    )


def _kept(since: date | None) -> pd.DataFrame:
    """Retention period of each kind of data, in the words of the register."""
    purged = (
        f"qui est parti avant le {fr_date(since)} n’y est plus"
        if since
        else "aucune purge n’a encore été faite"
    )
    rows = (
        (
            "Équipe et gouvernance, par pseudonyme",
            f"jusqu’à la purge de qui est parti depuis longtemps{NBSP}: {purged}",
        ),
        (
            "Fichier vérifié et non transmis",
            plural(MAX_STAGED_AGE_SECONDS // DAY, "jour"),
        ),
        (
            "Dépôt à valider, avec l’adresse de qui l’envoie",
            f"{plural(MAX_SUBMITTED_AGE_SECONDS // DAY, 'jour')} au plus",
        ),
        ("Votre connexion", f"{fr(OPEN_SECONDS // HOUR)}{NBSP}heures au plus"),
        ("Journal des accès, par pseudonyme", f"{fr(KEPT_MONTHS)}{NBSP}mois"),
        (
            "Historique des fichiers, avec l’adresse de qui a déposé",
            "tant que l’espace existe",
        ),
        ("Les autres fichiers et leurs versions", "tant que l’espace existe"),
    )
    return pd.DataFrame(rows, columns=["what", "until"])
