"""Members by SIRET, exported to another tool and back: compared, then proposed as a deposit."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.terms import fr_term
from method.wording import NBSP, fr_date, plural
from observatory.figures.figure import View
from observatory.own import copy
from pipelines import contracts
from pipelines.desk.network import NetworkDesk
from ui import audit, data, filters, table
from ui.own import deposit
from ui.server import uploads

SHOWN = 200
CONTRACT = "adhesions"
COMPARED = (
    table.Column("siret", "SIRET"),
    table.Column("nom", "Nom"),
    table.Column("etat", "État"),
)


def show(view: View, desk: NetworkDesk) -> None:
    """Draw the lists to download, then the list to bring back."""
    own, day, network = copy.members(data.session(), view.scope), view.build.as_of, view.scope
    st.markdown(
        "Un outil qui reconnaît les établissements à leur SIRET, comme Deveco, que des "
        "intercommunalités utilisent, lit l’une de ces listes. Son format d’import n’étant pas "
        f"publié, la première n’a qu’une colonne, «{NBSP}siret{NBSP}»."
    )
    with st.container(horizontal=True):
        _download("SIRET des adhérents (CSV)", f"siret-{network}", copy.siret_list(own, day))
        _download("Adhérents et dates (CSV)", f"adherents-{network}", copy.as_csv(own))
    st.header("En retour", anchor="retour")
    st.markdown(
        f"Un CSV dont une colonne s’appelle «{NBSP}siret{NBSP}» est comparé aux adhérents du "
        f"{fr_date(day)}. Rien n’en est gardé tant que vous ne proposez rien."
    )
    uploads.allow(data.reader().role)
    upload = st.file_uploader(
        "Liste d’un autre outil (CSV)", type=["csv"], key="own_list", max_upload_size=2
    )
    if upload is not None:
        _back(view, desk, own, upload.getvalue())
    deposit.decide(desk)


def _back(view: View, desk: NetworkDesk, own: pd.DataFrame, content: bytes) -> None:
    try:
        rows = copy.compared(own, copy.sirets(content), view.build.as_of)
    except copy.ListRefused as refusal:
        st.error(plain(refusal), icon="⚠️")
        return
    counts = rows["etat"].value_counts()
    summary = " ; ".join(
        f"{plural(int(counts.get(state, 0)), 'établissement')} {state}"
        for state in (copy.BOTH, copy.HERE, copy.THERE)
    )
    st.markdown(plain(f"{summary}."))
    table.show(rows.head(SHOWN), COMPARED, "Adhérents et liste, établissement par établissement")
    _download("La comparaison (CSV)", f"comparaison-{view.scope}", copy.as_csv(rows))
    unknown = rows.loc[rows["etat"] == copy.THERE, "siret"].tolist()
    if unknown:
        _propose(view.scope, desk, unknown)


def _propose(network: str, desk: NetworkDesk, unknown: list[str]) -> None:
    """Establishments of the list that are not members, as rows of the member file."""
    st.subheader("Proposer des adhésions")
    st.markdown(
        f"La liste compte {plural(len(unknown), 'établissement')} hors de vos adhérents du jour. "
        "En cas d’adhésion, dites depuis quand : la proposition passe les vérifications d’un "
        "dépôt. Pour n’en garder qu’une partie, téléchargez-la, ôtez des lignes, et déposez-la."
    )
    colleges = contracts.load(CONTRACT).field("college").constraints.enum
    with st.container(horizontal=True, vertical_alignment="bottom"):
        college = filters.choice("college", "Collège", {name: fr_term(name) for name in colleges})
        since = st.date_input("Adhérents depuis le", None, format="DD/MM/YYYY", width=260)
    if since is None:
        st.caption("Choisissez le jour pour continuer.")
        return
    content = copy.proposal(network, unknown, college, since)
    with st.container(horizontal=True):
        if st.button("Vérifier la proposition", type="primary"):
            deposit.check(desk, CONTRACT, "proposition-siret.csv", content, adds=True)
        _download("La proposition (CSV)", f"proposition-{network}", content)


def _download(label: str, name: str, content: bytes) -> None:
    """Draw a download button; each exported list of members is recorded in the audit."""
    tell = audit.teller()

    def leaves() -> bytes:
        tell("export", name)
        return content

    st.download_button(
        plain(label), leaves, file_name=f"{name}.csv", mime="text/csv", on_click="ignore"
    )
