"""Deposits submitted by networks: staff see the same preview, and publish or refuse."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from method.wording import NBSP
from pipelines import contracts
from pipelines.desk.desk import Desk
from pipelines.desk.network import submitted
from ui import data
from ui.desk import upload


def show(desk: Desk) -> None:
    """List the deposits by network, oldest first; the open one below, as for a staff upload."""
    waiting = submitted(desk)
    opened = st.session_state.get(upload.WAITING)
    if not waiting and not opened:
        st.markdown("Aucun dépôt d’un réseau n’attend d’être validé.")
        return
    names = data.query("network_names").set_index("network_id")["name"]
    for staged in waiting:
        title = plain(contracts.load(staged.contract).title)
        of = plain(str(names.get(staged.submitted_by, staged.submitted_by)))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{of}**{NBSP}: {title}, «{NBSP}{plain(staged.name)}{NBSP}», déposé le "
                f"{plain(upload.moment(staged.at))}."
            )
            if st.button("Examiner", key=f"submitted_{staged.id}"):
                upload.examine(desk, staged)
                st.rerun()
            if st.button("Refuser", key=f"refused_{staged.id}"):
                desk.discard(staged)
                st.rerun()
    upload.decide(desk)
