"""Coverage: one row per network, one column per file; each cell has a colour, a sign and a word."""

from __future__ import annotations

import streamlit as st

from observatory.desk import figures
from observatory.figures.figure import Figure, View
from ui import html, links
from ui.figure import draw

STATUSES = {glyph: status for status, glyph in figures.GLYPHS.items()}


def show(view: View) -> None:
    """Draw the matrix of the files sent by each network."""
    with st.container(key="coverage"):
        draw(figures.coverage, view, matrix)


def matrix(figure: Figure) -> str:
    """The table with its colours; each network links to its sheet."""
    files = figure.columns[1:]
    return html.render(
        "coverage.html",
        caption="Dernier mois reçu, par réseau et par fichier",
        titles=[column.label for column in files],
        rows=[
            {
                "network": row["network"],
                "sheet": links.sheet(row["network_id"]),
                "cells": [_cell(row[column.key]) for column in files],
            }
            for row in figure.rows.to_dict("records")
        ],
    )


def _cell(text: str) -> dict[str, str]:
    status = STATUSES.get(text[:1])
    if status is None:
        return {"status": "none", "glyph": "", "text": "", "words": text}
    return {
        "status": status,
        "glyph": text[:1],
        "text": text[1:].strip(),
        "words": figures.WORDS[status],
    }
