"""One figure: title, chart, Lecture, Champ, Source, its table, its definition.

There is no other way to put a chart on a page, so that none goes out naked.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from observatory.catalog import Indicator
from observatory.wording import Note
from ui import html, table
from ui.definition import definition

# Plotly's own tool bar is in English and its export forgets the source.
PLOTLY = {"displayModeBar": False, "scrollZoom": False}


def show(
    title: str,
    chart: go.Figure,
    rows: pd.DataFrame,
    columns: Sequence[table.Column],
    note: Note,
    indicator: Indicator,
    *,
    key: str,
) -> None:
    """Draw a chart with everything that it must carry.

    Args:
        title: says the content or the finding, in French.
        chart: made by `observatory.charts`.
        rows: the same figures, for « Voir les données ».
        columns: how the table shows them.
        note: Lecture, Champ and Source, made by `observatory.wording.note`.
        indicator: its entry of the catalogue.
        key: unique on the page.
    """
    with st.container(key=f"figure_{key}"):
        st.header(title, anchor=key.replace("_", "-"))
        st.plotly_chart(
            chart, theme=None, config=PLOTLY, key=f"chart_{key}", alt=f"{title}. {note.lecture}"
        )
        html.show("note.html", note=note)
        with st.expander("Voir les données"):
            table.show(rows, columns, title)
        definition(indicator)
