"""Who the network is: type, seat, labels, what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from method.wording import fr_date
from observatory.figures.declared import declared_labels
from observatory.sheet.network import identity, label_sentences, status_sentence
from ui import data, html, table

DECLARED = (
    table.Column("label", "Chiffre publié"),
    table.Column("year", "Année"),
    table.Column("value", "Valeur déclarée", "count"),
    table.Column("unit", "Unité"),
    table.Column("link", "Source", link="source_url"),
)


def show(row: Mapping[str, Any]) -> None:
    """Draw the identity; `row` is that of `sheet_identity`."""
    labels = data.query("sheet_labels", network_id=row["network_id"])
    html.show(
        "identity.html",
        name=row["name"],
        status=status_sentence(row),
        lines=identity(row),
        labels=label_sentences(labels),
        website=table.safe_link(row["website"]),
        source=row["source"] if isinstance(row["source"], str) else None,
        source_date=None if pd.isna(row["source_date"]) else fr_date(row["source_date"]),
    )


def declared(network_id: str, name: str) -> None:
    """Figures that the network or the press published; none of them enters a calculation."""
    rows = data.query("sheet_declared", network_id=network_id)
    if rows.empty:
        return
    st.header("Chiffres publiés par le réseau ou la presse", anchor="declares")
    st.caption("Cités tels que publiés ; ils n’entrent dans aucun calcul.")
    labels = declared_labels()
    named = rows.assign(
        link="Consulter", label=[labels.get(code, code) for code in rows["indicator"]]
    )
    table.show(named, DECLARED, f"Chiffres déclarés, {name}")
