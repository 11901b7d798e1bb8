"""« Copie de vos données », and a list of establishments compared with another tool's."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.wording import NBSP, plural
from observatory.figures.figure import View
from observatory.own import copy
from pipelines.desk import words
from pipelines.desk.network import NetworkDesk
from ui import audit, data, quote, table
from ui.desk.versions import when
from ui.server import uploads

SHOWN = 200
COMPARED = (
    table.Column("siret", "SIRET"),
    table.Column("nom", "Nom"),
    table.Column("etat", "État"),
)


def show(asked: View, desk: NetworkDesk) -> None:
    """The archive, then the exchange by SIRET."""
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
    network, name, tell = asked.scope, asked.subject, audit.teller()

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
    st.header("Adhérents par SIRET", anchor="siret")
    _exchange(asked, copy.members(session, network))


def _exchange(asked: View, own: pd.DataFrame) -> None:
    st.markdown(
        "La liste se lit dans un outil qui reconnaît les établissements à leur SIRET, comme "
        "Deveco, que des intercommunalités utilisent. En retour, un CSV qui a une colonne "
        "« siret » est comparé aux adhérents du jour ; rien n’en est gardé."
    )
    network = asked.scope
    st.download_button(
        "Télécharger les adhérents (CSV)",
        lambda: copy.as_csv(own),
        file_name=f"adherents-{network}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    uploads.allow(data.reader().role)
    listed = st.file_uploader(
        "Liste d’un autre outil (CSV)", type=["csv"], key="own_list", max_upload_size=2
    )
    if listed is None:
        return
    try:
        rows = copy.compared(own, copy.sirets(listed.getvalue()), asked.build.as_of)
    except copy.ListRefused as refusal:
        st.error(plain(refusal), icon="⚠️")
        return
    counts = rows["etat"].value_counts()
    told = " ; ".join(
        f"{plural(int(counts.get(state, 0)), 'établissement')} {state}"
        for state in (copy.BOTH, copy.HERE, copy.THERE)
    )
    st.markdown(plain(f"Au {asked.build.as_of:%d/%m/%Y}{NBSP}: {told}."))
    table.show(rows.head(SHOWN), COMPARED, "Adhérents et liste, établissement par établissement")
    st.download_button(
        "Télécharger la comparaison (CSV)",
        lambda: copy.as_csv(rows),
        file_name=f"comparaison-{network}.csv",
        mime="text/csv",
        on_click="ignore",
    )
