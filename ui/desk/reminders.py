"""What is missing or late, as a list one can act on, and when the next files are expected."""

from __future__ import annotations

import os
import smtplib
from datetime import date, datetime

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.wording import NBSP, fr_short_date, plural
from observatory.fragility.digest import PREFIX, SmtpSettings, SmtpSettingsError, deliver
from pipelines.desk import reminder
from pipelines.desk.desk import Desk
from pipelines.desk.reminder import Owed
from ui import data, filters, table
from ui.desk.upload import SAID, XLSX
from ui.empty import CONTACT

SIGNED = "L’équipe Dév’Up"
LATE = (
    table.Column("network", "Réseau"),
    table.Column("late", "⚠ En retard"),
    table.Column("absent", "✗ Jamais reçu"),
    table.Column("reminded", "Dernière relance"),
)
CALENDAR = (
    table.Column("day", "Attendu au plus tard"),
    table.Column("title", "Fichier"),
    table.Column("count", "Réseaux", "count"),
    table.Column("networks", "Lesquels"),
)


def show(desk: Desk, coverage: pd.DataFrame) -> None:
    """The list of who owes what, and the message to send; rows are those of `coverage`."""
    owed = reminder.owed(coverage)
    if not owed:
        st.success("Tous les fichiers attendus sont là, à jour.", icon="✅")
        return
    late = sum(one.since is not None for one in owed)
    networks = {one.network_id: one.network for one in owed}
    st.markdown(
        f"**{plural(late, 'fichier en retard', 'fichiers en retard')}**, "
        f"{plural(len(owed) - late, 'jamais reçu', 'jamais reçus')}, "
        f"de {plural(len(networks), 'réseau', 'réseaux')}."
    )
    reminded = reminder.last_reminders(desk.history())
    table.show(_rows(owed, networks, reminded), LATE, "Fichiers à demander, réseau par réseau")
    with st.expander("Préparer une relance"):
        network = filters.choice("relance", "Réseau à relancer", networks)
        _message(desk, [one for one in owed if one.network_id == network])


def show_calendar(coverage: pd.DataFrame) -> None:
    """What is expected by when, for the files that have a rhythm."""
    rows = reminder.calendar(coverage)
    if rows.empty:
        st.caption("Aucun fichier à échéance n’a encore été reçu.")
        return
    today = date.today()
    dated = rows.assign(
        day=[f"{'⚠ ' if day < today else ''}{fr_short_date(day)}" for day in rows["due"]]
    )
    table.show(dated, CALENDAR, "Prochaines échéances, d’après le rythme de chaque fichier")
    st.caption("Les autres fichiers n’ont pas de rythme : ils s’envoient quand ils changent.")


def _rows(owed: list[Owed], networks: dict[str, str], reminded: dict[str, str]) -> pd.DataFrame:
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
                "network": name,
                "late": ", ".join(late),
                "absent": ", ".join(absent),
                "reminded": day,
            }
        )
    return pd.DataFrame(rows)


def _message(desk: Desk, missing: list[Owed]) -> None:
    network = missing[0].network_id
    subject, ready = reminder.message(missing, os.environ.get(CONTACT, ""), SIGNED)
    st.markdown(f"Objet{NBSP}: **{plain(subject)}**")
    text = st.text_area("Message, à relire", ready, height=320, key=f"desk_message_{network}")
    with st.popover("Copier le message"):
        st.code(f"{subject}\n\n{text}", language=None, wrap_lines=True)
    names = [one.contract for one in missing]
    with st.container(horizontal=True):
        for name in names:
            st.download_button(
                f"Modèle{NBSP}: {plain(data.file_titles()[name])}",
                lambda name=name: reminder.template(name),
                file_name=f"{name}.xlsx",
                mime=XLSX,
                key=f"desk_template_{name}",
                on_click="ignore",
            )
    _send(desk, missing, subject, text)


def _send(desk: Desk, missing: list[Owed], subject: str, text: str) -> None:
    names = tuple(one.contract for one in missing)
    network, title = missing[0].network_id, missing[0].network
    has_server = bool(os.environ.get(f"{PREFIX}HOST"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        to = st.text_input("Adresse du réseau", key=f"desk_to_{network}") if has_server else ""
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
