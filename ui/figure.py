"""One figure: title, chart, and one line: its source, its definition, its rows, how to quote it.

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
from observatory.figures import curves, sources
from observatory.figures.figure import Empty, Figure
from observatory.figures.marks import without_foreign_marks
from ui import address, data, definition, empty, filters, html, quote, table, view

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
        rows: the same figures, for « Données » and for what leaves the application.
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


def _show(figure: QuotedFigure, made: Figure) -> None:
    """Title, chart or table, its caption, and the one line; a picture alone is not drawn."""
    key = figure.key.rpartition(".")[2]
    with st.container(key=f"figure_{key}"):
        st.header(plain(figure.title), anchor=key.replace("_", "-"))
        if made.chart is not None:
            st.plotly_chart(
                without_foreign_marks(made.chart),
                theme=None,
                config=PLOTLY,
                key=f"chart_{key}",
                alt=f"{figure.title}. {figure.note.lecture}",
            )
        else:
            table.show(figure.rows, figure.columns, figure.title, is_sortable=made.is_sortable)
        if made.caption:
            st.caption(plain(made.caption))
        _line(figure, made, key)
        quote.verdict(figure)


@st.fragment
def _line(figure: QuotedFigure, made: Figure, key: str) -> None:
    """Source and networks in one grey line, and what opens: nothing of it is made before.

    A fragment: to open one thing draws this line again and not the page.
    """
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"actions_{key}"
    ):
        html.show(
            "line.html", source=sources.short(made, data.build()), counted=sources.counted(made)
        )
        definition.of_figure(figure.indicators, figure.note, figure.filters, key)
        if made.chart is not None:
            _rows(figure, made, key)
        quote.actions(figure, key)


def _rows(figure: QuotedFigure, made: Figure, key: str) -> None:
    """« Données »: the table behind a chart."""
    with st.popover("Données", type="tertiary", key=f"data_{key}", on_change="rerun") as opening:
        if opening.open:
            table.show(figure.rows, figure.columns, figure.title, is_sortable=made.is_sortable)


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
    _show(quoted(figure, address.link(), filters.used()), figure)
    return True
