"""What is missing or late, as a list to act on, and when the next files are expected."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.wording import NBSP, fr_list, fr_short_date, plural
from observatory.fragility.digest import PREFIX, SmtpSettings, SmtpSettingsError, deliver
from pipelines.desk import contacts, reminder
from pipelines.desk.desk import Desk
from pipelines.desk.reminder import Owed
from ui import answer as said
from ui import blank, data, html, links
from ui.desk.upload import SAID
from ui.empty import CONTACT

_WIDTHS = (12, 2)
HEADS = ("Réseau", "⚠ En retard", "✗ Jamais reçu", "Dernière relance")
# Networks named in a sentence before « et n autres ».
NAMED = 3


def sentence(owed: Sequence[Owed]) -> str:
    """How many files are late and from whom, and how many were never received.

    Args:
        owed: from `reminder.owed`, late files first.
    """
    if not owed:
        return "Tous les fichiers attendus sont là, à jour."
    late = list(dict.fromkeys(one.network for one in owed if one.since is not None))
    count = sum(one.since is not None for one in owed)
    absent = len(owed) - count
    parts = []
    if count:
        names = fr_list(late, NAMED)
        parts.append(f"{plural(count, 'fichier en retard', 'fichiers en retard')} ({names})")
    if absent:
        parts.append(plural(absent, "fichier jamais reçu", "fichiers jamais reçus"))
    return f"{fr_list(parts)}."


def answer(coverage: pd.DataFrame) -> None:
    """Show what is late and what was never received; `coverage` has the rows of that query."""
    said.say(sentence(reminder.owed(coverage)))


def show(desk: Desk, coverage: pd.DataFrame) -> None:
    """Draw one line per network that owes files, with the message ready to send.

    Args:
        desk: desk of the workspace.
        coverage: rows of the query `coverage`.
    """
    owed = reminder.owed(coverage)
    networks = {one.network_id: one.network for one in owed}
    reminded = reminder.last_reminders(desk.history())
    with st.container(key="fichiers_dus"):
        if owed:
            with st.columns(_WIDTHS)[0]:
                html.show("day_head.html", heads=HEADS, kind="obs-owed")
        for row in _rows(owed, networks, reminded):
            _line(desk, row, [one for one in owed if one.network_id == row["network_id"]])


def _line(desk: Desk, row: dict[str, str], owed: list[Owed]) -> None:
    summary, action = st.columns(_WIDTHS, vertical_alignment="center", gap="small")
    with summary:
        html.show("owed_row.html", row=row)
    key = f"relancer_{row['network_id']}"
    with (
        action,
        st.popover("Relancer", key=key, width="stretch", on_change="rerun") as opened,
    ):
        if opened.open:
            _message(desk, owed)


def _rows(
    owed: list[Owed], networks: dict[str, str], reminded: dict[str, str]
) -> list[dict[str, str]]:
    titles = data.file_titles()
    rows = []
    for network_id, name in networks.items():
        own = [one for one in owed if one.network_id == network_id]
        late = [
            f"{titles[o.contract]} (depuis le {fr_short_date(o.since)})" for o in own if o.since
        ]
        absent = [titles[one.contract] for one in own if not one.since]
        at = reminded.get(network_id)
        day = fr_short_date(datetime.fromisoformat(at).date()) if at else ""
        rows.append(
            {
                "network_id": network_id,
                "network": name,
                "sheet": links.sheet(network_id),
                "late": ", ".join(late),
                "absent": ", ".join(absent),
                "reminded": day,
            }
        )
    return rows


def _message(desk: Desk, missing: list[Owed]) -> None:
    network = missing[0].network_id
    subject, ready = reminder.message(missing, os.environ.get(CONTACT, ""), reminder.SIGNED)
    st.markdown(f"Objet{NBSP}: **{plain(subject)}**")
    text = st.text_area("Message, à relire", ready, height=320, key=f"desk_message_{network}")
    with st.popover("Copier le message"):
        st.code(f"{subject}\n\n{text}", language=None, wrap_lines=True)
    names = [one.contract for one in missing]
    with st.container(horizontal=True):
        for name in names:
            blank.button(name, f"Modèle : {data.file_titles()[name]}", f"desk_template_{name}")
    _send(desk, missing, subject, text)


def _address(desk: Desk, network: str) -> str:
    """Address to write to: the configured one, which the sender may change."""
    try:
        configured = contacts.configured(desk.raw.name).get(network, contacts.Contact()).address
    except contacts.ContactsError as error:
        st.caption(plain(str(error)))
        configured = ""
    return st.text_input("Adresse du réseau", configured, key=f"desk_to_{network}")


def _send(desk: Desk, missing: list[Owed], subject: str, text: str) -> None:
    names = tuple(one.contract for one in missing)
    network, title = missing[0].network_id, missing[0].network
    has_server = bool(os.environ.get(f"{PREFIX}HOST"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        to = _address(desk, network) if has_server else ""
        ask_send = has_server and st.button("Envoyer", disabled="@" not in to)
        ask_note = st.button("Noter comme envoyée")
    if not has_server:
        st.caption(
            "Aucun serveur de messagerie n’est réglé : copiez le message, envoyez-le, notez-le."
        )
    if ask_send:
        try:
            settings = SmtpSettings.from_environment({**os.environ, f"{PREFIX}TO": to})
            deliver(reminder.as_mail(subject, text, names, settings.sender, to), settings)
        except (SmtpSettingsError, smtplib.SMTPException, OSError, ValueError) as error:
            st.error(f"Le message n’est pas parti{NBSP}: {plain(str(error))}", icon="⚠️")
            return
    if ask_send or ask_note:
        desk.note(names[0] if len(names) == 1 else "", (network,), subject)
        st.session_state[SAID] = f"Relance de {title} notée dans l’historique."
        st.rerun()
