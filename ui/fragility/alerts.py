"""Alerts to work through: the list, and the state, owner and note of one of them."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import streamlit as st

from method.alerts import SEVERITY_LABELS, STATE_LABELS, State, load_rules
from method.plain_text import plain
from method.settings import curated_root
from method.wording import plural
from observatory.fragility.alert_book import NOTE_MAX, AlertBook, AlertBookError, open_book
from observatory.fragility.alert_list import OUT, SHOWN, alert_rows, cleared_since, pick
from observatory.fragility.schemes import load_schemes
from ui import data, filters, table
from ui.fragility.detail import schemes

EVERY = "toutes"
NOBODY = ""
COLUMNS = (
    table.Column("name", "Réseau"),
    table.Column("label", "Alerte"),
    table.Column("why", "Pourquoi"),
    table.Column("severity_label", "Gravité"),
    table.Column("first_on", "Première date"),
    table.Column("state_label", "État"),
    table.Column("owner", "Suivie par"),
    table.Column("note", "Note"),
    table.Column("changed", "Modifiée le"),
)
BRIEF = COLUMNS[1:7]
CLEARED = table.Column("cleared_on", "Éteinte le")


def show() -> None:
    """Draw the list and the form of the alert chosen in it."""
    st.header("Alertes à traiter", anchor="alertes")
    book = _book()
    rows = _rows(book)
    if rows.empty:
        st.markdown("Aucune alerte n’est ouverte, et aucune ne s’est éteinte depuis un an.")
        return
    with st.container(horizontal=True, key="filtres_alertes"):
        shown = filters.choice("alertes", "Montrer", SHOWN)
        severity = filters.choice("gravite", "Gravité", {EVERY: "Toutes", **SEVERITY_LABELS})
        names = dict(zip(rows["network_id"], rows["name"], strict=True))
        whose = filters.choice("alertes_de", "Réseau", {filters.EVERYONE: "Tous", **names})
    kept = pick(
        rows,
        shown,
        None if severity == EVERY else severity,
        None if whose == filters.EVERYONE else whose,
    )
    if kept.empty:
        st.markdown("Aucune alerte ne répond à ce choix.")
        return
    columns = (*COLUMNS[:5], CLEARED, *COLUMNS[5:]) if shown == OUT else COLUMNS
    with st.container(key="liste_alertes"):
        table.show(kept, columns, f"{SHOWN[shown]}\u00a0: {plural(len(kept), 'alerte')}")
    chosen = filters.choice(
        "alerte",
        "Alerte à mettre à jour",
        dict(zip(kept["key"], kept["title"], strict=True)),
        width="stretch",
    )
    _form(book, kept.set_index("key").loc[chosen], chosen)


def brief(network_id: str) -> pd.DataFrame:
    """Alerts of one network that are open and not closed by somebody."""
    return pick(_rows(_book()), "a_traiter", None, network_id)


def _book() -> AlertBook:
    session = data.session()
    return open_book(curated_root(), session.build.workspace, session.role)


def _rows(book: AlertBook) -> pd.DataFrame:
    events = data.query("alert_events", cleared_since=cleared_since(data.build().as_of))
    return alert_rows(book.follow(events), load_rules())


def _form(book: AlertBook, alert: pd.Series, key: str) -> None:
    owners = {NOBODY: "Personne pour l’instant", **{name: name for name in load_rules().owners}}
    with st.form(f"suivi_{key}", border=True):
        left, right = st.columns(2)
        with left:
            states = get_args(State)
            state = st.selectbox(
                "État",
                states,
                states.index(alert["state"]),
                format_func=STATE_LABELS.__getitem__,
                key=f"etat_{key}",
            )
        with right:
            known = list(owners)
            owner = st.selectbox(
                "Suivie par (un service, jamais une personne)",
                known,
                known.index(alert["owner"]) if alert["owner"] in owners else 0,
                format_func=owners.__getitem__,
                key=f"service_{key}",
            )
        note = st.text_area(
            "Note (ce qui est fait ou décidé, sans nom de personne)",
            alert["note"],
            max_chars=NOTE_MAX,
            key=f"note_{key}",
        )
        is_sent = st.form_submit_button("Enregistrer", type="primary")
    if is_sent:
        _save(book, alert, state, owner, note)
    rule = load_rules().by_id.get(alert["rule_id"])
    found = load_schemes().for_rule(rule) if rule else []
    if found:
        with st.expander("Pistes qui répondent à cette alerte"):
            schemes(found)


def _save(book: AlertBook, alert: pd.Series, state: State, owner: str, note: str) -> None:
    try:
        book.set_state(
            alert["network_id"],
            alert["rule_id"],
            alert["first_on"].date(),
            state,
            note=note,
            owner=owner,
            last_on=alert["last_on"].date(),
        )
    except AlertBookError as error:
        st.error(plain(error), icon="⚠️")
        return
    st.toast("Le suivi de l’alerte est enregistré.")
    st.rerun()
