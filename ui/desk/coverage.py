"""Coverage: one line a network, one column a file; a colour, a sign and a word in each cell."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.wording import NBSP, fr, fr_short_month
from pipelines import contracts
from ui import data, html

GLYPHS = {"received": "✓", "late": "⚠", "absent": "✗"}


def show(rows: pd.DataFrame) -> None:
    """Draw the matrix; rows are those of the query `coverage`."""
    shown = [name for name in contracts.names() if (rows["contract"] == name).any()]
    titles = data.file_titles()
    missing = rows["status"].eq("absent").sum()
    late = rows["status"].eq("late").sum()
    st.markdown(
        f"Fichiers attendus{NBSP}: **{fr(len(rows))}**. ✗ Jamais reçus{NBSP}: **{fr(missing)}**. "
        f"⚠ En retard{NBSP}: **{fr(late)}**."
    )
    cells = {(row["network"], row["contract"]): _cell(row) for row in rows.to_dict("records")}
    networks = list(dict.fromkeys(rows["network"]))
    with st.container(key="coverage"):
        html.show(
            "coverage.html",
            caption="Dernier mois reçu, par réseau et par fichier",
            titles=[titles[name] for name in shown],
            rows=[
                {"network": network, "cells": [cells[network, name] for name in shown]}
                for network in networks
            ],
        )


def _cell(row: dict) -> dict[str, str]:
    status = row["status"]
    if status == "absent":
        text = "absent"
    else:
        text = "reçu" if pd.isna(row["last_month"]) else fr_short_month(row["last_month"])
    late = " en retard" if status == "late" else ""
    return {"status": status, "glyph": GLYPHS[status], "text": f"{text}{late}"}
