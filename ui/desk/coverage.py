"""Coverage: one line a network, one column a file, the last month received in each cell."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.wording import NBSP, fr, fr_short_month
from pipelines import contracts
from ui import table

ABSENT = "✗ absent"
LATE = "⚠ en retard"


def show(rows: pd.DataFrame) -> None:
    """Draw the matrix; rows are those of the query `coverage`."""
    shown = [name for name in contracts.names() if (rows["contract"] == name).any()]
    cells = rows.assign(cell=[_cell(row) for row in rows.to_dict("records")])
    matrix = cells.pivot(index="network", columns="contract", values="cell").reset_index()
    columns = [table.Column("network", "Réseau")]
    columns += [table.Column(name, contracts.load(name).title) for name in shown]
    missing = rows["status"].eq("absent").sum()
    late = rows["status"].eq("late").sum()
    st.markdown(
        f"Fichiers attendus{NBSP}: **{fr(len(rows))}**. Jamais reçus{NBSP}: **{fr(missing)}**. "
        f"En retard{NBSP}: **{fr(late)}**."
    )
    with st.container(key="coverage"):
        table.show(matrix, columns, "Dernier mois reçu, par réseau et par fichier")


def _cell(row: dict) -> str:
    if row["status"] == "absent":
        return ABSENT
    month = "reçu" if pd.isna(row["last_month"]) else fr_short_month(row["last_month"])
    return f"{month} ({LATE})" if row["status"] == "late" else month
