"""Coverage: one line a network, one column a file; a colour, a sign and a word in each cell."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.wording import NBSP, fr, fr_short_month
from pipelines import contracts
from ui import data, html, links

GLYPHS = {"received": "✓", "late": "⚠", "absent": "✗"}
WORDS = {"received": "reçu", "late": "en retard", "absent": "jamais reçu"}
BLANK = {"status": "none", "glyph": "", "text": "", "words": "pas attendu"}


def show(rows: pd.DataFrame) -> None:
    """Draw the matrix; rows are those of the query `coverage`."""
    shown = [name for name in contracts.names() if (rows["contract"] == name).any()]
    titles = data.file_titles()
    missing = int(rows["status"].eq("absent").sum())
    late = int(rows["status"].eq("late").sum())
    st.markdown(
        f"{fr(len(rows))} fichiers attendus{NBSP}: ✓ {fr(len(rows) - missing - late)} à jour, "
        f"⚠ {fr(late)} en retard, ✗ {fr(missing)} jamais reçus. Le mois est le dernier reçu."
    )
    cells = {(row["network"], row["contract"]): _cell(row) for row in rows.to_dict("records")}
    sheets = dict(zip(rows["network"], rows["network_id"], strict=True))
    with st.container(key="coverage"):
        html.show(
            "coverage.html",
            caption="Dernier mois reçu, par réseau et par fichier",
            titles=[titles[name] for name in shown],
            rows=[
                {
                    "network": network,
                    "sheet": links.sheet(network_id),
                    "cells": [cells.get((network, name), BLANK) for name in shown],
                }
                for network, network_id in sheets.items()
            ],
        )


def _cell(row: dict) -> dict[str, str]:
    status = row["status"]
    known = status != "absent" and not pd.isna(row["last_month"])
    return {
        "status": status,
        "glyph": GLYPHS[status],
        "text": fr_short_month(row["last_month"]) if known else "",
        "words": WORDS[status],
    }
