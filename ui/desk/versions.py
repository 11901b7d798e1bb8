"""What was published, what was received, and the ways back."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.wording import fr_short_date
from observatory.gate.access import ROLE_LABELS
from pipelines import contracts
from pipelines.desk.desk import Desk
from ui import table
from ui.desk.upload import SAID, progress_bar

ACTIONS = {"publish": "Publication", "restore": "Retour en arrière", "purge": "Purge"}
HISTORY = (
    table.Column("at", "Quand"),
    table.Column("who", "Par"),
    table.Column("action", "Action"),
    table.Column("contract", "Fichier"),
    table.Column("file", "Nom"),
    table.Column("rows_kept", "Lignes retenues", "count"),
    table.Column("rows_rejected", "Lignes écartées", "count"),
    table.Column("fingerprint", "Empreinte"),
)


def versions(desk: Desk, current: str) -> None:
    """Choose a kept build and show it to readers again."""
    kept = [build for build in desk.versions() if build != current]
    st.markdown(
        f"Version publiée : **{plain(_dated(current))}**. Cinq versions au plus sont conservées."
    )
    if not kept:
        st.caption("Aucune autre version n’est conservée.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Version conservée", kept, format_func=_dated, key="desk_version", width=420
        )
        asked = st.button("Revenir à cette version")
    st.caption("Les fichiers reçus ne changent pas : une nouvelle construction les reprendra.")
    if asked:
        desk.roll_back(chosen)
        st.session_state[SAID] = f"La version {chosen} est de nouveau publiée."
        st.rerun()


def history(desk: Desk) -> None:
    """Every change of the files received, and how to undo the last one."""
    entries = desk.history()
    if not entries:
        st.caption("Aucun fichier n’a encore été chargé depuis cette page.")
        return
    rows = pd.DataFrame(
        {
            "at": _moment(entry.at),
            "who": ROLE_LABELS.get(entry.who, entry.who),
            "action": ACTIONS[entry.action],
            "contract": contracts.load(entry.contract).title,
            "file": entry.file,
            "rows_kept": entry.rows_kept,
            "rows_rejected": entry.rows_rejected,
            "fingerprint": entry.sha256[:12],
        }
        for entry in entries
    )
    table.show(rows, HISTORY, "Changements, du plus récent au plus ancien")
    last = entries[0]
    if last.action != "purge" and st.button(f"Annuler le dernier changement ({plain(last.file)})"):
        build_id = desk.undo(last.id, progress_bar())
        st.session_state[SAID] = f"{last.file} : retour à l’état d’avant. Version : {build_id}."
        st.rerun()


def _dated(build: str) -> str:
    """A build's id begins with the second at which it was made (UTC)."""
    return f"{_moment(build[:8] + 'T' + build[8:14])} · {build}"


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return f"{fr_short_date(moment.date())} {moment:%H:%M}"
