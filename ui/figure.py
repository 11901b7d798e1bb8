"""One figure: title, chart, and one line with its source, definition, rows and quotation.

Pages have no other way to show a chart, so that none is shown without its source.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

import streamlit as st

from method.build import Build
from method.plain_text import plain
from observatory.exports.model import QuotedFigure, quoted
from observatory.figures import sources
from observatory.figures.figure import Empty, Figure, View
from observatory.figures.marks import without_foreign_marks
from ui import address, audit, component, data, definition, empty, filters, html, kept, quote, table
from ui.linked import names_linked
from ui.plot import Plot

Make = Callable[[View], Figure | Empty | None]
Drawing = Callable[[], None] | None


_CHART = component.declare(
    "observatory_chart", '<div class="obs-chart" role="figure"></div>', is_isolated=False
)


class Payload:
    """A figure ready to be sent: the part that does not depend on the reader, computed once.

    Attributes:
        figure: the figure.
        plot: its chart, ready to be sent; None when the figure is a table.
        line: start of the line under it, as HTML.
    """

    def __init__(self, figure: Figure, build: Build) -> None:
        self.figure = figure
        chart = None if figure.chart is None else without_foreign_marks(figure.chart)
        label = f"{figure.title}. {figure.note.lecture}"
        self.plot = None if chart is None else Plot(names_linked(chart, figure), label)
        self.line = html.render(
            "line.html", source=sources.short(figure, build), counted=sources.counted(figure)
        )

    @cached_property
    def table(self) -> str:
        """Its rows as HTML, computed when somebody opens them."""
        own = self.figure
        return table.render(own.rows, own.columns, own.title, is_sortable=own.is_sortable)


def _show(payload: Payload, own_table: Callable[[Figure], str] | None, drawing: Drawing) -> None:
    """Draw the title, the chart, map or table, the caption, and the line under the figure."""
    audit.record_figure(payload.figure)
    figure = quoted(payload.figure, address.link(), filters.used())
    key = figure.key.rpartition(".")[2]
    with st.container(key=f"figure_{key}"):
        st.header(plain(figure.title), anchor=key.replace("_", "-"))
        if drawing is not None:
            drawing()
        elif payload.plot is not None:
            _CHART(data=payload.plot.sent, key=f"chart_{key}", height=payload.plot.height)
        else:
            html.draw(own_table(payload.figure) if own_table else payload.table)
        if payload.figure.caption:
            st.caption(plain(payload.figure.caption))
        _line(figure, payload, key, has_rows=payload.plot is not None or drawing is not None)
        quote.verdict(figure)


@st.fragment
def _line(figure: QuotedFigure, payload: Payload, key: str, *, has_rows: bool) -> None:
    """Source and networks in one grey line, with popovers that compute nothing until opened.

    A fragment: opening a popover redraws this line and not the page.
    """
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"actions_{key}"
    ):
        html.draw(payload.line)
        definition.of_figure(figure.indicators, figure.note, figure.filters, key)
        if has_rows:
            _rows(payload, key)
        quote.actions(figure, key)


def _rows(payload: Payload, key: str) -> None:
    """« Données »: the table behind a chart or a map."""
    with st.popover("Données", type="tertiary", key=f"data_{key}", on_change="rerun") as opening:
        if opening.open:
            html.draw(payload.table)


def draw(
    what: Figure | Empty | Make | None,
    view: View | None = None,
    own_table: Callable[[Figure], str] | None = None,
    drawing: Drawing = None,
) -> bool:
    """Draw a figure, or explain why it is empty; return whether there was one.

    Args:
        what: a figure; or a function of `observatory/<subject>/figures.py`, called with `view`,
            whose result is cached for the next reader of the same view.
        view: the view given to the function.
        own_table: HTML of the rows, when the page uses a table other than the usual one.
        drawing: draws what the page shows instead of the chart, such as a map.
    """
    if what is None or isinstance(what, Figure | Empty):
        payload = _sent(what, data.build())
    elif view is None:
        raise TypeError("a function of a view is drawn with its view")
    else:
        payload = kept.of(partial(_payload, what), view)
    if isinstance(payload, Empty):
        empty.show(payload.what, payload.reason, payload.files, payload.networks)
    if not isinstance(payload, Payload):
        return False
    _show(payload, own_table, drawing)
    return True


def _payload(make: Make, view: View) -> Payload | Empty | None:
    return _sent(make(view), view.build)


def _sent(figure: Figure | Empty | None, build: Build) -> Payload | Empty | None:
    return Payload(figure, build) if isinstance(figure, Figure) else figure
