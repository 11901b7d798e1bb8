"""Who may change files: the same access rules as for reading, checked before a desk is opened."""

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
    """Open the desk of the reader's workspace.

    Raises:
        AccessError: the role is not a staff role.
        NotPublishedError: the workspace is published, but its raw files are not on this server.
    """
    session = data.reader()
    if not session.role.is_unrestricted:
        raise AccessError("Seule l’équipe Dév’Up peut charger ou publier des données.")
    return _desk(session.build.workspace)


def open_network_desk(network: str) -> NetworkDesk:
    """Open the desk of one network, for the network's own people and for staff.

    Raises:
        AccessError: the role belongs to another network, or may not deposit.
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
    return Desk(context.reader_name(), raw, curated_root() / workspace)


def progress_bar(desk: Desk | NetworkDesk) -> Progress:
    """Draw a bar that follows a build: its step, and the time left according to the last build."""
    bar = st.progress(0.0, text="Préparation…")

    def follow(label: str, done: int, total: int) -> None:
        bar.progress(done / max(total, 1), text=plain(_phase(label, done, total)))

    return with_time_left(follow, desk.curated / publish.POINTER)


def _phase(label: str, done: int, total: int) -> str:
    step, _, rest = label.partition(", ")
    text = f"Calcul des indicateurs, étape {done} sur {total}" if "." in step else step.capitalize()
    return f"{text}, {rest}…" if rest else f"{text}…"
