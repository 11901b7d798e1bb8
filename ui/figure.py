"""One figure: title, chart, Lecture, Champ, Source, its table, its definition, how to quote it.

There is no other way to put a chart on a page, so that none goes out naked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from method.catalog import Indicator
from method.plain_text import plain
from method.wording import Note
from observatory.exports.model import QuotedFigure, quoted
from observatory.figures import curves
from observatory.figures.figure import Empty, Figure
from observatory.figures.marks import without_foreign_marks
from ui import address, empty, filters, html, quote, table, view
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
    picture: go.Figure | None = None,
) -> None:
    """Draw a chart with everything that it must carry.

    Args:
        title: says the content or the finding, in French.
        chart: made by `observatory.figures.charts`; None where the table is the figure.
        rows: the same figures, for « Voir les données » and for what leaves the application.
        columns: how the table shows them; nothing else of `rows` ever leaves.
        note: Lecture, Champ and Source, made by `method.wording.note`.
        indicator: its entry of the catalogue.
        key: unique on the page.
        picture: what leaves as the chart of a table whose drawing the page shows by itself (a map).
    """
    own = Figure(
        key=f"{address.page()}.{key}",
        title=title,
        rows=rows,
        columns=tuple(columns),
        note=note,
        indicators=(indicator,),
        chart=chart,
        picture=picture,
    )
    draw(own)


def _show(figure: QuotedFigure, chart: go.Figure | None, *, is_sortable: bool) -> None:
    """Title, chart or table, Lecture, Champ, Source, what opens; a picture alone is not drawn."""
    key = figure.key.rpartition(".")[2]
    with st.container(key=f"figure_{key}"):
        st.header(plain(figure.title), anchor=key.replace("_", "-"))
        if chart is not None:
            st.plotly_chart(
                without_foreign_marks(chart),
                theme=None,
                config=PLOTLY,
                key=f"chart_{key}",
                alt=f"{figure.title}. {figure.note.lecture}",
            )
        else:
            table.show(figure.rows, figure.columns, figure.title, is_sortable=is_sortable)
        html.show("note.html", note=figure.note, filters=figure.filters)
        if chart is not None:
            with st.expander("Voir les données"):
                table.show(figure.rows, figure.columns, figure.title, is_sortable=is_sortable)
        with st.container(horizontal=True, key=f"actions_{key}"):
            for indicator in figure.indicators[:1]:
                definition(indicator)
            quote.actions(figure, key)
        quote.verdict(figure)


def over_time(title: str, indicator_id: str, as_of: date, network_id: str, *, key: str) -> bool:
    """Draw one indicator of one scope up to a month; tell whether there was a value to draw."""
    asked = view.of(as_of, network_id)
    return draw(curves.over_time(asked, f"{address.page()}.{key}", title, indicator_id))


def draw(figure: Figure | Empty | None) -> bool:
    """Draw a figure, or say why it is empty; tell whether there was one."""
    if isinstance(figure, Empty):
        empty.show(figure.what, figure.reason, figure.files, figure.networks)
    if not isinstance(figure, Figure):
        return False
    _show(
        quoted(figure, address.link(), filters.used()),
        figure.chart,
        is_sortable=figure.is_sortable,
    )
    if figure.caption:
        st.caption(plain(figure.caption))
    return True
