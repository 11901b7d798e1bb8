"""« Ma journée »: one line per network to call, with a note kept in the line."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.settings import raw_root
from observatory.figures.figure import View
from observatory.fragility import day
from observatory.fragility.alert_book import NOTE_MAX, AlertBook, AlertBookError
from pipelines.desk import history, reminder
from ui import answer, audit, html, quote
from ui import kept as remember
from ui.fragility.book import book, events

HEADS = ("Réseau", "Pourquoi", "Depuis", "Prochaine échéance", "Dernier contact")
_WIDTHS = (12, 2)


def show(view: View) -> None:
    """Draw the networks to call, in order; nothing for readers who do not follow the networks."""
    if not view.can_read("marts.fragility"):
        return
    alert_book = book(view)
    rows = remember.of(partial(_rows, alerts=remember.Rows(events(view))), view)
    st.header("Ma journée", anchor="journee")
    answer.say(day.sentence(rows))
    if rows.empty:
        return
    notes, reminders = alert_book.notes(), _reminded(view)
    with st.container(key="journee"):
        with st.columns(_WIDTHS)[0]:
            html.show("day_head.html", heads=HEADS, kind="")
        for row in rows.to_dict("records"):
            _row(alert_book, row, *day.last_contact(row["network_id"], notes, reminders))


def _rows(view: View, alerts: remember.Rows) -> pd.DataFrame:
    return day.rows(view, alerts.frame)


def _row(alert_book: AlertBook, row: dict, contact: str, note: str) -> None:
    network_id = row["network_id"]
    summary, action = st.columns(_WIDTHS, vertical_alignment="center", gap="small")
    with summary:
        html.show(
            "day_row.html", row=row, contact=contact, note=note, is_never=contact == day.NEVER
        )
    with action, st.popover("Noter", key=f"noter_{network_id}", width="stretch"):
        _form(alert_book, network_id, row["name"], note)


def _form(alert_book: AlertBook, network_id: str, name: str, note: str) -> None:
    with st.form(f"note_{network_id}", border=False):
        text = st.text_area(
            f"{plain(name)}\u00a0: ce qui est dit ou décidé, sans nom de personne",
            note,
            max_chars=NOTE_MAX,
            key=f"note_journee_{network_id}",
        )
        if not st.form_submit_button("Enregistrer", type="primary"):
            return
    try:
        alert_book.note(network_id, text, quote.today())
    except AlertBookError as error:
        st.error(plain(error), icon="⚠️")
        return
    audit.did("note", f"ma journée {network_id}")
    st.toast(f"La note sur {plain(name)} est enregistrée.")
    st.rerun()


def _reminded(view: View) -> dict[str, date]:
    """Date of the last reminder per network; empty when the raw files are not on this server."""
    raw = raw_root() / view.build.workspace
    reminders = reminder.last_reminders(history.entries(raw))
    return {name: datetime.fromisoformat(at).date() for name, at in reminders.items()}
