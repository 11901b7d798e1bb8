"""Alerts to work through: one line each, with its state, owner and note opened in the line."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import streamlit as st

from method.alerts import SEVERITY_LABELS, STATE_LABELS, State, load_rules
from method.plain_text import plain
from method.wording import fr_month, plural
from observatory.figures.figure import View
from observatory.fragility import worth
from observatory.fragility.alert_book import NOTE_MAX, AlertBook, AlertBookError
from observatory.fragility.alert_list import ALL_BUT_DATES, SHOWN, alert_rows, pick
from observatory.fragility.schemes import load_schemes
from ui import audit, filters, html
from ui.fragility.book import book, events
from ui.fragility.detail import schemes

EVERY = "toutes"
NOBODY = ""
HEADS = ("Réseau", "Alerte", "Depuis", "Suivi")
_WIDTHS = (12, 2)
SEVERITIES = {ALL_BUT_DATES: "Urgentes et à suivre", EVERY: "Toutes", **SEVERITY_LABELS}


def show(view: View) -> None:
    """Draw the alerts selected by the filters."""
    alert_book = book(view)
    rows = alert_rows(events(view), load_rules())
    if rows.empty:
        st.markdown("Aucune alerte n’est ouverte, et aucune ne s’est éteinte depuis un an.")
        return
    with st.container(horizontal=True, key="filtres_alertes"):
        status = filters.choice("alertes", "Montrer", SHOWN)
        severity = filters.choice("gravite", "Gravité", SEVERITIES)
        names = dict(zip(rows["network_id"], rows["name"], strict=True))
        whose = filters.choice("alertes_de", "Réseau", {filters.EVERYONE: "Tous", **names})
    selected = pick(
        rows,
        status,
        None if severity == EVERY else severity,
        None if whose == filters.EVERYONE else whose,
    )
    if selected.empty:
        st.markdown("Aucune alerte ne répond à ce choix.")
        return
    st.caption(f"{SHOWN[status]}\u00a0: {plural(len(selected), 'alerte')}.")
    with st.container(key="liste_alertes"):
        with st.columns(_WIDTHS)[0]:
            html.show("day_head.html", heads=HEADS, kind="obs-alert")
        for alert in selected.to_dict("records"):
            _row(view, alert_book, alert)


def _row(view: View, alert_book: AlertBook, alert: dict) -> None:
    summary, action = st.columns(_WIDTHS, vertical_alignment="center", gap="small")
    out = alert["cleared_on"]
    with summary:
        html.show(
            "alert_row.html",
            alert=alert,
            sheet=view.sheet(alert["network_id"]),
            first=fr_month(alert["first_on"]),
            out="" if pd.isna(out) else fr_month(out),
        )
    # Built when it is opened: a form per alert would slow down every click.
    key = alert["key"]
    with (
        action,
        st.popover("Suivre", key=f"suivre_{key}", width="stretch", on_change="rerun") as opened,
    ):
        if opened.open:
            _form(alert_book, alert, key)
            _track_record(view, alert["rule_id"])


def _form(alert_book: AlertBook, alert: dict, key: str) -> None:
    owners = {NOBODY: "Personne pour l’instant", **{name: name for name in load_rules().owners}}
    with st.form(f"suivi_{key}", border=False):
        states = get_args(State)
        state = st.selectbox(
            "État",
            states,
            states.index(alert["state"]),
            format_func=STATE_LABELS.__getitem__,
            key=f"etat_{key}",
        )
        owner_names = list(owners)
        owner = st.selectbox(
            "Suivie par (un service, jamais une personne)",
            owner_names,
            owner_names.index(alert["owner"]) if alert["owner"] in owners else 0,
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
        _save(alert_book, alert, state, owner, note)
    rule = load_rules().by_id.get(alert["rule_id"])
    leads = load_schemes().for_rule(rule) if rule else []
    if leads:
        st.markdown("**Pistes qui y répondent**")
        schemes(leads)


def _track_record(view: View, rule_id: str) -> None:
    """What such an alert is worth: in simulated crises, and in what followed real ones here."""
    simulated = worth.sentence(worth.of_rule(rule_id))
    observed = None
    if view.can_read("marts.alert_outcome"):
        observed = worth.observed(view.ask("alert_outcomes"), rule_id)
    if simulated or observed:
        st.markdown("**Ce que vaut cette alerte**")
    for sentence in filter(None, (simulated, observed)):
        st.caption(plain(sentence))


def _save(alert_book: AlertBook, alert: dict, state: State, owner: str, note: str) -> None:
    try:
        alert_book.set_state(
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
    audit.did("note", f"alerte {alert['network_id']} {alert['rule_id']}")
    st.toast("Le suivi de l’alerte est enregistré.")
    st.rerun()
