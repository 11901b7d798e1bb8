"""A network's own deposits: choose, check, preview the changes, submit; deposits under review."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.wording import NBSP, fr, plural
from pipelines import contracts
from pipelines.build.room import NoRoom
from pipelines.build.run import BuildRefused
from pipelines.desk import words
from pipelines.desk.deposit import Staged
from pipelines.desk.examine import Examination, NotPublishable
from pipelines.desk.network import FILES, NetworkDesk
from pipelines.ingest.issues import FileRefused
from ui import blank, data, filters, table
from ui.desk import effect
from ui.desk.door import progress_bar
from ui.desk.upload import file_box, moment, opened
from ui.desk.versions import when

WAITING = "own_waiting"
SAID = "own_said"
MODES = {"networks": "Remplace nos lignes", "add": "S’ajoute à nos lignes"}
HISTORY = (
    table.Column("at", "Quand"),
    table.Column("action", "Action"),
    table.Column("contract", "Fichier"),
    table.Column("file", "Nom"),
    table.Column("rows_kept", "Lignes retenues"),
    table.Column("rows_rejected", "Lignes écartées"),
    table.Column("fingerprint", "Empreinte"),
)


def notices(desk: NetworkDesk) -> None:
    """Show the result of the last action and what awaits staff, whichever tab is open."""
    if SAID in st.session_state:
        st.success(plain(st.session_state.pop(SAID)), icon="✅")
    waiting = len(desk.submitted())
    if waiting:
        count = plural(waiting, "dépôt est à valider", "dépôts sont à valider")
        st.info(f"{count} par l’équipe Dév’Up.", icon=":material/schedule:")


def show(desk: NetworkDesk) -> None:
    """Draw all the steps of a deposit."""
    _submitted(desk)
    _choose(desk)
    decide(desk)


def decide(desk: NetworkDesk) -> None:
    """Show what was read of the opened file, and what can be done with it."""
    if deposit := opened(WAITING, "repris"):
        _decide(desk, *deposit)


def check(desk: NetworkDesk, contract: str, name: str, content: bytes, *, adds: bool) -> None:
    """Stage a file, check it and open it; explains a refusal."""
    _forget(desk)
    try:
        staged = desk.stage(contract, name, content, adds=adds)
        with st.spinner("Lecture et vérification du fichier…"):
            st.session_state[WAITING] = (staged, desk.examine(staged))
    except FileRefused as refusal:
        st.error(plain(words.refusal(contract, refusal)), icon="⚠️")
    except NotPublishable as refusal:
        st.error(plain(str(refusal)), icon="⚠️")


def history(desk: NetworkDesk) -> None:
    """Draw the changes that concern this network only."""
    rows = pd.DataFrame(
        {
            "at": when(entry.at),
            "action": words.ACTIONS[entry.action],
            "contract": contracts.load(entry.contract).title if entry.contract else "",
            "file": entry.file,
            "rows_kept": fr(entry.rows_kept) if entry.file else "",
            "rows_rejected": fr(entry.rows_rejected) if entry.file else "",
            "fingerprint": entry.sha256[:12],
        }
        for entry in reversed(desk.history())
    )
    if rows.empty:
        st.markdown("Aucun dépôt n’a encore concerné ce réseau seul.")
        return
    table.show(rows, HISTORY, "Changements, du plus récent au plus ancien")


def _submitted(desk: NetworkDesk) -> None:
    for staged in desk.submitted():
        title = plain(contracts.load(staged.contract).title)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**À valider**{NBSP}: {title}, «{NBSP}{plain(staged.name)}{NBSP}», déposé le "
                f"{plain(moment(staged.at))}."
            )
            if st.button("Reprendre ce dépôt", key=f"own_drop_{staged.id}"):
                desk.discard(staged)
                st.session_state[SAID] = f"{staged.name} ne sera pas publié."
                st.rerun()


def _choose(desk: NetworkDesk) -> None:
    titles = {name: data.file_titles()[name] for name in FILES}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        contract = filters.choice("fichier", "Nature du fichier", titles)
        mode = filters.choice("effet", "Ce que fait ce fichier", MODES)
        blank.button(contract, "Télécharger le modèle Excel")
    upload = file_box("Fichier à déposer", "own_file")
    if st.button("Vérifier le fichier", disabled=upload is None, type="primary") and upload:
        check(desk, contract, upload.name, upload.getvalue(), adds=mode == "add")


def _decide(desk: NetworkDesk, staged: Staged, examination: Examination) -> None:
    st.subheader("Ce que ce fichier changerait")
    effect.show_rows(examination)
    is_confirmed = effect.confirmed(examination, "own_confirmation")
    label = "Publier" if desk.is_at_once else "Transmettre à l’équipe"
    with st.container(horizontal=True):
        is_sent = st.button(label, type="primary", disabled=not is_confirmed)
        if st.button("Abandonner"):
            _forget(desk)
            st.rerun()
    if not is_sent:
        return
    try:
        if desk.is_at_once:
            entry = desk.publish(staged, examination, progress_bar(desk), is_confirmed=is_confirmed)
            message = f"{staged.name} est publié. {entry.said}"
        else:
            desk.submit(staged, examination)
            message = f"{staged.name} est transmis. L’équipe Dév’Up le publiera ou vous écrira."
    except (NotPublishable, BuildRefused, NoRoom) as refusal:
        st.error(plain(str(refusal)), icon="⚠️")
        return
    st.session_state.pop(WAITING, None)
    st.session_state[SAID] = message
    st.rerun()


def _forget(desk: NetworkDesk) -> None:
    waiting = st.session_state.pop(WAITING, None)
    if waiting:
        desk.discard(waiting[0])
