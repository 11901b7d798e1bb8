"""Who may change files: the same gate as reading, asked before a desk is opened."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from method.settings import curated_root, is_deposit_at_once, raw_root
from observatory.gate.access import AccessError, may_deposit
from observatory.gate.store import NotPublishedError
from pipelines.build import publish
from pipelines.build.progress import Progress, with_time_left
from pipelines.desk.desk import Desk
from pipelines.desk.network import NetworkDesk
from ui import context, data


def open_desk() -> Desk:
    """Desk of the reader's workspace.

    Raises:
        AccessError: the role is not one of staff.
        NotPublishedError: the workspace is published here, and its files are not on this server.
    """
    session = data.reader()
    if not session.role.is_unrestricted:
        raise AccessError("Seule l’équipe Dév’Up peut charger ou publier des données.")
    return _desk(session.build.workspace)


def open_network_desk(network: str) -> NetworkDesk:
    """Desk of one network, for its own people and for staff.

    Raises:
        AccessError: the role is another network's, or none that deposits.
        NotPublishedError: see `open_desk`.
    """
    role = data.reader().role
    if not may_deposit(role) or (role.is_owner and role.subject != network):
        raise AccessError("Un réseau dépose ses propres fichiers, et l’équipe Dév’Up les autres.")
    desk = _desk(data.reader().build.workspace)
    return NetworkDesk(network, desk, is_at_once=is_deposit_at_once())


def _desk(workspace: str) -> Desk:
    raw = raw_root() / workspace
    if not (raw / "workspace.toml").exists():
        raise NotPublishedError(
            f"Les fichiers reçus de l’espace « {workspace} » ne sont pas sur ce serveur : rien ne "
            f"peut y être déposé. Rapportez le dossier {raw}, puis rechargez la page."
        )
    return Desk(context.who(), raw, curated_root() / workspace)


def progress_bar(desk: Desk | NetworkDesk) -> Progress:
    """A bar that follows a build: its step, and the time left by the last build's."""
    bar = st.progress(0.0, text="Préparation…")

    def follow(label: str, done: int, total: int) -> None:
        bar.progress(done / max(total, 1), text=plain(_phase(label, done, total)))

    return with_time_left(follow, desk.curated / publish.POINTER)


def _phase(label: str, done: int, total: int) -> str:
    step, _, left = label.partition(", ")
    told = f"Calcul des indicateurs, étape {done} sur {total}" if "." in step else step.capitalize()
    return f"{told}, {left}…" if left else f"{told}…"
