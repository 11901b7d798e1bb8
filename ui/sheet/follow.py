"""What the team follows of a network: level, stage, alerts. Drawn for who may read it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from observatory.fragility.words import alarm_sentence, gap_sentence, level_with_worst
from observatory.sheet.network import score_sentence
from ui import data, table
from ui.fragility import alerts, detail


def show(as_of: date, network_id: str, name: str) -> None:
    """Draw level, stage and open alerts."""
    if not data.can_read("marts.fragility"):
        return
    found = data.query("sheet_level", as_of=as_of, network_id=network_id)
    if not found.empty:
        row = found.iloc[0].to_dict()
        st.header("Niveau de fragilité", anchor="niveau")
        sentences = [
            f"**{plain(level_with_worst(row['level'], row['level_at_worst']))}.**",
            plain(score_sentence(row) or "Trop peu d’indicateurs sont connus pour un score."),
            plain(gap_sentence(row)),
            plain(alarm_sentence(row, load_catalog())),
        ]
        st.markdown(" ".join(sentence for sentence in sentences if sentence))
        detail.stage(as_of, network_id)
    rows = alerts.brief(network_id)
    st.header("Alertes ouvertes", anchor="alertes")
    if rows.empty:
        st.markdown("Aucune alerte à traiter.")
    else:
        table.show(rows, alerts.BRIEF, f"Alertes à traiter, {name}")
