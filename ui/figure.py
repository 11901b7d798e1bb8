"""One figure: title, chart, Lecture, Champ, Source, its table, its definition, how to quote it.

There is no other way to put a chart on a page, so that none goes out naked.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from observatory.catalog import Indicator
from observatory.exports.model import QuotedFigure
from observatory.wording import Note
from ui import address, filters, html, quote, table
from ui.definition import definition

# Plotly's own tool bar is in English and its export forgets the source.
PLOTLY = {"displayModeBar": False, "scrollZoom": False}


def show(
    title: str,
    chart: go.Figure | None,
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
        chart: made by `observatory.charts`; None where the table is the figure.
        rows: the same figures, for « Voir les données » and for what leaves the application.
        columns: how the table shows them; nothing else of `rows` ever leaves.
        note: Lecture, Champ and Source, made by `observatory.wording.note`.
        indicator: its entry of the catalogue.
        key: unique on the page.
    """
    quoted = QuotedFigure(
        key=f"{address.page()}.{key}",
        title=title,
        rows=rows,
        columns=tuple(columns),
        note=note,
        indicators=(indicator,),
        link=address.link(),
        filters=filters.used(),
        chart=chart,
    )
    with st.container(key=f"figure_{key}"):
        st.header(title, anchor=key.replace("_", "-"))
        if chart is None:
            table.show(rows, columns, title)
        else:
            st.plotly_chart(
                chart, theme=None, config=PLOTLY, key=f"chart_{key}", alt=f"{title}. {note.lecture}"
            )
        html.show("note.html", note=note)
        if chart is not None:
            with st.expander("Voir les données"):
                table.show(rows, columns, title)
        with st.container(horizontal=True, key=f"actions_{key}"):
            definition(indicator)
            quote.actions(quoted, key)
        quote.verdict(quoted)
