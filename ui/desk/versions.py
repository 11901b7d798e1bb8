"""Files received and versions published, and how to undo: one change, a past state, a version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.wording import NBSP, fr, fr_list
from observatory.gate.roles import name_of
from pipelines import contracts
from pipelines.build.room import NoRoom
from pipelines.build.run import BuildRefused
from pipelines.desk import history as log
from pipelines.desk import words
from pipelines.desk.desk import Desk
from pipelines.desk.examine import NotPublishable
from pipelines.desk.history import Entry
from ui import data, table
from ui.desk import effect
from ui.desk.door import progress_bar
from ui.desk.upload import SAID, moment

BACK = "desk_back"
HISTORY = (
    table.Column("at", "Quand"),
    table.Column("who", "Par"),
    table.Column("action", "Action"),
    table.Column("contract", "Fichier"),
    table.Column("networks", "Réseaux"),
    table.Column("file", "Nom"),
    table.Column("rows_kept", "Lignes retenues"),
    table.Column("rows_rejected", "Lignes écartées"),
    table.Column("fingerprint", "Empreinte"),
    table.Column("state", "État"),
)
CORRECTIONS = (
    table.Column("at", "Version"),
    table.Column("who", "Par"),
    table.Column("reason", "Motif"),
)
RECEIVED = (
    table.Column("path", "Fichier"),
    table.Column("at", "Apporté le"),
    table.Column("who", "Par"),
    table.Column("action", "Action"),
    table.Column("fingerprint", "Empreinte du fichier envoyé"),
)
NAMED_AT_MOST = 3


def last_change(desk: Desk) -> None:
    """Show the last change, so that whoever comes back knows the current state."""
    changes = [entry for entry in desk.history() if entry.action not in log.NOTES]
    if changes and changes[-1].action != "initial":
        st.caption(f"Dernier changement{NBSP}: {plain(_label(changes[-1]))}.")


def versions(desk: Desk, current: str) -> None:
    """Choose a stored build and publish it again, with the files it was built from."""
    stored = [build for build in desk.versions() if build != current]
    st.markdown(
        f"Version publiée : **{plain(_dated(current))}**. Cinq versions au plus sont conservées."
    )
    if not stored:
        st.caption("Aucune autre version n’est conservée.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Version conservée", stored, format_func=_dated, key="desk_version", width=420
        )
        is_requested = st.button("Revenir à cette version")
    st.caption("Les fichiers dont elle est faite reviennent avec elle.")
    if is_requested:
        desk.roll_back(chosen)
        st.session_state[SAID] = f"La version {chosen} est de nouveau publiée."
        st.rerun()


def corrections(desk: Desk) -> None:
    """Published figures that an administrator replaced directly, if any."""
    rows = pd.DataFrame(
        {"at": _dated(build), "who": one.who, "reason": one.reason}
        for build, one in reversed(desk.corrections())
    )
    if rows.empty:
        return
    st.header("Chiffres publics corrigés d’office", anchor="corrections")
    table.show(rows, CORRECTIONS, "Corrections, de la plus récente à la plus ancienne")


def history(desk: Desk) -> None:
    """Draw every change of the received files, with the buttons that undo or go further back."""
    entries = desk.history()
    current = log.current_entry(entries)
    undone = {entry.target for entry in entries if entry.action == "undo"}
    rows = pd.DataFrame(_row(entry, current, undone) for entry in reversed(entries))
    table.show(rows, HISTORY, "Changements, du plus récent au plus ancien")
    _undo(desk)
    _restore(desk, entries, current)
    with st.expander("Fichiers d’aujourd’hui, avec qui les a apportés"):
        _received(desk)


def _received(desk: Desk) -> None:
    rows = pd.DataFrame(
        {
            "path": path,
            "at": when(entry.at),
            "who": name_of(entry.who),
            "action": words.ACTIONS[entry.action],
            "fingerprint": entry.sha256[:12],
        }
        for path, entry in sorted(desk.received().items())
    )
    if rows.empty:
        st.caption("Aucun fichier n’a encore été déposé : ceux d’aujourd’hui sont de départ.")
        return
    table.show(rows, RECEIVED, "Fichiers d’aujourd’hui")


def _row(entry: Entry, current: Entry | None, undone: set[str]) -> dict[str, object]:
    is_current = current is not None and entry.id == current.id
    is_file = entry.action in ("deposit", "source")
    return {
        "at": when(entry.at),
        "who": name_of(entry.who),
        "action": words.ACTIONS[entry.action],
        "contract": contracts.load(entry.contract).title if entry.contract else "",
        "networks": _networks(entry),
        "file": entry.file,
        "rows_kept": fr(entry.rows_kept) if is_file else "",
        "rows_rejected": fr(entry.rows_rejected) if is_file else "",
        "fingerprint": entry.sha256[:12],
        "state": "● actuel" if is_current else "↶ annulé" if entry.id in undone else "",
    }


def _networks(entry: Entry) -> str:
    names = data.query("network_names").set_index("network_id")["name"]
    labels = [str(names.get(network, network)) for network in entry.networks]
    return fr_list(labels, NAMED_AT_MOST)


def _label(entry: Entry) -> str:
    title = contracts.load(entry.contract).title if entry.contract else ""
    parts = [when(entry.at), words.ACTIONS[entry.action], title, _networks(entry)]
    return ", ".join(part for part in parts if part) + f", par {name_of(entry.who)}"


def _undo(desk: Desk) -> None:
    last = desk.next_undo()
    if last is None or not last.before:
        st.caption("Il n’y a pas de changement à annuler.")
        return
    if st.button("Annuler le dernier changement", help=plain(_label(last))):
        _go_back(lambda: desk.undo(progress_bar(desk)), f"Annulé : {_label(last)}.")
    st.caption(f"Ce changement{NBSP}: {plain(_label(last))}.")


def _restore(desk: Desk, entries: list[Entry], current: Entry | None) -> None:
    states = {
        entry.id: entry
        for entry in reversed(entries)
        if entry.action not in log.NOTES | log.WAYS_BACK
        and (current is None or entry.id != current.id)
        and desk.can_restore(entry)
    }
    if not states:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Revenir à l’état d’après ce changement",
            list(states),
            format_func=lambda name: _label(states[name]),
            key="desk_state",
            width=620,
        )
        if st.button("Voir ce que ce retour changerait"):
            with st.spinner("Comparaison des deux états…"):
                st.session_state[BACK] = (chosen, desk.examine_restore(chosen))
    back = st.session_state.get(BACK)
    if not back or back[0] != chosen:
        return
    examination = back[1]
    effect.show_rows(examination)
    is_confirmed = effect.confirmed(examination, "desk_back_confirmation")
    if st.button(
        "Revenir à cet état",
        type="secondary" if examination.needs_confirmation else "primary",
        disabled=not is_confirmed,
    ):
        message = f"Retour à l’état du {_label(states[chosen])}."
        _go_back(lambda: desk.restore(chosen, progress_bar(desk)), message)


def _go_back(do: Callable[[], Entry], message: str) -> None:
    try:
        entry = do()
    except (NotPublishable, BuildRefused, NoRoom) as refusal:
        st.error(plain(str(refusal)), icon="⚠️")
        return
    st.session_state.pop(BACK, None)
    st.session_state[SAID] = f"{message} Version : {entry.build}."
    st.rerun()


def _dated(build: str) -> str:
    """A build id with its date: it starts with the second (UTC) at which it was made."""
    return f"{when(build[:8] + 'T' + build[8:14])} · {build}"


def when(text: str) -> str:
    """Day and minute of a line of the history."""
    return moment(datetime.fromisoformat(text))
