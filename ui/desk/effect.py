"""Preview of a change on the page: rows by network, losses, figures and alerts that change."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.alerts import load_rules
from method.catalog import load_catalog
from method.plain_text import plain
from method.terms import fr_term
from method.wording import NBSP, fr, fr_cell, plural
from pipelines.desk import words
from pipelines.desk.effect import Effect
from pipelines.desk.examine import Examination
from ui import data, table

SHOWN_ROWS = 200
EVERYONE = "Tous les réseaux"
COUNTS = (
    table.Column("name", "Réseau"),
    table.Column("title", "Fichier"),
    table.Column("before", "Avant", "count"),
    table.Column("added", "Ajoutées", "count"),
    table.Column("changed", "Modifiées", "count"),
    table.Column("gone", "Disparues", "count"),
    table.Column("kept", "Inchangées", "count"),
)
CHANGES = (
    table.Column("change_label", "Changement"),
    table.Column("name", "Réseau"),
    table.Column("key", "Ligne"),
    table.Column("columns", "Colonnes"),
    table.Column("before", "Avant"),
    table.Column("after", "Après"),
)
INDICATORS = (
    table.Column("network", "Réseau"),
    table.Column("indicator", "Indicateur"),
    table.Column("before_text", "Publié"),
    table.Column("after_text", "Après"),
)
ALERTS = (
    table.Column("change_label", "Changement"),
    table.Column("network", "Réseau"),
    table.Column("rule", "Alerte"),
)


def show_rows(found: Examination) -> None:
    """Draw the summary sentence, the counts by network, and the rows, removed ones first."""
    st.markdown(f"**{plain(words.sentence(found))}**")
    titles = data.file_titles()
    is_affected = found.counts[["added", "changed", "gone"]].sum(axis=1) > 0
    rows = found.counts[is_affected | found.counts["network"].isin(found.networks)]
    if rows.empty:
        return
    labelled = rows.assign(
        name=[words.name_of(network, found.names) for network in rows["network"]],
        title=rows["contract"].map(titles),
    )
    table.show(labelled, COUNTS, "Lignes par réseau")
    if found.changes.empty:
        return
    order = {"gone": 0, "changed": 1, "added": 2}
    ranked = found.changes.sort_values(
        "change", key=lambda changes: changes.map(order), kind="stable"
    ).head(SHOWN_ROWS)
    gone = int(found.changes["change"].eq("gone").sum())
    label = "Voir les lignes"
    with st.expander(f"{label}, dont {plural(gone, 'qui part', 'qui partent')}" if gone else label):
        labelled = ranked.assign(
            change_label=ranked["change"].map(fr_term),
            name=[words.name_of(network, found.names) for network in ranked["network"]],
        )
        table.show(labelled, CHANGES, "Lignes qui partent, changent, arrivent")


def confirmed(found: Examination, key: str) -> bool:
    """Whether nothing is lost, or the losses, shown in red, were confirmed by typing."""
    if not found.needs_confirmation:
        return True
    lines = "\n".join(f"- {plain(line)}" for line in words.loss_lines(found))
    st.error(f"Des lignes partiraient.\n\n{lines}", icon="⚠️")
    expected = words.confirmation(found)
    typed = st.text_input(
        f"Pour confirmer, tapez le nombre de lignes qui partiraient{NBSP}: {plain(expected)}",
        key=key,
    )
    return typed.strip() == expected


def show_effect(effect: Effect) -> None:
    """Draw the figures that change and by how much, with those that become unknown or known."""
    unknown, known = effect.unknown(), effect.known()
    opened = effect.alerts["change"].eq("opened").sum()
    closed = effect.alerts["change"].eq("closed").sum()
    if effect.indicators.empty and effect.alerts.empty:
        st.markdown("Aucun chiffre publié ne bouge, aucune alerte non plus.")
        return
    parts = [
        plural(len(effect.indicators), "chiffre bouge", "chiffres bougent"),
        plural(len(unknown), "devient inconnu", "deviennent inconnus"),
        plural(len(known), "devient connu", "deviennent connus"),
        plural(opened, "alerte s’ouvre", "alertes s’ouvrent"),
        plural(closed, "alerte se ferme", "alertes se ferment"),
    ]
    st.markdown(plain(f"{', '.join(parts)}."))
    if not effect.alerts.empty:
        table.show(_alert_rows(effect.alerts), ALERTS, "Alertes qui s’ouvrent et se ferment")
    for rows, caption in (
        (unknown, "Chiffres qui deviennent inconnus"),
        (effect.indicators.drop(unknown.index), "Indicateurs qui bougeraient au dernier mois"),
    ):
        if not rows.empty:
            table.show(_indicator_rows(rows.head(SHOWN_ROWS)), INDICATORS, caption)
            if len(rows) > SHOWN_ROWS:
                st.caption(f"Les {SHOWN_ROWS} plus forts sur {fr(len(rows))}.")


def _names() -> pd.Series:
    return data.query("network_names").set_index("network_id")["name"]


def _alert_rows(alerts: pd.DataFrame) -> pd.DataFrame:
    rules = load_rules().by_id
    labels = {"opened": "S’ouvre", "closed": "Se ferme"}
    return alerts.assign(
        change_label=alerts["change"].map(labels),
        network=alerts["network_id"].map(_names()).fillna(alerts["network_id"]),
        rule=[rules[name].label if name in rules else name for name in alerts["rule_id"]],
    )


def _indicator_rows(effect: pd.DataFrame) -> pd.DataFrame:
    indicators = load_catalog().indicators
    items = [indicators[name] for name in effect["indicator_id"]]
    pairs = [("before", "status_before"), ("after", "status_after")]
    return effect.assign(
        network=effect["network_id"].map(_names()).fillna(EVERYONE),
        indicator=[indicator.label for indicator in items],
        **{
            f"{side}_text": [
                fr_cell(value, indicator.unit, state, indicator.decimals)
                for value, state, indicator in zip(effect[side], effect[status], items, strict=True)
            ]
            for side, status in pairs
        },
    )
