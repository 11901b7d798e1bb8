"""One figure: title, chart, and one line: its source, its definition, its rows, how to quote it.

There is no other way to put a chart on a page, so that none goes out naked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from method.build import Build
from method.plain_text import plain
from observatory.exports.model import QuotedFigure, quoted
from observatory.figures import sources
from observatory.figures.chart import Chart
from observatory.figures.figure import Empty, Figure, View
from observatory.figures.marks import without_foreign_marks
from ui import address, audit, data, definition, empty, filters, html, kept, quote, table
from ui.linked import names_linked

Make = Callable[[View], Figure | Empty | None]
Drawing = Callable[[], None] | None
# Plotly's own tool bar is in English and its export forgets the source.
PLOTLY = {"displayModeBar": False, "scrollZoom": False}


class SentChart(go.Figure):
    """A chart under the type that Streamlit knows, which is not taken apart at each run."""

    @classmethod
    def of(cls, chart: Chart) -> SentChart:
        """The same chart; nobody may change it any more."""
        sent = cls.__new__(cls)
        sent.__dict__["_sent"] = {"data": chart.data, "layout": chart.layout}
        return sent

    def to_dict(self) -> dict[str, Any]:
        """What the browser draws."""
        return self.__dict__["_sent"]


class Payload:
    """A figure as it is sent: what does not depend on who reads it, made once.

    Attributes:
        figure: the figure.
        chart: its chart, ready to leave; None where the table is the figure.
        line: the beginning of the line under it, as HTML.
    """

    def __init__(self, figure: Figure, build: Build) -> None:
        self.figure = figure
        chart = None if figure.chart is None else without_foreign_marks(figure.chart)
        self.chart = None if chart is None else SentChart.of(names_linked(chart, figure))
        self.line = html.render(
            "line.html", source=sources.short(figure, build), counted=sources.counted(figure)
        )

    @cached_property
    def table(self) -> str:
        """Its rows as HTML, made when somebody opens them."""
        own = self.figure
        return table.render(own.rows, own.columns, own.title, is_sortable=own.is_sortable)


def _show(made: Payload, own_table: Callable[[Figure], str] | None, drawing: Drawing) -> None:
    """Title, chart, map or table, its caption, and the one line; a picture alone is not drawn."""
    audit.drawn(made.figure)
    figure = quoted(made.figure, address.link(), filters.used())
    key = figure.key.rpartition(".")[2]
    with st.container(key=f"figure_{key}"):
        st.header(plain(figure.title), anchor=key.replace("_", "-"))
        if drawing is not None:
            drawing()
        elif made.chart is not None:
            st.plotly_chart(
                made.chart,
                theme=None,
                config=PLOTLY,
                key=f"chart_{key}",
                alt=f"{figure.title}. {figure.note.lecture}",
            )
        else:
            html.draw(own_table(made.figure) if own_table else made.table)
        if made.figure.caption:
            st.caption(plain(made.figure.caption))
        _line(figure, made, key, has_rows=made.chart is not None or drawing is not None)
        quote.verdict(figure)


@st.fragment
def _line(figure: QuotedFigure, made: Payload, key: str, *, has_rows: bool) -> None:
    """Source and networks in one grey line, and what opens: nothing of it is made before.

    A fragment: to open one thing draws this line again and not the page.
    """
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"actions_{key}"
    ):
        html.draw(made.line)
        definition.of_figure(figure.indicators, figure.note, figure.filters, key)
        if has_rows:
            _rows(made, key)
        quote.actions(figure, key)


def _rows(made: Payload, key: str) -> None:
    """« Données »: the table behind a chart or a map."""
    with st.popover("Données", type="tertiary", key=f"data_{key}", on_change="rerun") as opening:
        if opening.open:
            html.draw(made.table)


def draw(
    what: Figure | Empty | Make | None,
    asked: View | None = None,
    own_table: Callable[[Figure], str] | None = None,
    drawing: Drawing = None,
) -> bool:
    """Draw a figure, or say why it is empty; tell whether there was one.

    Args:
        what: a figure; or a function of `observatory/<subject>/figures.py`, which is then asked for
            `asked` and whose answer is kept for the next reader of the same view.
        asked: the view of the function.
        own_table: HTML of the rows where the page has another table for them than the usual one.
        drawing: draws what the page shows by itself in the place of the chart, a map.
    """
    if what is None or isinstance(what, Figure | Empty):
        made = _sent(what, data.build())
    elif asked is None:
        raise TypeError("a function of a view is drawn with its view")
    else:
        made = kept.of(partial(_payload, what), asked)
    if isinstance(made, Empty):
        empty.show(made.what, made.reason, made.files, made.networks)
    if not isinstance(made, Payload):
        return False
    _show(made, own_table, drawing)
    return True


def _payload(make: Make, asked: View) -> Payload | Empty | None:
    return _sent(make(asked), asked.build)


def _sent(figure: Figure | Empty | None, build: Build) -> Payload | Empty | None:
    return Payload(figure, build) if isinstance(figure, Figure) else figure
